/// Which figures contain one that is held back: a territory around it, or neighbours taken together.
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

    /// A figure that left before.
    package struct Left: Sendable {
        package let panel: Panel
        package let audience: Audience

        package init(panel: Panel, audience: Audience) {
            self.panel = panel
            self.audience = audience
        }
    }

    package enum Candidate: Hashable, Sendable {
        /// A figure that leaves anyway.
        case released(Int)
        /// Figures taken together.
        case merged([Int])
    }

    private enum Limit {
        /// Most neighbours that a figure is taken together with, and so most proposals of each sort.
        static let neighbours = 12
    }

    package private(set) var figures: [Figure] = []
    /// The held figures that a point is in.
    private var heldAt: [UInt32: [Int]] = [:]
    private var isOfHeld: [Bool] = []
    /// The held figures of a family that are not taken together yet, the smallest first.
    private var freeOfFamily: [String: [Int]] = [:]
    private var isTaken: [Bool] = []
    /// For each held figure, those that leave and share points with it, and how many.
    private var touching: [Int: [Int: Int]] = [:]
    /// For each held figure, those that it was together with before.
    private var before: [Int: [Union]] = [:]

    /// `left`: what left before, the best first.
    package init(_ figures: [Figure], left: [Left] = []) {
        for (number, figure) in figures.enumerated() where figure.isHeld {
            freeOfFamily[figure.family, default: []].append(number)
            for point in figure.panel.points { heldAt[point, default: []].append(number) }
        }
        for family in freeOfFamily.keys {
            freeOfFamily[family]?.sort { figures[$0].panel.count < figures[$1].panel.count }
        }
        isOfHeld = Array(repeating: false, count: heldAt.keys.max().map { Int($0) + 1 } ?? 0)
        for point in heldAt.keys { isOfHeld[Int(point)] = true }
        for figure in figures { add(figure) }
        let asked = Set(figures.map(\.panel))
        for figure in left where !asked.contains(figure.panel) {
            for parts in heldParts(of: figure) {
                for part in parts { before[part, default: []].append(Union(parts: parts, panel: figure.panel)) }
            }
        }
    }

    /// The held figures of each family that together are a figure for those who saw it.
    private func heldParts(of left: Left) -> [[Int]] {
        var shared: [Int: Int] = [:]
        for point in left.panel.points {
            guard let held = heldAt[point] else { return [] }
            for figure in held { shared[figure, default: 0] += 1 }
        }
        let inside = shared.keys.filter { shared[$0] == count(of: $0) && figures[$0].audience == left.audience }
        return Dictionary(grouping: inside.sorted()) { figures[$0].family }.sorted { $0.key < $1.key }.map(\.value)
            .filter { parts in
                2...Limit.neighbours + 1 ~= parts.count
                    && parts.reduce(Panel([])) { $0.union(figures[$1].panel) } == left.panel
            }
    }

    /// Takes into account that figures leave together, with the next number.
    package mutating func add(_ figure: Figure, of parts: [Int]) {
        add(figure)
        for part in parts { isTaken[part] = true }
        for family in Set(parts.map { figures[$0].family }) { freeOfFamily[family]?.removeAll { isTaken[$0] } }
    }

    private mutating func add(_ figure: Figure) {
        let number = figures.count
        figures.append(figure)
        isTaken.append(false)
        guard !figure.isHeld else { return }
        for point in figure.panel.points where point < isOfHeld.count && isOfHeld[Int(point)] {
            for held in heldAt[point] ?? [] { touching[held, default: [:]][number, default: 0] += 1 }
        }
    }

    /// What left before, then the smallest first; the smallest figure that leaves anyway is the last one proposed, and
    /// nothing that is not smaller.
    package func candidates(for held: Int) -> [Candidate] {
        let asked = figures[held]
        let visible = (touching[held] ?? [:]).keys.sorted().filter {
            [.everybody, asked.audience].contains(figures[$0].audience)
        }
        let parent = visible.filter { contains(held, in: $0) }.min { count(of: $0) < count(of: $1) }
        let most = parent.map(count) ?? .max
        let merged = neighbours(of: held, in: parent) + covers(of: asked.panel, by: visible, smallerThan: most)
        let proposed = together(held, in: parent) + merged.sorted { $0.panel.count < $1.panel.count }
        let smaller = proposed.filter { $0.panel.count < most }
        return smaller.map { .merged($0.parts) } + (parent.map { [.released($0)] } ?? [])
    }

    private struct Union {
        var parts: [Int]
        var panel: Panel
    }

    private func count(of figure: Int) -> Int { figures[figure].panel.count }

    private func contains(_ held: Int, in figure: Int) -> Bool { touching[held]?[figure] == count(of: held) }

    private func isFree(_ other: Int, in parent: Int?) -> Bool {
        !isTaken[other] && parent.map { contains(other, in: $0) } ?? true
    }

    /// Those that the figure was together with before, where they are free and within the same parent.
    private func together(_ held: Int, in parent: Int?) -> [Union] {
        (before[held] ?? []).filter { $0.parts.allSatisfy { isFree($0, in: parent) } }
    }

    /// The figure with one held neighbour, with two, …, within the same parent: the smallest first, and where there are
    /// too many of those, the largest first of those that are not larger than itself.
    private func neighbours(of held: Int, in parent: Int?) -> [Union] {
        guard isFree(held, in: nil) else { return [] }
        let free = freeOfFamily[figures[held].family] ?? []
        let smallest = free.lazy.filter { $0 != held && isFree($0, in: parent) }.prefix(Limit.neighbours + 1)
        let growing = unions(of: held, with: smallest.prefix(Limit.neighbours))
        guard Array(smallest).count > Limit.neighbours else { return growing }
        let largest = free.reversed().lazy.filter {
            $0 != held && count(of: $0) <= count(of: held) && isFree($0, in: parent)
        }
        return growing + unions(of: held, with: largest.prefix(Limit.neighbours))
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
