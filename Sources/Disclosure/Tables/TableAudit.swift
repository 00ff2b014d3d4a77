/// A test of what the published figures of a table reveal of the hidden ones, by linear programming.
///
/// Keeps the solutions that it found: a hidden figure needs no program where two of them agree with all that is
/// published and differ enough. Costs at most two programs over all cells for each protected figure.
struct TableAudit {
    let table: FigureTable
    /// Least width of a hidden figure's interval, as a share of its energy.
    let width: Double
    private let scale: Double
    /// The figures that must keep an interval of the required width.
    private var protected: [FigureTable.Entry]
    /// Solutions found: by how much each cell differs from the true energy.
    private var solutions: [[Double]]

    init(_ table: FigureTable, _ protected: [FigureTable.Entry], width: Double) {
        self.table = table
        self.protected = protected
        self.width = width
        let total = table.cells.reduce(0.0) { $0 + Double($1.energy) }
        scale = Double(max(1, table.cells.count)) / max(1, total)
        solutions = [Array(repeating: 0, count: table.cells.count)]
    }

    /// The first protected figure whose interval is too narrow; nil where all are wide enough.
    mutating func firstNarrow(given published: [FigureTable.Entry]) -> FigureTable.Entry? {
        var possible = solutions.filter { solution in published.allSatisfy { agrees(solution, with: $0) } }
        var solver: LinearProgram?
        for entry in protected where spread(of: entry, possible) < needed(entry) {
            let program = solver ?? program(given: published)
            solver = program
            guard let least = program.least(of: entry.cells), let greatest = program.greatest(of: entry.cells),
                greatest.value - least.value >= needed(entry)
            else { return entry }
            possible += [least.solution, greatest.solution]
            solutions += [least.solution, greatest.solution]
        }
        solutions = possible
        return nil
    }

    /// Stops protecting a figure that earlier tables determine, whatever is hidden now.
    mutating func giveUp(_ entry: FigureTable.Entry) { protected.removeAll { $0 == entry } }

    /// The attacker's program: every cell from nothing to the sum of all, every published figure within its rounding.
    private func program(given published: [FigureTable.Entry]) -> LinearProgram {
        LinearProgram(
            columns: table.cells.map { -Double($0.energy) * scale...Double(table.cells.count) },
            rows: published.map { LinearProgram.Row(columns: $0.cells, coefficients: ones($0), bounds: slack($0)) })
    }

    private func agrees(_ solution: [Double], with entry: FigureTable.Entry) -> Bool {
        let (difference, slack) = (entry.cells.reduce(0) { $0 + solution[$1] }, slack(entry))
        return slack.lowerBound - 1e-7 <= difference && difference <= slack.upperBound + 1e-7
    }

    private func spread(of entry: FigureTable.Entry, _ solutions: [[Double]]) -> Double {
        let sums = solutions.map { solution in entry.cells.reduce(0) { $0 + solution[$1] } }
        return (sums.max() ?? 0) - (sums.min() ?? 0)
    }

    /// Published figures to hide, so that a figure might be larger by its required width: those that change in the
    /// solution of least cost, where a figure costs 1 and the square root of its cells. Empty where there is none.
    ///
    /// Source: Fischetti and Salazar, *Solving the Cell Suppression Problem on Tabular Data with Linear
    /// Constraints* (2001), the linear relaxation as a heuristic.
    func complement(of entry: FigureTable.Entry, given published: [FigureTable.Entry]) -> [FigureTable.Entry] {
        let cells = table.cells.count
        var rows = published.enumerated().flatMap { index, entry in
            // The change of a published figure lies between plus and minus a variable that has its cost.
            [-1.0, 1.0].map { sign in
                LinearProgram.Row(
                    columns: entry.cells + [cells + index], coefficients: ones(entry).map { $0 * sign } + [-1],
                    bounds: -.infinity...slack(entry).upperBound)
            }
        }
        rows.append(
            LinearProgram.Row(
                columns: entry.cells, coefficients: ones(entry), bounds: needed(entry) * 1.25 ... .infinity))
        let program = LinearProgram(
            columns: table.cells.map { -Double($0.energy) * scale ... .infinity }
                + published.map { _ in 0 ... .infinity },
            rows: rows)
        let costs = (0..<cells).map { _ in 0 } + published.map { 1 + Double($0.cells.count).squareRoot() }
        guard let solution = program.cheapest(costs)?.solution, !solution.isEmpty else { return [] }
        return published.indices.filter { solution[cells + $0] > 1e-7 }.map { published[$0] }
    }

    private func needed(_ entry: FigureTable.Entry) -> Double {
        max(width * Double(table.energy(of: entry)) * scale, 1e-6)
    }

    private func ones(_ entry: FigureTable.Entry) -> [Double] { entry.cells.map { _ in 1 } }

    /// By how much a figure may change without its rounded form changing.
    private func slack(_ entry: FigureTable.Entry) -> ClosedRange<Double> {
        let (energy, published) = (table.energy(of: entry), table.published(entry))
        return Double(published - table.unit / 2 - energy) * scale...Double(published + (table.unit - 1) / 2 - energy)
            * scale
    }
}
