package import Metering

/// How many points a figure has and of which quality, as documents, pages and answers may say it.
///
/// Where every holder agreed these are the counts. Without consent they are bands, since whoever knows how many members
/// of crossing sets were silent on a day solves for the others (`docs/decisions/0031-counts-leave-in-bands.md`):
///
/// - *Expected* points: the band of the series 1, 2, 5, 10, … that holds the number of members.
/// - *Contributing* points: half of the members or more, or fewer than half. An edge of the series itself may be the
///   size of a set that its recipient knows, and would tell whether one of its members is missing.
/// - *Shares of quality*: steps of percent, each wide enough for five points, and told from ten points on. Neither none
///   nor all is a step of its own.
package struct DisclosedCounts: Hashable, Sendable {
    /// Whether every holder agreed, so that the counts are exact.
    package let isAgreed: Bool
    package let contributing: Band
    package let expected: Band
    /// Numbers of points (of a curve: of their intervals) by quality; nil without consent.
    package let quality: QualityCounts?
    /// Percent of the points (of a curve: of their intervals) by quality; nil with consent, and for few points.
    package let shares: QualityShares?

    /// `rule`: the one that released the figure; nil where it is not known any more, which is taken for one without
    /// consent.
    package init(contributing: Int, expected: Int, quality: QualityCounts, under rule: Policy.Rule?) {
        isAgreed = rule?.consent != nil
        if isAgreed {
            self.contributing = Band(exactly: contributing)
            self.expected = Band(exactly: expected)
            self.quality = quality
            shares = nil
        } else {
            self.contributing = DisclosedCounts.band(of: contributing, among: expected, from: rule?.minimumPoints ?? 1)
            self.expected = Band(ofSeriesHolding: expected)
            self.quality = nil
            shares = QualityShares(quality, ofAtLeast: self.contributing.atLeast)
        }
    }

    /// Whether half of the members contribute or fewer do, between the fewest that the rule asks and a number of the
    /// series.
    private static func band(of count: Int, among members: Int, from fewest: Int) -> Band {
        let half = Band(ofSeriesHolding: members / 2)
        let (least, most) =
            count >= members - count
            ? (half.atLeast, Band(ofSeriesHolding: max(count, members)).atMost) : (1, half.atMost)
        return Band(min(max(least, fewest), count)...most)
    }
}

/// Shares of quality, in percent, in steps of 5, 10, 25 or 50.
package struct QualityShares: Hashable, Sendable, Encodable {
    package let measured: Band
    package let corrected: Band
    package let estimated: Band
    package let missing: Band

    /// Nil under ten points, and without values.
    init?(_ counts: QualityCounts, ofAtLeast points: Int) {
        guard let step = QualityShares.step(ofAtLeast: points), counts.total > 0 else { return nil }
        func band(_ count: Int) -> Band {
            let lower = min(count * 100 / counts.total / step * step, 100 - step)
            return Band(lower...(lower + step == 100 ? 100 : lower + step - 1))
        }
        measured = band(counts.measured)
        corrected = band(counts.corrected)
        estimated = band(counts.estimated)
        missing = band(counts.missing)
    }

    /// The finest step of which five points are a part.
    private static func step(ofAtLeast points: Int) -> Int? {
        [5, 10, 25, 50].first { points * $0 >= 500 }
    }
}
