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
    package init(_ data: DataDirectory, day: CivilDay) throws {
        self.day = day
        let state = data.ledger.known()
        var gaps: [Gap] = []
        var found: Set<Channel> = []
        var complete = 0
        try data.curves.forEachDay(of: .all, in: day...day, state) { known in
            found.insert(known.pointDay.channel)
            if let gap = Gap(known.pointDay) { gaps.append(gap) } else { complete += 1 }
        }
        try data.readings.forEach(.dailyEnergy, at: day.start, of: .all, state) { number, known in
            guard let channel = try data.channels.channel(number), found.insert(channel).inserted else { return }
            if let reason = known.mark.missingReason {
                gaps.append(Gap(ofWholeDay: channel, reason.name))
            } else {
                complete += 1
            }
        }
        gaps += try DayGaps.expected(data, on: day, state).subtracting(found).map {
            Gap(ofWholeDay: $0, "nothing received")
        }
        self.complete = complete
        self.gaps = gaps.sorted { ($0.point, $0.direction.rawValue) < ($1.point, $1.direction.rawValue) }
    }

    private static func expected(_ data: DataDirectory, on day: CivilDay, _ known: Known) throws -> Set<Channel> {
        let active = try data.registry.points(known).filter { point in
            (point.inServiceSince.map { $0 <= day } ?? true) && (point.terminatedOn.map { day < $0 } ?? true)
        }
        var expected = Set(
            active.flatMap { point in
                point.directions.map { Channel(point: point.id, carrier: point.carrier, direction: $0) }
            })
        try data.curves.forEachTotal(of: .all, in: day.advanced(by: -7)...day.advanced(by: -1), known) {
            expected.insert($0.channel)
        }
        return expected
    }
}

extension DayGaps.Gap {
    fileprivate init?(_ day: PointDay) {
        let reasons = day.curve.marks.compactMap { $0.missingReason?.name }
        guard !reasons.isEmpty else { return nil }
        self.init(
            point: day.channel.point, carrier: day.channel.carrier, direction: day.channel.direction,
            missingIntervals: reasons.count, intervals: day.curve.count,
            reasons: reasons.reduce(into: [:]) { $0[$1, default: 0] += 1 })
    }

    /// Of a channel without a curve neither step nor intervals are known: the counts are zero, the reason is the day's.
    fileprivate init(ofWholeDay channel: Channel, _ reason: String) {
        self.init(
            point: channel.point, carrier: channel.carrier, direction: channel.direction, missingIntervals: 0,
            intervals: 0, reasons: [reason: 1])
    }
}
