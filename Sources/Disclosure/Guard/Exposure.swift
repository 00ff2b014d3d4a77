package import Metering

/// The energy of a point over a period, in whole watt-hours (litres); nil where the caller does not know it.
package typealias PointEnergies = (_ point: UInt32, _ period: ClosedRange<CivilDay>) -> Int64?

/// Small atoms with enough of their surroundings to show that nobody can isolate them.
///
/// What is shown is a pair of possible worlds: both agree with every figure, and the group consumes clearly more in
/// one than in the other. Worlds in which only the atoms looked at differ are possible worlds, so leaving atoms out
/// can only hold back too much.
///
/// Whole groups of atoms are enough. The rest of a group lies inside atoms that the group does not fill, where energy
/// can be moved to the other points unseen; a quarter more width pays for it (docs/decisions/0008).
struct Exposure {
    struct Row {
        let panel: Atoms.PanelID
        let columns: [Int]
    }

    let atoms: [Atoms.AtomID]
    /// Those of them that this is about.
    let protected: [Atoms.AtomID]
    private let rows: [Row]
    /// Sets of columns, each with fewer holders than the threshold.
    private let groups: [[Int]]
    /// Whether these are all atoms of all these panels: rounding is of whole figures.
    private let isWhole: Bool
    /// Least width of a group's interval, as a share of the group's energy.
    private let width: Double
    /// Holders of the one small atom, where there is one.
    private let holders: Int
    private let memory = Memory()

    private enum Limit {
        static let groups = 1_024
        static let groupsNearby = 64
        static let neighbours = 40
        static let pointsOfNeighbour = 64
        static let pointsOfPanel = 100_000
    }

    /// All small atoms of the component of an atom; nil when the component is too large to be looked at whole.
    init?(componentOf atom: Atoms.AtomID, _ structure: Atoms, _ population: Population, _ protection: Protection) {
        guard let component = structure.component(of: atom, limit: protection.component) else { return nil }
        let small = component.indices.filter { structure.small.contains(component[$0]) }
        let members = small.map { Set(structure.points(of: component[$0]).compactMap(population.holder)) }
        let holdersOf = Dictionary(uniqueKeysWithValues: zip(small, members))
        guard let groups = Exposure.groups(of: small, holdersOf, below: protection.holders) else { return nil }
        self.groups = groups
        atoms = component
        protected = small.map { component[$0] }
        rows = Exposure.rows(component, structure)
        isWhole = true
        width = protection.width * 1.25
        self.holders = 1
    }

    /// One small atom among its neighbours, while all other atoms stay as they are.
    ///
    /// Protects the unions of the atom with small neighbours. A union with small atoms elsewhere is protected by the
    /// average of the worlds found for each of them, weighted by its holders: that has its width when each atom has
    /// its own, times the holders of the union over those of the atom.
    init(
        around atom: Atoms.AtomID, _ structure: Atoms, _ population: Population, _ protection: Protection
    ) {
        let near = [atom] + Exposure.neighbours(of: atom, structure)
        let small = near.indices.filter { structure.small.contains(near[$0]) }
        let members = small.map { Set(structure.points(of: near[$0]).compactMap(population.holder)) }
        let holdersOf = Dictionary(uniqueKeysWithValues: zip(small, members))
        let unions = Exposure.groups(
            of: small, holdersOf, below: protection.holders, atMost: Limit.groupsNearby)
        if let unions {
            atoms = near
            groups = unions.filter { $0.contains(0) }
        } else {
            atoms = [atom] + near.dropFirst().filter { !structure.small.contains($0) }
            groups = [[0]]
        }
        protected = [atom]
        rows = Exposure.rows(atoms, structure)
        isWhole = false
        width = protection.width * 1.25
        holders = max(1, structure.atoms[atom].tally.holders)
    }

    /// Every union of small atoms with too few holders; nil when they are too many.
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

    /// Atoms that can take up what another gives, nearest first: those of its smallest panels, of the smallest panels
    /// of those, and so on.
    private static func neighbours(of atom: Atoms.AtomID, _ structure: Atoms) -> [Atoms.AtomID] {
        var found = [atom]
        var next = 0
        while next < found.count, found.count < Limit.neighbours {
            let nearest = structure.atoms[found[next]].panels.sorted {
                structure.atomsOfPanel[$0].count < structure.atomsOfPanel[$1].count
            }
            for panel in nearest.prefix(3) where structure.panels[panel].count <= Limit.pointsOfPanel {
                let others = structure.atomsOfPanel[panel].lazy.filter { !found.contains($0) }
                let (large, small) = (
                    others.filter { !structure.small.contains($0) }, others.filter(structure.small.contains)
                )
                found += Array(large.prefix(6)) + Array(small.prefix(3))
            }
            next += 1
        }
        return Array(found.dropFirst())
    }

    private static func rows(_ atoms: [Atoms.AtomID], _ structure: Atoms) -> [Row] {
        var columns: [Atoms.PanelID: [Int]] = [:]
        for (column, atom) in atoms.enumerated() {
            for panel in structure.atoms[atom].panels { columns[panel, default: []].append(column) }
        }
        return columns.sorted { $0.key < $1.key }.map { Row(panel: $0.key, columns: $0.value) }
    }

    /// Whether there is nobody to protect.
    var isEmpty: Bool { groups.isEmpty }

    /// Whether no group is a sum or difference of figures.
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

    /// Whether the figures leave every group an interval of the required width over a period.
    ///
    /// `union` is the greatest number of holders that a group of small atoms may have; `unit` says to what a panel's
    /// figure is rounded there.
    func isWide(
        over period: ClosedRange<CivilDay>, _ energies: PointEnergies, _ structure: Atoms, union: Int,
        unit: (Atoms.PanelID) -> Int64
    ) -> Bool {
        let width = isWhole ? width : width * max(1, Double(union) / Double(holders))
        let exact = points(structure).map { points in
            points.reduce(Int128(0)) { $0 + Int128(max(0, energies($1, period) ?? 0)) }
        }
        // What is too large to be added up shows nothing.
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
        var worlds: [[Double]] = [Array(repeating: 0, count: totals.count)]
        return groups.allSatisfy { group in
            let energy = Double((isWhole ? group : [0]).reduce(Int64(0)) { $0 + totals[$1] }) * scale
            return isWide(group, needing: max(width * energy, scale / 2), program, &worlds)
        }
    }

    /// The points of each atom; of large ones around a small one, some, as if the others consumed nothing.
    private func points(_ structure: Atoms) -> [[UInt32]] {
        if let points = memory.points { return points }
        let points = atoms.enumerated().map { index, atom in
            structure.points(of: atom, limit: isWhole || index == 0 ? .max : Limit.pointsOfNeighbour)
        }
        memory.points = points
        return points
    }

    private final class Memory { var points: [[UInt32]]? }

    /// By how much a figure may change without its published form changing.
    private func slack(of row: Row, _ totals: [Int64], _ unit: Int64, _ scale: Double) -> ClosedRange<Double> {
        guard isWhole, unit > 1 else { return 0...0 }
        let sum = row.columns.reduce(Int64(0)) { $0 + totals[$1] }
        let published = (sum + unit / 2) / unit * unit
        let (least, greatest) = (published - unit / 2 - sum, published + (unit - 1) / 2 - sum)
        return Double(least) * scale...Double(greatest) * scale
    }

    /// Tries the worlds found so far before it asks for new ones.
    private func isWide(
        _ group: [Int], needing width: Double, _ program: LinearProgram, _ worlds: inout [[Double]]
    ) -> Bool {
        func spread() -> Double {
            let sums = worlds.map { world in group.reduce(0) { $0 + world[$1] } }
            return (sums.max() ?? 0) - (sums.min() ?? 0)
        }
        if spread() >= width { return true }
        for find in [program.least, program.greatest] {
            guard let extreme = find(group) else { return false }
            if extreme.value.isInfinite { return true }
            worlds.append(extreme.solution)
            if spread() >= width { return true }
        }
        return false
    }
}
