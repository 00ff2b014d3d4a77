/// How many of some panels cross each other in a point: each has points that the other has not. Territories that lie in
/// each other, or apart, do not.
///
/// The guard lets figures of few such panels leave in a month (`Protection.crossings`); this tells beforehand which
/// panels will meet that. Costs the panels' points, and for each group of points in the same panels the pairs of these.
package struct CrossingPanels {
    /// The most crowded points of a panel.
    package struct Crowd: Hashable, Sendable {
        /// The panel's place.
        package let panel: Int
        /// How many of its points lie in more panels that cross others than may leave.
        package let points: Int
        /// The different panels that cross others in the most crowded of these.
        package let crossings: Int
    }

    private let panels: [Panel]
    private var crossing: [Pair: Bool] = [:]

    private struct Pair: Hashable {
        let one: Int
        let other: Int
    }

    package init(_ panels: [Panel]) { self.panels = panels }

    /// The panels that have points in more than `most` panels that cross others, in their order.
    package mutating func crowds(beyond most: Int) -> [Crowd] {
        var crowds: [Int: (points: Int, crossings: Int)] = [:]
        for (inside, count) in groups() where inside.count > most {
            let crossings = inside.filter { one in inside.contains { $0 != one && cross(one, $0) } }
            let different = Set(crossings.map { panels[$0] }).count
            guard different > most else { continue }
            for panel in crossings {
                let before = crowds[panel] ?? (0, 0)
                crowds[panel] = (before.points + count, max(before.crossings, different))
            }
        }
        return crowds.sorted { $0.key < $1.key }
            .map { Crowd(panel: $0.key, points: $0.value.points, crossings: $0.value.crossings) }
    }

    /// How many points lie in the same panels, by these.
    private func groups() -> [[Int]: Int] {
        var panelsOf: [UInt32: [Int]] = [:]
        for (place, panel) in panels.enumerated() {
            for point in panel.points { panelsOf[point, default: []].append(place) }
        }
        return panelsOf.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    private mutating func cross(_ one: Int, _ other: Int) -> Bool {
        let pair = Pair(one: min(one, other), other: max(one, other))
        if let known = crossing[pair] { return known }
        let (left, right) = (panels[pair.one], panels[pair.other])
        let shared = left.intersection(right).count
        let isCrossing = shared > 0 && shared < left.count && shared < right.count
        crossing[pair] = isCrossing
        return isCrossing
    }
}
