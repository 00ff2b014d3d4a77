import Disclosure
import Metering
import Store

/// What every explanation says of the verdict itself, whoever reads it.
struct ExplainedVerdict {
    let outcome: Explanation.Outcome
    /// The policy's rule; nil where none applies.
    let rule: String?
    private(set) var points: Band?
    private(set) var quality: [String: Band]?
    private(set) var reason: SuppressionReason?
    private(set) var alternative: Alternative?

    init(_ recorded: RecordedOutcome) {
        rule = recorded.rule
        switch recorded {
        case .released(let figure):
            outcome = .released
            (points, quality) = (figure.counts.contributing, figure.counts.percents)
        case .held(let held):
            outcome = .suppressed
            (reason, alternative) = (held.reason, held.alternative)
        case .noisy: outcome = .noisy
        }
    }
}

extension DisclosedCounts {
    /// Percent by quality, of those that there are; nil where shares are not told.
    fileprivate var percents: [String: Band]? {
        if let quality, quality.total > 0 {
            return [
                "measured": quality.measured, "corrected": quality.corrected, "estimated": quality.estimated,
                "missing": quality.missing,
            ].filter { $0.value > 0 }.mapValues { Band(exactly: ($0 * 200 + quality.total) / (2 * quality.total)) }
        }
        return shares.map {
            [
                "measured": $0.measured, "corrected": $0.corrected, "estimated": $0.estimated, "missing": $0.missing,
            ]
        }
    }
}
