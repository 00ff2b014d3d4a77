/// What figures leave open of columns and of single holders in them.
struct Openness {
    let variance: OpenVariance

    init(_ rows: [Surroundings.Row], _ squares: [Double]) {
        let sums = Set(rows.map(\.columns)).sorted { $0.lexicographicallyPrecedes($1) }
        variance = OpenVariance(prior: squares, sums: sums)
    }

    /// The share of a variance that counts as nothing left.
    private static let nothing = 1e-8

    // MARK: Groups

    /// Whether a group is told, or would be to somebody who knows one of some single holders. `isLawful` says whether
    /// the sum of both is a figure of enough holders.
    func isTold(_ group: [Int], _ singles: [Int], _ isLawful: ([Int], Int) -> Bool) -> Bool {
        let change = variance.covariances(with: group)
        let nothing = Openness.nothing * group.reduce(0) { $0 + variance.prior[$1] }
        let open = group.reduce(0) { $0 + change[$1] }
        if open <= nothing { return true }
        return singles.contains { single in
            let own = variance.covariance(single, single)
            guard !group.contains(single), own > variance.prior[single] * Openness.nothing,
                open - change[single] * change[single] / own <= nothing
            else { return false }
            let isSum = change[single] < 0 && abs(change[single] + own) <= own * 1e-6
            return !isSum || !isLawful(group, single)
        }
    }

    /// The variance that is left of a group; 0 where it is nothing but rounding.
    func open(_ group: [Int]) -> Double {
        guard let change = change(of: group) else { return 0 }
        return group.reduce(0) { $0 + change[$1] }
    }

    /// A change of all columns that leaves every figure as it is and changes a group; nil where there is none.
    func change(of group: [Int]) -> [Double]? {
        let change = variance.covariances(with: group)
        let open = group.reduce(0) { $0 + change[$1] }
        return open > Openness.nothing * group.reduce(0) { $0 + variance.prior[$1] } ? change : nil
    }

    // MARK: Holders

    /// Whether of the largest or the second holder of a column less than half of the deviation is left to somebody who
    /// knows the other, or the largest of another column.
    func showsHolder(of column: Int, _ energies: [AtomEnergies]) -> Bool {
        let own = energies[column]
        let first = OpenHolder(own.first, of: own, open: variance.covariance(column, column))
        let second = OpenHolder(own.second, of: own, open: variance.covariance(column, column))
        let together = -first.share * second.share * (own.squares - first.open)
        if first.isTold(by: second, together) || second.isTold(by: first, together) { return true }
        return energies.indices.contains(where: { other in
            guard other != column, energies[other].first > 0 else { return false }
            let known = OpenHolder(
                energies[other].first, of: energies[other], open: variance.covariance(other, other))
            return first.isTold(by: known, first.share * known.share * variance.covariance(column, other))
        })
    }
}

/// One holder of a column, of which the variance `open` is left.
private struct OpenHolder {
    /// The variance of the holder without any figure.
    let prior: Double
    /// Its share of the column's.
    let share: Double
    let open: Double

    init(_ energy: Double, of column: AtomEnergies, open: Double) {
        prior = energy * energy
        share = column.squares > 0 ? prior / column.squares : 0
        self.open = open
    }

    /// The variance that is left: that within the column, and the holder's part of what is left of the column.
    var left: Double { prior * (1 - share) + share * share * open }

    /// Whether less than half of the deviation is left to somebody who knows another holder; `together` is what is left
    /// of their covariance.
    func isTold(by known: OpenHolder, _ together: Double) -> Bool {
        guard prior > 0 else { return false }
        let rest = known.left > known.prior * 1e-8 ? left - together * together / known.left : left
        return rest < HolderDeviation.leastVariance * prior * (1 - 1e-9)
    }
}
