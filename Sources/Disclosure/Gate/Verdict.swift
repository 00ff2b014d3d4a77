package import Metering

/// The gate's answer: a figure that may leave, or the reason why it is held back.
package enum Verdict: Sendable {
    case released(Release)
    case suppressed(Suppression)
}

/// A figure that may leave, with the rule that permits it. Only this module makes one: it is `Encodable` and not
/// `Decodable`, since decoding would be a way to forge one.
package struct Release: Sendable, Encodable {
    package let rule: String
    package let contributingPoints: Int
    package let expectedPoints: Int
    /// The number of contributing points (of a curve: of their intervals) by quality.
    package let quality: QualityCounts
    /// Watt-hours (litres for water) of the whole set over the period.
    package let sum: Int64?
    package let quartiles: Quartiles?
    package let points: [PointFigure]?
    package let curve: [CurveFigure]?

    /// The figure of one point, which its holder agreed to share.
    package struct PointFigure: Hashable, Sendable, Encodable {
        package let point: PointID
        package let total: Int64
        package let quality: String
    }

    /// The sum of the set in one interval; its value is nil where that of a member is missing.
    package struct CurveFigure: Hashable, Sendable, Encodable {
        package let start: String
        package let end: String
        /// In the unit of the set's curves: watts.
        package let value: Int64?
    }

    /// Precondition: the rule was checked against the figures.
    init(
        rule: Policy.Rule, contributingPoints: Int, expectedPoints: Int, quality: QualityCounts, sum: Int64? = nil,
        quartiles: Quartiles? = nil, points: [PointFigure]? = nil, curve: [CurveFigure]? = nil
    ) {
        self.rule = rule.id
        self.contributingPoints = contributingPoints
        self.expectedPoints = expectedPoints
        self.quality = quality
        self.sum = sum
        self.quartiles = quartiles
        self.points = points
        self.curve = curve
    }

    /// The same release with a rounded sum and no other form, as tables publish it.
    func rounded(to sum: Int64) -> Release {
        Release(rounding: self, to: sum)
    }

    private init(rounding release: Release, to sum: Int64) {
        rule = release.rule
        (contributingPoints, expectedPoints) = (release.contributingPoints, release.expectedPoints)
        quality = release.quality
        self.sum = sum
        (quartiles, points, curve) = (nil, nil, nil)
    }
}

/// A figure held back, with a reason for its recipient. It never tells how many points contributed.
package struct Suppression: Hashable, Sendable, Encodable {
    /// The rule that held it back; nil where no rule applies to such data.
    package let rule: String?
    package let reason: String
    /// A figure to be used in its place; nil where none that contains it may leave.
    package private(set) var alternative: Alternative?
    /// For a total of a table: the sum of those of its cells that leave, never of all (Code de l'énergie D.111-55 III).
    package internal(set) var partial: Int64?

    init(rule: Policy.Rule?, reason: String) {
        self.rule = rule?.id
        self.reason = reason
    }

    package func offering(_ alternative: Alternative) -> Suppression {
        var offering = self
        offering.alternative = alternative
        return offering
    }
}
