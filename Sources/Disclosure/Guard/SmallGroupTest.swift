package import Metering

/// The energy of a point over a period, in whole watt-hours (litres for water); nil where the caller does not know it,
/// which counts as none.
package typealias PointEnergies = (_ point: UInt32, _ period: ClosedRange<CivilDay>) -> Int64?

/// A test that no group of too few holders can be isolated: small atoms with other atoms around them, and the figures
/// over these as a linear system.
///
/// It looks for two distributions of energy over the atoms that both agree with every figure, and of which one gives
/// the group clearly more. Atoms that are not looked at keep their energy in both, so leaving atoms out can refuse too
/// much and never too little. Groups that fill whole atoms are tested, at 1.25 times the width of the protection; every
/// other group of too few then has the width of the protection itself. docs/decisions/0025 proves it and says what it
/// assumes.
///
/// Costs one elimination of at most 64 columns when it is made, and two linear programs for each group that no
/// distribution found before already serves, for each period.
struct SmallGroupTest {
    struct Row {
        let panel: Atoms.PanelID
        let columns: [Int]
    }

    /// The atoms whose energy may differ, as columns.
    let atoms: [Atoms.AtomID]
    /// The small atoms among them whose groups this tests.
    let protected: [Atoms.AtomID]
    private let rows: [Row]
    /// Unions of small atoms, as columns, each with fewer holders than the threshold.
    private let groups: [[Int]]
    /// Whether `atoms` are all atoms of the panels of `rows`. Only then may a figure's rounding be used, which is of
    /// whole figures.
    private let isWhole: Bool
    /// Least width of the interval of a union of whole atoms, as a share of its energy.
    private let width: Double
    /// The holders of the protected atom, where there is one; 1 where a component is looked at whole.
    private let holders: Int
    private let cache = PointCache()

    /// 1 / (1 − width) at the width of 0.2: how much wider groups of whole atoms must be, so that groups with parts of
    /// atoms are wide enough. Covers smaller widths, not greater ones (docs/decisions/0025).
    private static let margin = 1.25

    private enum Limit {
        static let groups = 1_024
        static let groupsNearby = 64
        static let neighbours = 40
        static let pointsOfNeighbour = 64
        static let pointsOfPanel = 100_000
    }

    /// A test of all small atoms of the component of an atom; nil when the component has more than
    /// `Protection.component` atoms, or more than 1,024 groups.
    init?(componentOf atom: Atoms.AtomID, _ structure: Atoms, _ protection: Protection) {
        guard let component = structure.component(of: atom, limit: protection.component) else { return nil }
        let small = component.indices.filter { structure.isSmall(component[$0]) }
        let members = small.map { Set(structure.points(of: component[$0]).compactMap(structure.population.holder)) }
        let holdersOf = Dictionary(uniqueKeysWithValues: zip(small, members))
        guard let groups = SmallGroupTest.groups(of: small, holdersOf, below: protection.holders) else { return nil }
        self.groups = groups
        atoms = component
        protected = small.map { component[$0] }
        rows = SmallGroupTest.rows(component, structure)
        isWhole = true
        width = protection.width * SmallGroupTest.margin
        self.holders = 1
    }

    /// A test of one small atom among at most 40 neighbours, while all other atoms keep their energy.
    ///
    /// Covers the unions of the atom with small neighbours. A union with small atoms elsewhere is covered by averaging
    /// the distributions found for each of them, weighted by its holders: that needs of each atom its own width times
    /// the holders of the union over those of the atom (docs/decisions/0025).
    init(around atom: Atoms.AtomID, _ structure: Atoms, _ protection: Protection) {
        let near = [atom] + SmallGroupTest.neighbours(of: atom, structure)
        let small = near.indices.filter { structure.isSmall(near[$0]) }
        let members = small.map { Set(structure.points(of: near[$0]).compactMap(structure.population.holder)) }
        let holdersOf = Dictionary(uniqueKeysWithValues: zip(small, members))
        let unions = SmallGroupTest.groups(
            of: small, holdersOf, below: protection.holders, atMost: Limit.groupsNearby)
        if let unions {
            atoms = near
            groups = unions.filter { $0.contains(0) }
        } else {
            atoms = [atom] + near.dropFirst().filter { !structure.isSmall($0) }
            groups = [[0]]
        }
        protected = [atom]
        rows = SmallGroupTest.rows(atoms, structure)
        isWhole = false
        width = protection.width * SmallGroupTest.margin
        holders = max(1, structure.atoms[atom].tally.holders)
    }

    /// Every union of small atoms with too few holders; nil when there are more than `limit`.
    private static func groups(
        of small: [Int], _ holders: [Int: Set<UInt32>], below threshold: Int, atMost limit: Int = Limit.groups
    ) -> [[Int]]? {
        var groups: [(columns: [Int], holders: Set<UInt32>)] = []
        for column in small {
            for group in groups + [([], [])] {
                let union = group.holders.union(holders[column] ?? [])
                if union.count < threshold { groups.append((group.columns + [column], union)) }
            }
            if groups.count > limit { return nil }
        }
        return groups.map(\.columns)
    }

    /// Atoms that can take up energy of another, nearest first: breadth first over the three panels of fewest atoms of
    /// each.
    private static func neighbours(of atom: Atoms.AtomID, _ structure: Atoms) -> [Atoms.AtomID] {
        var found = [atom]
        var next = 0
        while next < found.count, found.count < Limit.neighbours {
            let nearest = structure.atoms[found[next]].panels.sorted {
                structure.atomsOfPanel[$0].count < structure.atomsOfPanel[$1].count
            }
            for panel in nearest.prefix(3) where structure.panels[panel].count <= Limit.pointsOfPanel {
                found += neighbours(in: panel, besides: found, structure)
            }
            next += 1
        }
        return Array(found.dropFirst())
    }

    /// The first six atoms of a panel that are not small, and the first three that are, besides those found.
    private static func neighbours(in panel: Atoms.PanelID, besides found: [Atoms.AtomID], _ structure: Atoms)
        -> [Atoms.AtomID]
    {
        var (large, small): ([Atoms.AtomID], [Atoms.AtomID]) = ([], [])
        for atom in structure.atomsOfPanel[panel] where !found.contains(atom) {
            if structure.isSmall(atom) {
                if small.count < 3 { small.append(atom) }
            } else if large.count < 6 {
                large.append(atom)
            }
            if large.count == 6 && small.count == 3 { break }
        }
        return large + small
    }

    private static func rows(_ atoms: [Atoms.AtomID], _ structure: Atoms) -> [Row] {
        var columns: [Atoms.PanelID: [Int]] = [:]
        for (column, atom) in atoms.enumerated() {
            for panel in structure.atoms[atom].panels { columns[panel, default: []].append(column) }
        }
        return columns.sorted { $0.key < $1.key }.map { Row(panel: $0.key, columns: $0.value) }
    }

    /// The panels whose figures take part.
    var panels: [Atoms.PanelID] { rows.map(\.panel) }

    /// Whether there is no group to test.
    var isEmpty: Bool { groups.isEmpty }

    /// Whether no group is a linear combination of figures, in exact arithmetic (`RowSpace`).
    var isUndetermined: Bool {
        var space = RowSpace(width: atoms.count)
        for row in Set(rows.map(\.columns)) { space.insert(indicator(row)) }
        return groups.allSatisfy { !space.contains(indicator($0)) }
    }

    private func indicator(_ columns: [Int]) -> [UInt64] {
        var vector = [UInt64](repeating: 0, count: atoms.count)
        for column in columns { vector[column] = 1 }
        return vector
    }

    /// Whether the figures leave every group an interval of the required width over a period. False too where the
    /// energies come to more than 2⁶² or the solver gives up.
    ///
    /// `union` is the greatest sum of holders of the small atoms of a group; `unit` is the unit to which a panel's
    /// figure is rounded.
    func leavesEnoughRange(
        over period: ClosedRange<CivilDay>, _ energies: PointEnergies, _ structure: Atoms, union: Int,
        unit: (Atoms.PanelID) -> Int64
    ) -> Bool {
        let width = isWhole ? width : width * max(1, Double(union) / Double(holders))
        let exact = points(structure).map { points in
            points.reduce(Int128(0)) { $0 + Int128(max(0, energies($1, period) ?? 0)) }
        }
        guard exact.reduce(0, +) <= 1 << 62 else { return false }
        let totals = exact.map { Int64($0) }
        let scale = 1 / max(1, Double(totals.reduce(0, +)) / Double(totals.count))
        let program = LinearProgram(
            columns: totals.map { -Double($0) * scale ... .infinity },
            rows: rows.map { row in
                LinearProgram.Row(
                    columns: row.columns, coefficients: row.columns.map { _ in 1 },
                    bounds: slack(of: row, totals, unit(row.panel), scale))
            })
        var differences: [[Double]] = [Array(repeating: 0, count: totals.count)]
        return groups.allSatisfy { group in
            let energy = Double((isWhole ? group : [0]).reduce(Int64(0)) { $0 + totals[$1] }) * scale
            return leavesEnoughRange(group, needing: max(width * energy, scale / 2), program, &differences)
        }
    }

    /// The points of each atom. Around one small atom at most 64 of each neighbour, the rest counting as without
    /// energy: that leaves less to move, and can only refuse too much.
    private func points(_ structure: Atoms) -> [[UInt32]] {
        if let points = cache.points { return points }
        let points = atoms.enumerated().map { index, atom in
            structure.points(of: atom, limit: isWhole || index == 0 ? .max : Limit.pointsOfNeighbour)
        }
        cache.points = points
        return points
    }

    private final class PointCache { var points: [[UInt32]]? }

    /// By how much a figure may change without its rounded form changing.
    private func slack(of row: Row, _ totals: [Int64], _ unit: Int64, _ scale: Double) -> ClosedRange<Double> {
        guard isWhole, unit > 1 else { return 0...0 }
        let sum = row.columns.reduce(Int64(0)) { $0 + totals[$1] }
        let published = sum.rounded(toMultipleOf: unit)
        let (least, greatest) = (published - unit / 2 - sum, published + (unit - 1) / 2 - sum)
        return Double(least) * scale...Double(greatest) * scale
    }

    /// Whether a group has its width: first by the distributions found so far, each kept as its difference from the
    /// true one, then by the least and the greatest that the program allows the group.
    private func leavesEnoughRange(
        _ group: [Int], needing width: Double, _ program: LinearProgram, _ differences: inout [[Double]]
    ) -> Bool {
        func spread() -> Double {
            let sums = differences.map { difference in group.reduce(0) { $0 + difference[$1] } }
            return (sums.max() ?? 0) - (sums.min() ?? 0)
        }
        if spread() >= width { return true }
        for find in [program.least, program.greatest] {
            guard let extreme = find(group) else { return false }
            if extreme.value.isInfinite { return true }
            differences.append(extreme.solution)
            if spread() >= width { return true }
        }
        return false
    }
}
