package import Metering

/// The days of one month on which a panel's figures left, one by one: what a register keeps of a month of daily
/// publications.
package struct GuardedDays: Hashable, Sendable {
    package let stream: Stream
    package let panel: Panel
    package let audience: Audience
    /// A day of the month.
    package let month: CivilDay
    /// A bit for each day of the month: 1 << 1 is the first.
    package let days: UInt32
    /// The finest rounding of any of them.
    package let unit: Int64

    package init(
        stream: Stream, panel: Panel, audience: Audience, month: CivilDay, days: UInt32, unit: Int64
    ) {
        self.stream = stream
        self.panel = panel
        self.audience = audience
        self.month = month
        self.days = days
        self.unit = max(1, unit)
    }

    /// Whether the panel's figure of a day left alone.
    package func contains(_ day: CivilDay) -> Bool {
        day.firstOfMonth == month.firstOfMonth && days & 1 << UInt32(day.components.day) != 0
    }

    /// The one day of a daily figure; nil of longer ones.
    package init?(_ release: GuardedRelease) {
        guard release.period.count == 1 else { return nil }
        let day = release.period.lowerBound
        self.init(
            stream: release.stream, panel: release.panel, audience: release.audience, month: day.firstOfMonth,
            days: 1 << UInt32(day.components.day), unit: release.unit)
    }
}
