package import Metering

/// Who asks, by the points under their control: those cannot hide anybody from them, and do not count.
///
/// An asker who owns ten of eleven meters subtracts them and reads the eleventh.
package struct Requester: Hashable, Sendable, CustomStringConvertible {
    package let controlledPoints: Set<PointID>

    /// Someone who controls none of the points.
    package static let outsider = Requester()

    package init(controlling points: Set<PointID> = []) { controlledPoints = points }

    package func controls(_ point: PointID) -> Bool {
        !controlledPoints.isEmpty && controlledPoints.contains(point)
    }

    /// The points in order: the same asker has the same words, as the fingerprint of a figure's inputs needs.
    package var description: String { controlledPoints.map(\.text).sorted().joined(separator: ",") }
}
