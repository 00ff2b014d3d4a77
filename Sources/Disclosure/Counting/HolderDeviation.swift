/// How closely a holder's energy can be told, as a share of the deviation that was left without any figure.
///
/// Prior: each holder's energy is normal with a standard deviation in proportion to it, independent of the others: the
/// spread of homes is about 0.6 of their energy, and the factor cancels. Given the sum of some holders, the variance of
/// one of them falls to vᵢ (1 − vᵢ / V), with V the sum of all variances; a holder who is known has none. A holder
/// shows where less than half of his deviation is left: a quarter of his variance.
///
/// Source: conditional normal distributions, e.g. Rao, *Linear Statistical Inference* (1973), 8a.2; the criterion and
/// what it costs are in docs/decisions/0032.
enum HolderDeviation {
    /// The least share of a holder's variance that has to be left.
    static let leastVariance = 0.25

    /// Whether, of holders whose sum is known, the largest shows to one who knows the second, or the second to one who
    /// knows the largest.
    static func shows(_ first: Double, _ second: Double, squares: Double) -> Bool {
        isTold(first * first, of: squares - second * second) || isTold(second * second, of: squares - first * first)
    }

    private static func isTold(_ variance: Double, of all: Double) -> Bool {
        variance > 0 && variance >= (1 - leastVariance) * all * (1 + 1e-9)
    }
}
