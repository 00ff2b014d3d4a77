/// Energies of columns that agree with every figure and are nowhere negative: by how much they let a group differ.
///
/// Tries the changes that it is given first, and those found for other groups; only then asks a linear program for the
/// least and the greatest energy of the group.
struct Worlds {
    private let totals: [Double]
    private let scale: Double
    /// Differences from the true energies.
    private var differences: [[Double]]
    private let rows: [LinearProgram.Row]
    private lazy var program = LinearProgram(columns: totals.map { -$0 ... .infinity }, rows: rows)

    /// `slack`: by how much the sum of a row may change.
    init(
        _ totals: [Int64], _ rows: [Surroundings.Row], scale: Double,
        slack: (Surroundings.Row) -> ClosedRange<Double>
    ) {
        self.totals = totals.map { Double($0) * scale }
        self.scale = scale
        differences = [Array(repeating: 0, count: totals.count)]
        self.rows = rows.map { row in
            let slack = slack(row)
            return LinearProgram.Row(
                columns: row.columns, coefficients: row.columns.map { _ in 1 },
                bounds: slack.lowerBound * scale...slack.upperBound * scale)
        }
    }

    /// Whether a group may differ by `needed` watt-hours. `change` leaves every figure as it is.
    mutating func leave(_ group: [Int], _ needed: Double, _ change: [Double]?) -> Bool {
        let needed = needed * scale
        if spread(of: group) >= needed { return true }
        if let change { follow(change) }
        if spread(of: group) >= needed { return true }
        for find in [program.least, program.greatest] {
            guard let extreme = find(group) else { return false }
            if extreme.value.isInfinite { return true }
            differences.append(extreme.solution)
            if spread(of: group) >= needed { return true }
        }
        return false
    }

    private func spread(of group: [Int]) -> Double {
        let sums = differences.map { difference in group.reduce(0) { $0 + difference[$1] } }
        return (sums.max() ?? 0) - (sums.min() ?? 0)
    }

    /// Adds the energies furthest along a change, both ways: until a column would be negative.
    private mutating func follow(_ change: [Double]) {
        for sign in [1.0, -1.0] {
            var steps = Double.infinity
            let most = change.reduce(0) { max($0, abs($1)) }
            for (total, change) in zip(totals, change) where sign * change < -most * 1e-9 {
                steps = min(steps, total / (-sign * change))
            }
            guard steps.isFinite, steps > 0 else { continue }
            differences.append(change.map { $0 * sign * steps })
        }
    }
}
