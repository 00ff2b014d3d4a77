/// A number of points, or of percent, told no more exactly than it may leave.
package struct Band: Hashable, Sendable, Codable {
    package let atLeast: Int
    package let atMost: Int

    package init(_ range: ClosedRange<Int>) { (atLeast, atMost) = (range.lowerBound, range.upperBound) }

    /// The number itself, where everybody agreed to it.
    package init(exactly count: Int) { self.init(count...count) }

    /// The band of the series 1, 2, 5, 10, 20, 50, … that holds a count; none or one by themselves.
    package init(ofSeriesHolding count: Int) {
        guard count > 1 else {
            self.init(exactly: max(0, count))
            return
        }
        var (lower, decade) = (1, 1)
        while count / 10 >= decade { decade *= 10 }
        for factor in [1, 2, 5] where count / factor >= decade { lower = decade * factor }
        let next = lower == decade ? 2 : lower == 2 * decade ? 5 : 10
        self.init(lower...decade * next - 1)
    }

    /// `100..199`, or the number alone: neither is taken for a date by a spreadsheet.
    package var text: String { atLeast == atMost ? "\(atLeast)" : "\(atLeast)..\(atMost)" }
}
