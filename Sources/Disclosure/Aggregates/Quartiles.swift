/// First quartile, median and third quartile of whole numbers, rounded up to a unit.
///
/// Hyndman and Fan, *Sample Quantiles in Statistical Packages* (1996), definition 7, in whole numbers
/// throughout: between neighbours the position falls on quarters, so the interpolation is exact.
package struct Quartiles: Hashable, Sendable, Encodable {
    package let first: Int64
    package let median: Int64
    package let third: Int64

    /// Nil without values.
    init?(_ values: [Int64], roundedUpTo unit: Int64) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        func quartile(_ quarter: Int) -> Int64 {
            let (index, quarters) = ((sorted.count - 1) * quarter).quotientAndRemainder(dividingBy: 4)
            let next = quarters == 0 ? sorted[index] : sorted[index + 1]
            let fourfold = sorted[index] * 4 + (next - sorted[index]) * Int64(quarters)
            let divisor = unit * 4
            return (fourfold + divisor - 1) / divisor * unit
        }
        (first, median, third) = (quartile(1), quartile(2), quartile(3))
    }
}
