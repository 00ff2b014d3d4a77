package import Metering

/// A use whose figures of a measured day may not leave yet.
package struct WaitingUse: Hashable, Sendable, CustomStringConvertible {
    package let use: String
    package let visibility: Visibility
    package let day: CivilDay
    package let reason: Reason
    /// Its sets that wait: all of them, or new ones where others were judged before.
    package let sets: Set<String>

    package enum Reason: Hashable, Sendable {
        /// No agreement covers it on the day (`UseAgreement`).
        case agreement
        /// Percent of the days of its points that have energy, and how many are asked (`ReadinessRule`).
        case incomplete(percent: Int, asked: Int)
        /// Percent that its energy is of that of the same weekday in the weeks before.
        case unlikeBefore(percent: Int, range: ClosedRange<Int>)
        /// How many of its figures are less than a third or more than three times what they were in the weeks before.
        case unusual(figures: Int, of: Int)
    }

    package var description: String {
        switch reason {
        case .agreement:
            """
            use \(use) waits for an agreement that covers \(day): add one with `maille agreements add --recipient NAME \
            --use \(use) --basis "ARTICLE OR CONTRACT" --from \(day)`, then publish again
            """
        case .incomplete(let percent, let asked):
            waiting(
                "\(percent) % of the days of its points have energy, \(asked) % are asked",
                "import what is missing (`maille gaps --day \(day)`)")
        case .unlikeBefore(let percent, let range):
            waiting(
                """
                its energy is \(percent) % of that of the same weekday in the weeks before, \(range.lowerBound) to \
                \(range.upperBound) % are usual
                """, "look for a wrong unit or a day sent twice")
        case .unusual(let figures, let all):
            waiting(
                """
                \(figures) of its \(all) figures are less than a third or more than three times what they were in the \
                weeks before
                """, "look for a wrong unit or a day sent twice")
        }
    }

    private func waiting(_ what: String, _ remedy: String) -> String {
        """
        use \(use) (\(visibility.rawValue)) waits on \(day): \(what); \(remedy), then publish again; or, if it is right \
        as it is, publish with --approve \(use)="WHY"
        """
    }
}
