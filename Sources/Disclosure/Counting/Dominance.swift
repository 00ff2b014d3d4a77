/// The two largest contributions to a sum, holder by holder.
struct Leaders: Hashable {
    private(set) var first: Int64 = 0
    private(set) var second: Int64 = 0
    /// The sum of the squares of all.
    private var squares = 0.0

    /// Whether one holder could be told from the sum too closely.
    var showHolder: Bool { HolderDeviation.shows(Double(first), Double(second), squares: squares) }

    mutating func admit(_ value: Int64) {
        squares += Double(value) * Double(value)
        if value > first { (first, second) = (value, first) } else if value > second { second = value }
    }
}

/// The p % rule of the *Handbook on Statistical Disclosure Control* (Hundepool et al., section 4.2).
///
/// A sum X is unsafe where X − x₁ − x₂ < p/100 · x₁, since the second largest holder could then calculate the largest
/// to within p %. p is a secret of the deployment: it is in no verdict, and printing the rule does not show it.
package struct DominanceRule: Sendable, CustomStringConvertible, CustomReflectable {
    private let percent: Int64

    package static let percents = 1...100

    /// Precondition: within `percents`.
    package init(percent: Int = 10) {
        precondition(DominanceRule.percents.contains(percent), "p is outside \(DominanceRule.percents)")
        self.percent = Int64(percent)
    }

    /// Whether the sum must be held: by the p % rule, or because the largest share is above that of the policy's rule.
    func isDominated(_ total: Int64, by leaders: Leaders, largestSharePercent share: Int?) -> Bool {
        let (total, first) = (Int128(total), Int128(leaders.first))
        let rest = total - first - Int128(leaders.second)
        if rest * 100 < Int128(percent) * first { return true }
        return share.map { first * 100 > Int128($0) * total } ?? false
    }

    package var description: String { "p % rule" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
