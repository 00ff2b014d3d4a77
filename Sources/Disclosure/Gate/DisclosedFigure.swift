/// What documents, pages and answers say of a verdict.
package enum DisclosedVerdict: Hashable, Sendable {
    case released(DisclosedFigure)
    case suppressed(HeldFigure)
}

/// What is said of a figure that left: its forms, and its counts no more exactly than they may leave.
package struct DisclosedFigure: Hashable, Sendable {
    package let rule: String
    package let counts: DisclosedCounts
    /// Watt-hours (litres for water) of the whole set over the period.
    package let sum: Int64?
    package let quartiles: Quartiles?
    /// Where every holder agreed to be named.
    package let points: [Release.PointFigure]?
    package let curve: [Release.CurveFigure]?

    package init(
        rule: String, counts: DisclosedCounts, sum: Int64?, quartiles: Quartiles?,
        points: [Release.PointFigure]? = nil, curve: [Release.CurveFigure]?
    ) {
        self.rule = rule
        self.counts = counts
        self.sum = sum
        self.quartiles = quartiles
        self.points = points
        self.curve = curve
    }
}

/// What is said of a figure that was held back: nothing that depends on how many points there were.
package struct HeldFigure: Hashable, Sendable, Encodable {
    /// The rule that held it back; nil where no rule applies to such data.
    package let rule: String?
    package let reason: SuppressionReason
    package let alternative: Alternative?
    /// For a total of a table: the sum of those of its cells that leave.
    package let partial: Int64?

    package init(rule: String?, reason: SuppressionReason, alternative: Alternative?, partial: Int64?) {
        self.rule = rule
        self.reason = reason
        self.alternative = alternative
        self.partial = partial
    }
}

extension Verdict {
    package var disclosed: DisclosedVerdict {
        switch self {
        case .released(let release):
            .released(
                DisclosedFigure(
                    rule: release.rule, counts: release.counts, sum: release.sum, quartiles: release.quartiles,
                    points: release.points, curve: release.curve))
        case .suppressed(let held):
            .suppressed(
                HeldFigure(
                    rule: held.rule,
                    reason: SuppressionReason(recorded: held.recordedReason, ofRule: held.rule),
                    alternative: held.alternative, partial: held.partial))
        }
    }
}

extension DisclosedFigure: Encodable {
    private enum CodingKeys: String, CodingKey {
        case rule, contributingPoints, expectedPoints, quality, qualityShares, sum, quartiles, points, curve
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rule, forKey: .rule)
        try container.encode(counts.contributing, forKey: .contributingPoints)
        try container.encode(counts.expected, forKey: .expectedPoints)
        try container.encodeIfPresent(counts.quality, forKey: .quality)
        try container.encodeIfPresent(counts.shares, forKey: .qualityShares)
        try container.encodeIfPresent(sum, forKey: .sum)
        try container.encodeIfPresent(quartiles, forKey: .quartiles)
        try container.encodeIfPresent(points, forKey: .points)
        try container.encodeIfPresent(curve, forKey: .curve)
    }
}
