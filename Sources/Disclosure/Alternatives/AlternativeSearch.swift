/// Which figures contain one that is held back, smallest first: a territory around it, or neighbours taken together.
///
/// It proposes, from who is in which figure and nothing else. What it proposes of neighbours has yet to pass the gate
/// and the guard.
///
/// Neighbours that were taken together serve each other, and nobody else: two figures that share a few held points are
/// what the guard refuses. What left together on other days is proposed again first, for the same reason.
package struct AlternativeSearch {
    /// A figure of one stream and period.
    package struct Figure: Sendable {
        package let panel: Panel
        /// Figures of one family are neighbours: of the same kind, for the same use.
        package let family: String
        package let audience: Audience
        package let isHeld: Bool

        package init(panel: Panel, family: String, audience: Audience, isHeld: Bool) {
            self.panel = panel
            self.family = family
            self.audience = audience
            self.isHeld = isHeld
        }
    }

    package enum Candidate: Hashable, Sendable {
        /// A figure that leaves anyway.
        case released(Int)
        /// Figures taken together.
        case merged([Int])
    }

    private enum Limit {
        /// Most neighbours taken together, and so most proposals of each sort.
        static let neighbours = 12
    }

    package private(set) var figures: [Figure] = []
    /// The held figures that a point is in.
    private var heldAt: [UInt32: [Int]] = [:]
    private var isOfHeld: [Bool] = []
    /// The held figures of a family, the smallest first.
    private var heldOfFamily: [String: [Int]] = [:]
    /// For each held figure, those that leave and share points with it, and how many.
    private var touching: [Int: [Int: Int]] = [:]
    /// For each held figure, those that it was together with before.
    private var before: [Int: [Union]] = [:]

    /// `left` are panels of figures that left on other days.
    package init(_ figures: [Figure], left: some Sequence<Panel> = EmptyCollection()) {
        for (number, figure) in figures.enumerated() where figure.isHeld {
            heldOfFamily[figure.family, default: []].append(number)
            for point in figure.panel.points { heldAt[point, default: []].append(number) }
        }
        for family in heldOfFamily.keys {
            heldOfFamily[family]?.sort { figures[$0].panel.count < figures[$1].panel.count }
        }
        isOfHeld = Array(repeating: false, count: heldAt.keys.max().map { Int($0) + 1 } ?? 0)
        for point in heldAt.keys { isOfHeld[Int(point)] = true }
        for figure in figures { add(figure) }
        let asked = Set(figures.map(\.panel))
        for panel in left where !asked.contains(panel) {
            guard let parts = heldParts(of: panel) else { continue }
            for part in parts { before[part, default: []].append(Union(parts: parts, panel: panel)) }
        }
    }

    /// The held figures of one family that together are a panel: two or more, or nil.
    private func heldParts(of panel: Panel) -> [Int]? {
        var shared: [Int: Int] = [:]
        for point in panel.points {
            guard let held = heldAt[point] else { return nil }
            for figure in held { shared[figure, default: 0] += 1 }
        }
        let inside = shared.filter { $0.value == count(of: $0.key) }.keys
        return Dictionary(grouping: inside) { figures[$0].family }.values.map { $0.sorted() }.first { parts in
            parts.count > 1 && parts.reduce(Panel([])) { $0.union(figures[$1].panel) } == panel
        }
    }

    /// Takes into account that figures leave together, with the next number.
    package mutating func add(_ figure: Figure, of parts: [Int]) {
        add(figure)
        for part in parts { heldOfFamily[figures[part].family]?.removeAll { $0 == part } }
    }

    private mutating func add(_ figure: Figure) {
        let number = figures.count
        figures.append(figure)
        guard !figure.isHeld else { return }
        for point in figure.panel.points where point < isOfHeld.count && isOfHeld[Int(point)] {
            for held in heldAt[point] ?? [] { touching[held, default: [:]][number, default: 0] += 1 }
        }
    }

    /// What left before, then the smallest first; the smallest figure that leaves anyway is the last one proposed.
    package func candidates(for held: Int) -> [Candidate] {
        let asked = figures[held]
        let visible = (touching[held] ?? [:]).keys.sorted().filter {
            [.everybody, asked.audience].contains(figures[$0].audience)
        }
        let parent = visible.filter { contains(held, in: $0) }.min { count(of: $0) < count(of: $1) }
        let most = parent.map(count) ?? .max
        let merged = neighbours(of: held, in: parent) + covers(of: asked.panel, by: visible, smallerThan: most)
        let proposed = (before[held] ?? []) + merged.sorted { $0.panel.count < $1.panel.count }
        let smaller = proposed.filter { $0.panel.count < most }
        return smaller.map { .merged($0.parts) } + (parent.map { [.released($0)] } ?? [])
    }

    private struct Union {
        var parts: [Int]
        var panel: Panel
    }

    private func count(of figure: Int) -> Int { figures[figure].panel.count }

    private func contains(_ held: Int, in figure: Int) -> Bool { touching[held]?[figure] == count(of: held) }

    /// The figure with one held neighbour, with two, …, within the same parent: the smallest first, and where there are
    /// too many of those, the largest first.
    private func neighbours(of held: Int, in parent: Int?) -> [Union] {
        let free = heldOfFamily[figures[held].family] ?? []
        guard free.contains(held) else { return [] }
        let others = free.filter { other in other != held && parent.map { contains(other, in: $0) } ?? true }
        let growing = unions(of: held, with: others.prefix(Limit.neighbours))
        return others.count > Limit.neighbours
            ? growing + unions(of: held, with: others.reversed().prefix(Limit.neighbours)) : growing
    }

    private func unions(of held: Int, with others: some Sequence<Int>) -> [Union] {
        var union = Union(parts: [held], panel: figures[held].panel)
        return others.map { other in
            union.parts.append(other)
            union.panel = union.panel.union(figures[other].panel)
            return union
        }
    }

    /// For each family, its figures that share points with the panel, where together they contain it: the sum of
    /// what leaves anyway.
    private func covers(of panel: Panel, by figures: [Int], smallerThan most: Int) -> [Union] {
        let families = Dictionary(grouping: figures) { self.figures[$0].family }.sorted { $0.key < $1.key }
        return families.compactMap { _, parts in
            guard (2...Limit.neighbours).contains(parts.count), parts.allSatisfy({ count(of: $0) < most }) else {
                return nil
            }
            let union = parts.dropFirst().reduce(self.figures[parts[0]].panel) { $0.union(self.figures[$1].panel) }
            let isWhole = panel.subtracting(union).points.isEmpty
            return isWhole ? Union(parts: parts, panel: union) : nil
        }
    }
}
