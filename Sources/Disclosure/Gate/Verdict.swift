package import Metering

/// What the gate answers.
package enum Verdict: Sendable {
    case released(Release)
    case suppressed(Suppression)
}

/// A figure that may leave, with the rule that lets it. Only the gate makes one.
///
/// It can be written (`Encodable`) and not read back: reading would be a way to forge it.
package struct Release: Sendable, Encodable {
    package let rule: String
    package let contributingPoints: Int
    package let expectedPoints: Int
    /// How many of the contributing points' figures (of a curve: of their intervals) have each quality.
    package let quality: QualityCounts
    /// Watt-hours (litres for water) of the whole set over the period.
    package let sum: Int64?
    package let quartiles: Quartiles?
    package let points: [PointFigure]?
    package let curve: [CurveFigure]?

    /// One point's own figure, which its holder agreed to share.
    package struct PointFigure: Hashable, Sendable, Encodable {
        package let point: PointID
        package let total: Int64
        package let quality: String
    }

    /// The synchronous curve of the complete set in one interval: nil where a member's value is missing.
    package struct CurveFigure: Hashable, Sendable, Encodable {
        package let start: String
        package let end: String
        /// In the unit of the set's curves: watts.
        package let value: Int64?
    }

    /// Precondition of every caller: the rule was checked against the figures.
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

    /// The same with its sum as a table publishes it, and no other form.
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

/// A figure held back, with its reason. It never says how many points contributed.
package struct Suppression: Hashable, Sendable, Encodable {
    /// The rule that held it back; nil where no rule speaks of such data.
    package let rule: String?
    package let reason: String
    /// What may be used in its place; nil where nothing that contains it may leave.
    package private(set) var alternative: Alternative?
    /// Of a total of a table: the sum of those of its cells that leave, never of all (Code de l'énergie D.111-55 III).
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
