import TestKit
import Testing

@testable import Disclosure

/// Gate P6.
@Suite("Tables with margins")
struct TableTests {
    /// Territories in two districts and a whole, by sector and year, with random small cells.
    private func table(seed: UInt64, territories: Int, sectors: Int, years: Int, unit: Int64) -> FigureTable {
        var random = SeededGenerator(seed: seed)
        var next: UInt32 = 0
        var cells: [FigureTable.Cell] = []
        for _ in 0..<territories * sectors {
            let size = UInt32(Int.random(in: 0..<4, using: &random) == 0 ? 1 : 11)
            let points = next..<next + size * .random(in: 1...9, using: &random)
            next = points.upperBound
            for _ in 0..<years {
                let energy = points.reduce(Int64(0)) { sum, _ in
                    sum + .random(in: 1_500_000...9_000_000, using: &random)
                }
                cells.append(.init(energy: energy, points: Panel(points)))
            }
        }
        let half = territories / 2
        let groups =
            (0..<territories).map { [$0] } + [Array(0..<half), Array(half..<territories), Array(0..<territories)]
        return FigureTable(
            cells: cells, entries: FigureTable.entries(territories: groups, sectors: sectors, years: years),
            unit: unit, population: Population(points: Int(next)))
    }

    /// The narrowest interval, as a share of the truth, that the published entries leave a figure of few holders.
    ///
    /// The solver only proposes: each end of an interval is a whole table, which is held against every published line
    /// by plain addition. Two tables that agree with all of them show that the interval is open, whoever found them.
    private func narrowest(_ table: FigureTable, given published: [FigureTable.Entry]) throws -> Double {
        let program = LinearProgram(
            columns: table.cells.map { _ in 0...1e15 },
            rows: published.map { entry in
                let value = table.published(entry)
                return LinearProgram.Row(
                    columns: entry.cells, coefficients: entry.cells.map { _ in 1 },
                    bounds: Double(value - table.unit / 2)...Double(value + table.unit / 2))
            })
        let few = table.entries.filter { table.holders(of: $0) < 11 }
        let shares = try few.map { entry in
            let ends = try [program.least(of: entry.cells), program.greatest(of: entry.cells)].map { end in
                let solution = try #require(end).solution
                #expect(agrees(solution, with: published, of: table))
                return sum(entry, of: solution)
            }
            return (ends[1] - ends[0]) / Double(max(1, table.energy(of: entry)))
        }
        return try #require(shares.min(), "the table has no figure of few holders: nothing is shown")
    }

    private func sum(_ entry: FigureTable.Entry, of solution: [Double]) -> Double {
        entry.cells.reduce(0) { $0 + solution[$1] }
    }

    /// Whether a table could be the true one: nothing negative, every published line right to its rounding.
    private func agrees(
        _ solution: [Double], with published: [FigureTable.Entry], of table: FigureTable
    ) -> Bool {
        let slack = Double(table.unit / 2) + 1
        return solution.allSatisfy { $0 > -1 }
            && published.allSatisfy { abs(sum($0, of: solution) - Double(table.published($0))) <= slack }
    }

    @Test("P6: small cells cannot be computed from margins, across territories, sectors and years", arguments: 0..<8)
    func marginsGiveNothingAway(seed: Int) throws {
        let table = table(seed: UInt64(seed), territories: 6, sectors: 3, years: seed % 2 + 1, unit: 1_000)
        let naive = table.entries.filter { table.holders(of: $0) >= 11 }
        let release = TableSuppression(Protection(holders: 11)).release(table)
        #expect(try narrowest(table, given: naive) < 0.2)
        #expect(try narrowest(table, given: release.published) >= 0.199)
        #expect(release.published.count > table.entries.count / 4)
    }

    @Test("P6: what a table hid stays hidden in later ones that would complete it")
    func laterTables() throws {
        let table = table(seed: 3, territories: 6, sectors: 3, years: 1, unit: 1_000)
        let suppression = TableSuppression(Protection(holders: 11))
        let margins = table.entries.filter { $0.cells.count > 1 }
        func part(_ entries: [FigureTable.Entry]) -> FigureTable {
            FigureTable(cells: table.cells, entries: entries, unit: 1_000, population: table.population)
        }
        let first = suppression.release(part(margins))
        let second = suppression.release(part(table.entries.filter { $0.cells.count == 1 }), after: first)
        #expect(try narrowest(table, given: first.published + second.published) >= 0.199)
    }

    @Test("a total whose hidden cells have too few holders leaves as a partial one, with a lawful alternative")
    func partialTotals() {
        let cells = [(0..<40, 90_000), (40..<44, 12_000), (44..<90, 120_000)].map { points, energy in
            FigureTable.Cell(energy: Int64(energy), points: Panel(points.map(UInt32.init)))
        }
        let total = FigureTable.Entry([0, 1, 2])
        let table = FigureTable(
            cells: cells, entries: (0..<3).map { FigureTable.Entry([$0]) } + [total, FigureTable.Entry([0, 1])],
            unit: 1, population: Population(points: 90))
        let release = TableSuppression(Protection(holders: 11)).release(table)
        #expect(release.lines[FigureTable.Entry([0])] == .published(90_000))
        #expect(release.lines[total] == .partial(210_000, .fewLeftOver, alternative: nil))
        guard case .hidden(.few, _) = release.lines[FigureTable.Entry([1])] else {
            Issue.record("the small cell is not hidden as such")
            return
        }
    }
}
