/// A search for figures that contain one that is held back: a territory around it, or neighbours taken together.
///
/// It uses panels and no energies, so that what it proposes reveals none. Merged neighbours have yet to pass the gate
/// and the guard.
///
/// A held figure joins at most one union: overlapping unions would be refused by the guard. Unions that were released
/// on other days are proposed again first, for the same reason.
///
/// Costs the points of the held figures' panels, and of other panels that share points with them; a proposal costs the
/// panels of at most 12 neighbours on each side.
package struct AlternativeSearch {
    /// A figure of one kind of energy and one period, released or held.
    package struct Figure: Sendable {
        package let panel: Panel
        /// Figures of one family may be taken together: sets of the same kind, for the same use.
        package let family: String
        /// Who receives it.
        package let audiences: Set<Audience>
        package let isHeld: Bool

        package init(panel: Panel, family: String, audiences: Set<Audience>, isHeld: Bool) {
            self.panel = panel
            self.family = family
            self.audiences = audiences
            self.isHeld = isHeld
        }
    }

    /// A figure of an earlier publication that was released.
    package struct PastRelease: Sendable {
        package let panel: Panel
        package let audience: Audience

        package init(panel: Panel, audience: Audience) {
            self.panel = panel
            self.audience = audience
        }
    }

    package enum Candidate: Hashable, Sendable {
        /// A figure that is released whatever is proposed, by its number.
        case released(Int)
        /// Figures to be taken together, by their numbers.
        case merged([Int])
    }

    private enum Limit {
        /// The most neighbours that a figure is taken together with, and so the most proposals of each sort.
        static let neighbours = 12
    }

    package private(set) var figures: [Figure] = []
    /// The held figures of a point.
    private var heldAt: [UInt32: [Int]] = [:]
    private var isOfHeld: [Bool] = []
    /// The held figures of a family that have not joined a union, the smallest first.
    private var freeOfFamily: [String: [Int]] = [:]
    private var isTaken: [Bool] = []
    /// For each held figure, the released ones that share points with it, with the number of those points.
    private var touching: [Int: [Int: Int]] = [:]
    /// For each held figure, the unions that it was released in before.
    private var before: [Int: [Union]] = [:]

    /// `released` are figures of earlier publications, the best first.
    package init(_ figures: [Figure], released: [PastRelease] = []) {
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
        for figure in released where !asked.contains(figure.panel) {
            for parts in heldParts(of: figure) {
                for part in parts { before[part, default: []].append(Union(parts: parts, panel: figure.panel)) }
            }
        }
    }

    /// The held figures of each family that together make up a past release, for an audience of theirs.
    private func heldParts(of past: PastRelease) -> [[Int]] {
        var shared: [Int: Int] = [:]
        for point in past.panel.points {
            guard let held = heldAt[point] else { return [] }
            for figure in held { shared[figure, default: 0] += 1 }
        }
        let inside = shared.keys.filter { shared[$0] == count(of: $0) && figures[$0].audiences.contains(past.audience) }
        return Dictionary(grouping: inside.sorted()) { figures[$0].family }.sorted { $0.key < $1.key }.map(\.value)
            .filter { parts in
                2...Limit.neighbours + 1 ~= parts.count
                    && parts.reduce(Panel([])) { $0.union(figures[$1].panel) } == past.panel
            }
    }

    /// Records that figures are released together, as a figure of the next number.
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

    /// Past unions first, then the others by size, all smaller than the smallest released figure that contains the held
    /// one; that figure is the last.
    package func candidates(for held: Int) -> [Candidate] {
        let asked = figures[held]
        let visible = (touching[held] ?? [:]).keys.sorted().filter {
            figures[$0].audiences == [.everybody] || figures[$0].audiences.isSuperset(of: asked.audiences)
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

    /// The past unions of the figure whose parts have not joined another union, and lie within the same parent.
    private func together(_ held: Int, in parent: Int?) -> [Union] {
        (before[held] ?? []).filter { $0.parts.allSatisfy { isFree($0, in: parent) } }
    }

    /// The figure with one held neighbour, with two, and so on, within the same parent: the smallest neighbours first.
    /// Where there are more than 12, also the largest first of those that are not larger than the figure.
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

    /// For each family, its released figures that share points with the panel, where together they contain it.
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
