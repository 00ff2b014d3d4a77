package import Metering

/// The points of which nothing may be told but to their holders, as the lists say, with their sub-meters: what those
/// measure is measured at them.
///
/// The latest list that names a class counts; one that names none leaves the one that is known.
package struct SecretPoints: Hashable, Sendable {
    private var classes: [PointID: SecrecyClass] = [:]

    package init() {}

    /// Adds what a list says of a point; nil where it says nothing. Later lists come later.
    package mutating func add(_ secrecy: SecrecyClass?, of point: PointID) {
        guard let secrecy else { return }
        classes[point] = secrecy == .open ? nil : secrecy
    }

    package var isEmpty: Bool { classes.isEmpty }

    /// The class that lists give a point itself; nil where it has none.
    package subscript(point: PointID) -> SecrecyClass? { classes[point] }

    /// Those with a class, in no order.
    package var points: Dictionary<PointID, SecrecyClass>.Keys { classes.keys }

    /// Those with a class, and all sub-meters behind them.
    package func all(with subMeters: SubMeters) -> Set<PointID> {
        if isEmpty { return [] }
        let behind = subMeters.points.filter { point in subMeters.upstream(of: point).contains { classes[$0] != nil } }
        return Set(classes.keys).union(behind)
    }
}
