package import Metering

/// Who asks for a figure, as the points under their control. Those count neither for thresholds nor for dominance: a
/// requester who has ten of eleven meters could subtract them and read the eleventh.
package struct Requester: Hashable, Sendable, CustomStringConvertible {
    package let controlledPoints: Set<PointID>

    /// Someone who controls none of the points.
    package static let outsider = Requester()

    package init(controlling points: Set<PointID> = []) { controlledPoints = points }

    package func controls(_ point: PointID) -> Bool {
        !controlledPoints.isEmpty && controlledPoints.contains(point)
    }

    /// Two who ask together.
    package func union(_ other: Requester) -> Requester {
        Requester(controlling: controlledPoints.union(other.controlledPoints))
    }

    /// The points, sorted: equal requesters have equal texts, which are part of the fingerprint of a figure's inputs.
    package var description: String { controlledPoints.map(\.text).sorted().joined(separator: ",") }
}
