package import Metering

/// The gate's answer: a figure that may leave, or the reason why it is held back.
package enum Verdict: Sendable {
    case released(Release)
    case suppressed(Suppression)
}

/// A figure that may leave, with the rule that permits it. Only this module makes one, and nothing outside it can read
/// how many points there were: documents, pages and answers say what `DisclosedFigure` says.
package struct Release: Sendable {
    /// As the register keeps it, with exact counts.
    let kept: Kept
    let counts: DisclosedCounts

    package var rule: String { kept.rule }
    /// Watt-hours (litres for water) of the whole set over the period.
    package var sum: Int64? { kept.sum }
    package var quartiles: Quartiles? { kept.quartiles }
    package var points: [PointFigure]? { kept.points }
    package var curve: [CurveFigure]? { kept.curve }

    /// The figure of one point, which its holder agreed to share.
    package struct PointFigure: Hashable, Sendable, Encodable {
        package let point: PointID
        package let total: Int64
        package let quality: String
    }

    /// The sum of the set in one interval; its value is nil where that of a member is missing.
    package struct CurveFigure: Hashable, Sendable, Codable {
        package let start: String
        package let end: String
        /// In the unit of the set's curves: watts.
        package let value: Int64?
    }

    /// What the register records of a release. Its names and their order are frozen: rows are compared as text.
    struct Kept: Sendable, Encodable {
        let rule: String
        let contributingPoints: Int
        let expectedPoints: Int
        /// The number of contributing points (of a curve: of their intervals) by quality.
        let quality: QualityCounts
        var sum: Int64?
        var quartiles: Quartiles?
        var points: [PointFigure]?
        var curve: [CurveFigure]?
    }

    /// Precondition: the rule was checked against the figures.
    init(
        rule: Policy.Rule, contributingPoints: Int, expectedPoints: Int, quality: QualityCounts, sum: Int64? = nil,
        quartiles: Quartiles? = nil, points: [PointFigure]? = nil, curve: [CurveFigure]? = nil
    ) {
        kept = Kept(
            rule: rule.id, contributingPoints: contributingPoints, expectedPoints: expectedPoints, quality: quality,
            sum: sum, quartiles: quartiles, points: points, curve: curve)
        counts = DisclosedCounts(
            contributing: contributingPoints, expected: expectedPoints, quality: quality, under: rule)
    }

    private init(_ kept: Kept, _ counts: DisclosedCounts) { (self.kept, self.counts) = (kept, counts) }

    /// The same release with a rounded sum and no other form, as tables publish it.
    func rounded(to sum: Int64) -> Release {
        let rounded = Kept(
            rule: kept.rule, contributingPoints: kept.contributingPoints, expectedPoints: kept.expectedPoints,
            quality: kept.quality, sum: sum)
        return Release(rounded, counts)
    }
}

/// A figure held back, with a reason for its recipient. It never tells how many points contributed.
package struct Suppression: Hashable, Sendable {
    /// The rule that held it back; nil where no rule applies to such data.
    package let rule: String?
    /// What the register records as the reason: of a rule without consent, its own words.
    let recordedReason: String
    /// A figure to be used in its place; nil where none that contains it may leave.
    package private(set) var alternative: Alternative?
    /// For a total of a table: the sum of those of its cells that leave, never of all (Code de l'énergie D.111-55 III).
    package internal(set) var partial: Int64?

    /// What the register records of a suppression, frozen as `Release.Kept` is.
    struct Kept: Encodable {
        let rule: String?
        let reason: String
        let alternative: Alternative?
        let partial: Int64?

        struct Alternative: Encodable {
            let set: String
            let firstDay: CivilDay
            let lastDay: CivilDay
            let singleDays: Int?
        }
    }

    init(rule: Policy.Rule?, reason: String) {
        self.rule = rule?.id
        recordedReason = reason
    }

    package func offering(_ alternative: Alternative) -> Suppression {
        var offering = self
        offering.alternative = alternative
        return offering
    }

    var kept: Kept {
        Kept(
            rule: rule, reason: recordedReason,
            alternative: alternative.map {
                Kept.Alternative(
                    set: $0.set.id, firstDay: $0.firstDay, lastDay: $0.lastDay, singleDays: $0.singleDays)
            }, partial: partial)
    }
}
