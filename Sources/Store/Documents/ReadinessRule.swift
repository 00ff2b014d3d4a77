/// When a use's figures of a day are ready to leave, besides the delay of their policy.
///
/// What leaves first closes the day (`DayClosing`): a day that leaves too early keeps its gaps, and one with wrong
/// values its errors.
package struct ReadinessRule: Hashable, Sendable {
    /// Percent of a use's points that must have energy on the day.
    package var completeness: Int
    /// The same of single uses.
    package var completenessOf: [String: Int]
    /// Percent of the weeks before between which a use's energy of the same points lies.
    package var range: ClosedRange<Int>

    package static let `default` = ReadinessRule()

    package init(completeness: Int = 80, of uses: [String: Int] = [:], range: ClosedRange<Int> = 50...200) {
        (self.completeness, completenessOf, self.range) = (completeness, uses, range)
    }

    package func completeness(of use: String) -> Int { completenessOf[use] ?? completeness }
}
