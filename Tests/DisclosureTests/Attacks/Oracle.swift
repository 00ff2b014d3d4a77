import TestKit

@testable import Disclosure

/// Says by brute force whether figures give a group of too few points away: every group, on every run of days.
///
/// It knows nothing of atoms, families or months: points, days, sums and their rounding only. A group is given away
///
/// - when its energy is a combination of the figures, or of the figures and the energies of one point outside it, as
///   its holder knows them; unless the figure of both together is of enough points;
/// - when all energies that fit the published figures put it in an interval narrower than ±10 %;
/// - when, of one point on one day, the figures and the energies of one other leave less than half of the deviation
///   that it has by itself, where energies are independent and normal with deviations in proportion to them.
///
/// Of customers who are neither small nor personal, fewer are enough among themselves. Groups of both are no group to
/// protect: what tells of their homes alone is.
///
/// Points that the attacker knows count with their energies, and hide nobody.
struct Oracle {
    struct Figure {
        /// One bit for each point.
        let points: UInt32
        let days: ClosedRange<Int>
        let unit: Int64
    }

    /// Energies by day, then by point.
    let energies: [[Int64]]
    private let known: UInt32
    /// Of differences of editions, which may be negative: then no interval has an end, and combinations alone tell.
    private let isSigned: Bool
    /// Whether a group is given away too of which only bounds tell, and nothing else, that it consumed nothing.
    private let countsNothing: Bool
    /// The cells of every group of too few that the attacker does not know, on every run of days.
    private let targets: [Target]
    private let threshold: Int
    private let others: (points: UInt32, threshold: Int)

    private struct Target {
        let group: UInt32
        let days: ClosedRange<Int>
        let cells: [Int]
    }

    private var points: Int { energies[0].count }

    init(
        energies: [[Int64]], threshold: Int, others: (points: UInt32, threshold: Int) = (0, 0), known: UInt32 = 0,
        isSigned: Bool = false, countsNothing: Bool = true
    ) {
        self.energies = energies
        self.known = known
        self.isSigned = isSigned
        self.countsNothing = countsNothing
        let points = energies[0].count
        (self.threshold, self.others) = (threshold, others)
        let groups = (1..<UInt32(1) << points).filter { group in
            group & known == 0 && Oracle.isFew(group, threshold, others)
                && (group & others.points == 0 || group.nonzeroBitCount < others.threshold)
        }
        targets = Oracle.runs(energies.count).flatMap { days in
            groups.map { Target(group: $0, days: days, cells: Oracle.cells($0, days, points)) }
        }
    }

    /// Whether some points are too few for a figure.
    static func isFew(_ group: UInt32, _ threshold: Int, _ others: (points: UInt32, threshold: Int)) -> Bool {
        group.nonzeroBitCount < (group & ~others.points == 0 ? others.threshold : threshold)
    }

    func givesAway(_ figures: [Figure]) -> Bool {
        var space = FractionFreeRows(width: energies.count * points)
        for figure in figures { space.insert(unknown(figure)) }
        let program = program(figures)
        let unseen = space.unseenChange()
        var worlds = [energies.flatMap { $0 }.map(Double.init)]
        return targets.contains { target in
            (target.cells.reduce(0) { $0 + unseen[$1] } == 0 && space.contains(target.cells))
                || (!isSigned && isNarrow(target.cells, program, &worlds))
        } || (0..<points).contains { isGivenAway(toHolderOf: $0, space) }
            || (!isSigned && showsOne(figures))
    }

    // MARK: What one holder adds

    /// Whether a group is a combination of figures and the energies of one point.
    private func isGivenAway(toHolderOf point: Int, _ space: FractionFreeRows) -> Bool {
        let bit = UInt32(1) << UInt32(point)
        guard known & bit == 0 else { return false }
        var knowing = space
        for day in energies.indices { knowing.insert([day * points + point]) }
        let unseen = knowing.unseenChange().map { Int(truncatingIfNeeded: $0) }
        return targets.contains { target in
            var change = 0
            for cell in target.cells { change &+= unseen[cell] }
            guard change == 0, target.group & bit == 0, knowing.contains(target.cells) else { return false }
            let isLawful = !Oracle.isFew(target.group | bit, threshold, others)
            return !(isLawful && space.contains(Oracle.cells(target.group | bit, target.days, points)))
        }
    }

    /// Whether of one point on one day less than half of its deviation is left to somebody who knows one other.
    private func showsOne(_ figures: [Figure]) -> Bool {
        let prior = energies.flatMap { $0 }.map { Double($0) * Double($0) }
        let figures = Set(figures.map(unknown)).sorted { $0.lexicographicallyPrecedes($1) }
        return (0..<points).filter { known >> UInt32($0) & 1 == 0 }.contains { other in
            let rows = figures + energies.indices.map { [$0 * points + other] }
            let left = Oracle.variances(prior, after: rows)
            return prior.indices.contains { cell in
                cell % points != other && known >> UInt32(cell % points) & 1 == 0 && prior[cell] > 0
                    && left[cell] < 0.25 * prior[cell] * (1 - 1e-6)
            }
        }
    }

    /// The variances of cells once the sums of some of them are known.
    private static func variances(_ prior: [Double], after rows: [[Int]]) -> [Double] {
        var covariance = prior.indices.map { row in prior.indices.map { $0 == row ? prior[row] : 0 } }
        for row in rows {
            let change = prior.indices.map { cell in row.reduce(0) { $0 + covariance[cell][$1] } }
            let variance = row.reduce(0) { $0 + change[$1] }
            guard variance > 1e-10 * row.reduce(0, { $0 + prior[$1] }) else { continue }
            for cell in prior.indices where change[cell] != 0 {
                for other in prior.indices { covariance[cell][other] -= change[cell] * change[other] / variance }
            }
        }
        return prior.indices.map { covariance[$0][$0] }
    }

    private func program(_ figures: [Figure]) -> LinearProgram {
        LinearProgram(
            columns: Array(repeating: 0 ... .infinity, count: points * energies.count),
            rows: figures.map { figure in
                let columns = unknown(figure)
                let all = sum(Oracle.cells(figure.points, figure.days, points))
                return LinearProgram.Row(
                    columns: columns, coefficients: columns.map { _ in 1 },
                    bounds: published(all, figure.unit, without: all - sum(columns)))
            })
    }

    /// The cells of a figure that the attacker does not know.
    private func unknown(_ figure: Figure) -> [Int] { Oracle.cells(figure.points & ~known, figure.days, points) }

    private static func runs(_ days: Int) -> [ClosedRange<Int>] {
        (0..<days).flatMap { first in (first..<days).map { first...$0 } }
    }

    private static func cells(_ set: UInt32, _ days: ClosedRange<Int>, _ points: Int) -> [Int] {
        days.flatMap { day in (0..<points).filter { set >> UInt32($0) & 1 == 1 }.map { day * points + $0 } }
    }

    private func sum(_ cells: [Int]) -> Int64 { cells.reduce(0) { $0 + energies[$1 / points][$1 % points] } }

    /// Between what and what the rest of a figure lies once what is known is taken off.
    private func published(_ sum: Int64, _ unit: Int64, without known: Int64) -> ClosedRange<Double> {
        let value = (sum + unit / 2) / unit * unit - known
        return Double(value - unit / 2)...Double(value + (unit - 1) / 2)
    }

    private func isNarrow(_ cells: [Int], _ program: LinearProgram, _ worlds: inout [[Double]]) -> Bool {
        let energy = Double(sum(cells))
        if energy == 0, !countsNothing { return false }
        let needed = max(0.2 * energy, 1e-6)
        func spread() -> Double {
            var (least, greatest) = (Double.infinity, 0.0)
            for world in worlds {
                var total = 0.0
                for cell in cells { total += world[cell] }
                least = min(least, total)
                greatest = max(greatest, total)
            }
            return greatest - least
        }
        if spread() >= needed { return false }
        for extreme in [program.least(of: cells), program.greatest(of: cells)] {
            guard let extreme, extreme.value.isFinite else { return false }
            worlds.append(extreme.solution)
            if spread() >= needed { return false }
        }
        return true
    }
}

/// The row space of rows of zeros and ones, each given by the places of its ones, by fraction-free elimination.
private struct FractionFreeRows {
    let width: Int
    private var basis: [(pivot: Int, row: [Int128])] = []

    init(width: Int) { self.width = width }

    mutating func insert(_ ones: [Int]) {
        let rest = reduced(ones)
        if let pivot = rest.firstIndex(where: { $0 != 0 }) { basis.append((pivot, rest)) }
    }

    func contains(_ ones: [Int]) -> Bool { reduced(ones).allSatisfy { $0 == 0 } }

    /// A change of all columns that no row shows, otherwise any: a sum that it changes is no combination of the rows.
    /// It is solved for the pivots from the last row to the first, each of which has zeros at the pivots before it.
    func unseenChange() -> [Int128] {
        var random = SeededGenerator(seed: 1)
        var change = (0..<width).map { _ in Int128(Int.random(in: -99...99, using: &random)) }
        for (pivot, row) in basis.reversed() {
            change[pivot] = 0
            let others = row.indices.reduce(Int128(0)) { $0 + row[$1] * change[$1] }
            for index in change.indices { change[index] *= row[pivot] }
            change[pivot] = -others
            divide(&change)
        }
        return change
    }

    private func reduced(_ ones: [Int]) -> [Int128] {
        var rest = [Int128](repeating: 0, count: width)
        for column in ones { rest[column] = 1 }
        for (pivot, row) in basis where rest[pivot] != 0 {
            let (left, right) = (row[pivot], rest[pivot])
            for index in rest.indices { rest[index] = rest[index] * left - row[index] * right }
            divide(&rest)
        }
        return rest
    }

    /// Divides by what all values have in common.
    private func divide(_ values: inout [Int128]) {
        var divisor: Int128 = 0
        for value in values where value != 0 { divisor = greatestCommonDivisor(divisor, value.magnitude) }
        if divisor > 1 { for index in values.indices { values[index] /= divisor } }
    }

    private func greatestCommonDivisor(_ left: Int128, _ right: UInt128) -> Int128 {
        var (large, small) = (left, Int128(right))
        while small != 0 { (large, small) = (small, large % small) }
        return large
    }
}
