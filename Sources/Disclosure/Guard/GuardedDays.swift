package import Metering

/// The days of one month for each of which a figure of a panel left: what a register keeps of a month of daily
/// publications.
package struct GuardedDays: Hashable, Sendable {
    package let kind: EnergyKind
    package let panel: Panel
    package let audience: Audience
    /// A day of the month.
    package let month: CivilDay
    /// A bit for each day of the month: 1 << 1 is the first.
    package let days: UInt32
    /// The finest rounding of any of them.
    package let unit: Int64

    package init(
        kind: EnergyKind, panel: Panel, audience: Audience, month: CivilDay, days: UInt32, unit: Int64
    ) {
        self.kind = kind
        self.panel = panel
        self.audience = audience
        self.month = month
        self.days = days
        self.unit = max(1, unit)
    }

    /// The same figures for others.
    package func received(by audience: Audience) -> GuardedDays {
        GuardedDays(kind: kind, panel: panel, audience: audience, month: month, days: days, unit: unit)
    }

    /// The same figures of others.
    package func covering(_ panel: Panel) -> GuardedDays {
        GuardedDays(kind: kind, panel: panel, audience: audience, month: month, days: days, unit: unit)
    }

    /// Whether the panel's figure of that one day left.
    package func contains(_ day: CivilDay) -> Bool {
        day.firstOfMonth == month.firstOfMonth && days & 1 << UInt32(day.components.day) != 0
    }

    /// The day of a daily figure; nil for a longer one.
    package init?(_ release: GuardedRelease) {
        guard release.period.count == 1 else { return nil }
        let day = release.period.lowerBound
        self.init(
            kind: release.kind, panel: release.panel, audience: release.audience, month: day.firstOfMonth,
            days: 1 << UInt32(day.components.day), unit: release.unit)
    }
}
