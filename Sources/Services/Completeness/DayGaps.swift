package import Metering
package import Store

/// What is missing of one civil day, by channel and reason.
package struct DayGaps: Sendable {
    /// One channel's gap.
    package struct Gap: Hashable, Sendable, Encodable {
        package let point: PointID
        package let carrier: Carrier
        package let direction: Direction
        package let missingIntervals: Int
        package let intervals: Int
        /// Intervals by reason: `not received`, `sent empty`, `quarantined`, `outage`.
        package let reasons: [String: Int]
    }

    package let day: CivilDay
    /// Channels of the day that are complete.
    package let complete: Int
    package let gaps: [Gap]

    /// Looks at every channel that a point list or an earlier curve lets expect on the day.
    package init(
        day: CivilDay, _ known: Known, _ measures: any MeasureStore, _ catalogue: any Catalogue
    ) throws {
        self.day = day
        var gaps: [Gap] = []
        var found: Set<Channel> = []
        var complete = 0
        try measures.forEachDay(of: .all, in: day...day, known) { number, day, _, curve in
            guard let channel = try catalogue.channel(number) else { return }
            found.insert(channel)
            if let gap = Gap(channel, curve) { gaps.append(gap) } else { complete += 1 }
        }
        try measures.forEachReading(of: .dailyEnergy, in: day.start...day.start, of: .all, known) { number, reading in
            guard let channel = try catalogue.channel(number), found.insert(channel).inserted else { return }
            if let reason = reading.mark.missingReason {
                gaps.append(Gap(ofWholeDay: channel, reason.name))
            } else {
                complete += 1
            }
        }
        gaps += try DayGaps.expected(on: day, known, measures, catalogue).subtracting(found).map {
            Gap(ofWholeDay: $0, "nothing received")
        }
        self.complete = complete
        self.gaps = gaps.sorted { ($0.point, $0.direction.rawValue) < ($1.point, $1.direction.rawValue) }
    }

    private static func expected(
        on day: CivilDay, _ known: Known, _ measures: any MeasureStore, _ catalogue: any Catalogue
    ) throws -> Set<Channel> {
        let active = try catalogue.points(known).filter { point in
            (point.inServiceSince.map { $0 <= day } ?? true) && (point.terminatedOn.map { day < $0 } ?? true)
        }
        var expected = Set(
            active.flatMap { point in
                point.directions.map { Channel(point: point.id, carrier: point.carrier, direction: $0) }
            })
        try measures.forEachTotal(of: .all, in: day.advanced(by: -7)...day.advanced(by: -1), known) {
            number, _, _, _, _ in
            if let channel = try catalogue.channel(number) { expected.insert(channel) }
        }
        return expected
    }
}

extension DayGaps.Gap {
    fileprivate init?(_ channel: Channel, _ curve: DayCurve) {
        let reasons = curve.marks.compactMap { $0.missingReason?.name }
        guard !reasons.isEmpty else { return nil }
        self.init(
            point: channel.point, carrier: channel.carrier, direction: channel.direction,
            missingIntervals: reasons.count, intervals: curve.count,
            reasons: reasons.reduce(into: [:]) { $0[$1, default: 0] += 1 })
    }

    /// Of a channel without a curve neither step nor intervals are known: the counts are zero, the reason is the day's.
    fileprivate init(ofWholeDay channel: Channel, _ reason: String) {
        self.init(
            point: channel.point, carrier: channel.carrier, direction: channel.direction, missingIntervals: 0,
            intervals: 0, reasons: [reason: 1])
    }
}
