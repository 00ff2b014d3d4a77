package import Metering

/// The energies of a point over a period, in whole watt-hours (litres for water); nil where the caller does not know
/// it, which counts as none.
package typealias PointEnergies = (_ point: UInt32, _ period: ClosedRange<CivilDay>) -> Int64?

/// What the figures of one span leave open in the surroundings of weak atoms, with the energies of that span.
///
/// Asked for, of groups of fewer contributing holders than the threshold that fill whole weak atoms:
///
/// - no sum or difference of figures is such a group, to somebody who knows who consumed nothing and the energy of one
///   holder;
/// - the figures leave it an interval of 1.25 times the width of the protection: by two worlds that agree with every
///   figure (`Protection.width`; docs/decisions/0025);
///
/// and of each single holder that half of his deviation is left to somebody who knows one other (`HolderDeviation`).
///
/// Costs the cube of the columns, and two linear programs for each group whose width does not show otherwise.
struct SpanTest {
    struct Column {
        let energies: AtomEnergies
        let total: Int64
    }

    private let surroundings: Surroundings
    private let protection: Protection
    private let columns: [Column]
    /// Columns of weak atoms.
    private let weak: [Int]
    /// Unions of weak atoms with contributors, of fewer holders than the threshold.
    private let groups: [[Int]]
    /// By how much wider than the share of the protection an interval has to be.
    private let margin: Double

    /// 1 / (1 − width) at the width of 0.2: how much wider groups of whole atoms must be, so that groups with parts of
    /// atoms are wide enough. Covers smaller widths, not greater ones (docs/decisions/0025).
    private static let margin = 1.25

    /// Why a test cannot be made.
    enum Obstacle: Error {
        /// The energies go beyond 2⁶².
        case energies
        /// There are too many groups to try them all.
        case groups
    }

    /// `weak` are the columns of weak atoms, `union` the greatest sum of holders of the weak atoms of a group.
    init(
        _ surroundings: Surroundings, _ energies: [AtomEnergies], weak: [Int], _ protection: Protection, union: Int
    ) throws(Obstacle) {
        let totals = energies.compactMap(\.total)
        guard totals.count == energies.count, totals.reduce(Int128(0), { $0 + Int128($1) }) <= 1 << 62 else {
            throw .energies
        }
        let few = weak.filter {
            !energies[$0].isEmpty && energies[$0].contributors.isBelow(protection)
        }
        let limit = surroundings.isWhole ? protection.unions : protection.unionsNearby
        guard
            let groups = Surroundings.groups(
                of: few, under: protection, atMost: limit, { energies[$0].contributors })
        else { throw .groups }
        self.surroundings = surroundings
        self.protection = protection
        self.weak = weak
        self.groups = surroundings.isWhole ? groups : groups.filter { $0.contains(0) }
        columns = zip(energies, totals).map(Column.init)
        let holders = max(1, energies.first?.contributors.holders ?? 1)
        margin = SpanTest.margin * (surroundings.isWhole ? 1 : max(1, Double(union) / Double(holders)))
    }

    /// Nil where enough is left open by the figures of all panels. `unit` is that to which a panel's figure is rounded.
    func failure(unit: (Atoms.PanelID) -> Int64) -> HoldReason.Check? {
        let knowing = knowing(surroundings.rows)
        if groups.contains(where: { isTold($0, knowing) }) { return .combination }
        if weak.contains(where: { shows($0, knowing.figures) }) { return .deviation }
        var worlds = worlds(surroundings.rows, unit)
        return wanted.allSatisfy { isWide($0, &worlds) } ? nil : .range
    }

    /// What one panel tells besides the others: what is not left open enough, and was without it, or is left open still
    /// less. What the others tell without it is a fact; among neighbours, where it may be that they only seem to, if
    /// the panel is not entangled with them (`FigureRelation`) and has nothing to do with it.
    func failure(
        by panel: Atoms.PanelID, isEntangled: Bool, unit: (Atoms.PanelID) -> Int64
    ) -> HoldReason.Check? {
        let others = surroundings.rows.filter { $0.panel != panel }
        let (told, toldBefore) = (knowing(surroundings.rows), knowing(others))
        let (with, without) = (told.figures, toldBefore.figures)
        let own = openness(of: panel, besides: others)
        func isNarrowed(_ group: [Int]) -> Bool { with.open(group) < 0.99 * without.open(group) }
        func isNew(_ group: [Int], _ deviation: Double) -> Bool {
            own <= 4 * deviation * deviation || isNarrowed(group)
        }
        if groups.contains(where: { isTold($0, told) && (isEntangled || !isTold($0, toldBefore) || isNew($0, 0)) }) {
            return .combination
        }
        if weak.contains(where: { shows($0, with) && (!shows($0, without) || isNew([$0], leastDeviation(of: $0))) }) {
            return .deviation
        }
        var (worlds, wider) = (worlds(surroundings.rows, unit), worlds(others, unit))
        let isTooNarrow = wanted.contains {
            !isWide($0, &worlds) && (isWide($0, &wider) || isNew($0, needed(for: $0)))
        }
        return isTooNarrow ? .range : nil
    }

    /// The variance that is left of a panel's figure to somebody who has those of the others, and knows any two holders
    /// who are alone in their atoms; without end where all atoms are looked at.
    ///
    /// A panel takes part in what tells a group only where its figure is told nearly as closely by the others.
    private func openness(of panel: Atoms.PanelID, besides others: [Surroundings.Row]) -> Double {
        guard !surroundings.isWhole, let own = surroundings.rows.first(where: { $0.panel == panel }) else {
            return .infinity
        }
        let known = singles.map { Surroundings.Row(panel: panel, columns: [$0]) }
        return Openness(others + known, columns.map(\.energies.squares)).open(own.columns)
    }

    private func leastDeviation(of column: Int) -> Double {
        HolderDeviation.leastVariance.squareRoot() * columns[column].energies.first
    }

    /// What figures leave open, to anybody and to each holder who is alone in several columns.
    private struct Knowing {
        let figures: Openness
        let holders: [(columns: [Int], figures: Openness)]
    }

    private func knowing(_ rows: [Surroundings.Row]) -> Knowing {
        let squares = columns.map(\.energies.squares)
        let holders = Surroundings.ofOneHolder(singles) { columns[$0].energies.contributors }
        return Knowing(
            figures: Openness(rows, squares),
            holders: holders.map { own in
                (own, Openness(rows + own.map { Surroundings.Row(panel: -1, columns: [$0]) }, squares))
            })
    }

    private func isTold(_ group: [Int], _ knowing: Knowing) -> Bool {
        knowing.figures.isTold(group, singles, isLawful)
            || knowing.holders.contains { own, figures in
                Set(own).isDisjoint(with: group) && figures.open(group) == 0 && !isLawful(group, own, knowing.figures)
            }
    }

    /// Whether the sum of a group and some of a holder's columns is a figure of enough holders.
    private func isLawful(_ group: [Int], _ own: [Int], _ figures: Openness) -> Bool {
        guard isLawful(group, own[0]) else { return false }
        return (1..<1 << min(own.count, 10)).contains { bits in
            figures.open(group + own.indices.filter { bits >> $0 & 1 == 1 }.map { own[$0] }) == 0
        }
    }

    private func shows(_ column: Int, _ knowing: Openness) -> Bool {
        isProtected(column) && knowing.showsHolder(of: column, columns.map(\.energies))
    }

    private func isProtected(_ column: Int) -> Bool {
        (surroundings.isWhole || column == 0) && !columns[column].energies.isEmpty
    }

    private var singles: [Int] { weak.filter { columns[$0].energies.contributors.holders == 1 } }

    private func isLawful(_ group: [Int], _ single: Int) -> Bool {
        !group.reduce(columns[single].energies.contributors) { $0 + columns[$1].energies.contributors }
            .isFew(protection)
    }

    // MARK: Width

    /// Energies that agree with the figures of some rows, to who does not know who consumed nothing.
    private struct Possible {
        let open: Openness
        var worlds: Worlds
    }

    private func worlds(_ rows: [Surroundings.Row], _ unit: (Atoms.PanelID) -> Int64) -> Possible {
        let mean = max(1, Double(columns.reduce(0) { $0 + $1.total }) / Double(max(1, columns.count)))
        return Possible(
            open: Openness(rows, columns.map { $0.total > 0 ? $0.energies.squares : mean * mean }),
            worlds: Worlds(columns.map(\.total), rows, scale: 1 / mean) { slack(of: $0, unit) })
    }

    private func isWide(_ group: [Int], _ possible: inout Possible) -> Bool {
        possible.worlds.leave(group, needed(for: group), possible.open.change(of: group))
    }

    /// The interval that a group has to be left, in watt-hours.
    private func needed(for group: [Int]) -> Double {
        let energy = Double(group.reduce(0) { $0 + columns[$1].total })
        return max(protection.width * margin * energy, 0.5)
    }

    /// The groups that have to be left an interval.
    private var wanted: [[Int]] { groups + silent }

    /// Weak atoms in which nobody consumed anything: that is their secret.
    private var silent: [[Int]] {
        surroundings.protected.filter { columns[$0].energies.isEmpty }.map { [$0] }
    }

    /// By how much a figure may change without its rounded form changing.
    private func slack(of row: Surroundings.Row, _ unit: (Atoms.PanelID) -> Int64) -> ClosedRange<Double> {
        let unit = surroundings.isWhole ? unit(row.panel) : 1
        guard unit > 1 else { return 0...0 }
        let sum = row.columns.reduce(Int64(0)) { $0 + columns[$1].total }
        let published = sum.rounded(toMultipleOf: unit)
        return Double(published - unit / 2 - sum)...Double(published + (unit - 1) / 2 - sum)
    }
}
