import TestKit

@testable import Disclosure

/// Says by brute force whether figures give a group of too few points away: every group, on every run of days.
///
/// It knows nothing of atoms, families or months: points, days, sums and their rounding only. A group is given away
/// when its energy is a combination of the figures, or when all energies that fit the published figures put it in an
/// interval narrower than ±10 %.
struct Oracle {
    struct Figure {
        /// One bit for each point.
        let points: UInt32
        let days: ClosedRange<Int>
        let unit: Int64
    }

    /// Energies by day, then by point.
    let energies: [[Int64]]
    let threshold: Int
    private let groups: [UInt32]

    private var points: Int { energies[0].count }

    init(energies: [[Int64]], threshold: Int) {
        self.energies = energies
        self.threshold = threshold
        groups = (1..<UInt32(1) << energies[0].count).filter { $0.nonzeroBitCount < threshold }
    }

    func givesAway(_ figures: [Figure]) -> Bool {
        let rows = figures.map { cells($0.points, $0.days) }
        var space = FractionFreeRows()
        for row in rows { space.insert(row) }
        let program = LinearProgram(
            columns: Array(repeating: 0 ... .infinity, count: points * energies.count),
            rows: zip(figures, rows).map { figure, row in
                let columns = row.indices.filter { row[$0] != 0 }
                return LinearProgram.Row(
                    columns: columns, coefficients: columns.map { _ in 1 },
                    bounds: published(sum(columns), figure.unit))
            })
        var worlds = [energies.flatMap { $0 }.map(Double.init)]
        for days in runs {
            for group in groups {
                let target = cells(group, days)
                if space.contains(target) { return true }
                if isNarrow(target.indices.filter { target[$0] != 0 }, program, &worlds) { return true }
            }
        }
        return false
    }

    private var runs: [ClosedRange<Int>] {
        energies.indices.flatMap { first in (first..<energies.count).map { first...$0 } }
    }

    private func cells(_ points: UInt32, _ days: ClosedRange<Int>) -> [Int128] {
        energies.indices.flatMap { day in
            (0..<self.points).map { days.contains(day) && points >> UInt32($0) & 1 == 1 ? 1 : 0 }
        }
    }

    private func sum(_ cells: [Int]) -> Int64 { cells.reduce(0) { $0 + energies[$1 / points][$1 % points] } }

    private func published(_ sum: Int64, _ unit: Int64) -> ClosedRange<Double> {
        let value = (sum + unit / 2) / unit * unit
        return Double(value - unit / 2)...Double(value + (unit - 1) / 2)
    }

    private func isNarrow(_ cells: [Int], _ program: LinearProgram, _ worlds: inout [[Double]]) -> Bool {
        let energy = Double(sum(cells))
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

/// The row space of whole-number rows, by fraction-free elimination.
private struct FractionFreeRows {
    private var basis: [(pivot: Int, row: [Int128])] = []

    mutating func insert(_ row: [Int128]) {
        let rest = reduced(row)
        if let pivot = rest.firstIndex(where: { $0 != 0 }) { basis.append((pivot, rest)) }
    }

    func contains(_ row: [Int128]) -> Bool { reduced(row).allSatisfy { $0 == 0 } }

    private func reduced(_ row: [Int128]) -> [Int128] {
        var rest = row
        for (pivot, row) in basis where rest[pivot] != 0 {
            let (left, right) = (row[pivot], rest[pivot])
            for index in rest.indices { rest[index] = rest[index] * left - row[index] * right }
            var divisor: Int128 = 0
            for value in rest where value != 0 { divisor = greatestCommonDivisor(divisor, value.magnitude) }
            if divisor > 1 { for index in rest.indices { rest[index] /= divisor } }
        }
        return rest
    }

    private func greatestCommonDivisor(_ left: Int128, _ right: UInt128) -> Int128 {
        var (large, small) = (left, Int128(right))
        while small != 0 { (large, small) = (small, large % small) }
        return large
    }
}
