import Foundation

extension Range<Int> {
    /// Uneven stretches of a street, whose points stand in their order.
    func cut(into parts: Int, spread: Double, _ random: inout SplitMix64) -> [Range<Int>] {
        let weights = (0..<parts).map { _ in exp(.random(in: -1.7 * spread...1.7 * spread, using: &random)) }
        let whole = weights.reduce(0, +)
        var (sum, start) = (0.0, lowerBound)
        return weights.map { weight in
            sum += weight
            let end = lowerBound + Int((Double(count) * sum / whole).rounded())
            defer { start = end }
            return start..<end
        }
    }
}
