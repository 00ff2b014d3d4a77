package import Metering

/// Who asks for a figure, as the points under their control. Those count neither for thresholds nor for dominance: a
/// requester who has ten of eleven meters could subtract them and read the eleventh.
///
/// Of somebody named by a key, a point that no list gives to another holder may be theirs too: it does not count
/// either, unless the policy's rule takes unknown holders for others (`Policy.Rule.unknownHolders`).
package struct Requester: Hashable, Sendable, CustomStringConvertible {
    package let controlledPoints: Set<PointID>
    /// The points that are known to be others'; nil where all that the requester controls is known.
    private let othersPoints: Set<PointID>?

    /// Someone who controls none of the points.
    package static let outsider = Requester()

    /// `others`: the points that are known to be others', where it is not known that the requester has no further ones.
    package init(controlling points: Set<PointID> = [], besides others: Set<PointID>? = nil) {
        controlledPoints = points
        othersPoints = others
    }

    package func controls(_ point: PointID) -> Bool {
        !controlledPoints.isEmpty && controlledPoints.contains(point)
    }

    /// Whether a point that the requester is not known to control may be theirs: nobody knows whose it is.
    package func mayControl(_ point: PointID) -> Bool {
        othersPoints.map { !$0.contains(point) } ?? false
    }

    /// Two who ask together: a point is another's where it is neither's.
    package func union(_ other: Requester) -> Requester {
        let others = [othersPoints, other.othersPoints].compactMap { $0 }
        return Requester(
            controlling: controlledPoints.union(other.controlledPoints),
            besides: others.first.map { others.dropFirst().reduce($0) { $0.intersection($1) } })
    }

    /// The points, sorted, and a mark of one who may hold others: equal requesters have equal texts, which are part of
    /// the fingerprint of a figure's inputs.
    package var description: String {
        (controlledPoints.map(\.text).sorted() + (othersPoints == nil ? [] : ["?"])).joined(separator: ",")
    }
}
