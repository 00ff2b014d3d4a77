package import Disclosure
package import Metering

/// A panel of which the guard held a figure of a day: until the month ends no figure of its days leaves for the first
/// time, for who would have received it, where as many holders are asked for. What left before the hold stays.
package struct HeldPanel: Hashable, Sendable {
    package let kind: EnergyKind
    package let panel: Panel
    /// One of those who would have received the figure.
    package let audience: Audience
    /// The first day of the month.
    package let month: CivilDay
    /// How many holders the policy asked for. One that asks for fewer is not bound by it.
    package let holders: Int

    /// `day`: any of the month.
    package init(kind: EnergyKind, panel: Panel, audience: Audience, monthOf day: CivilDay, holders: Int) {
        (self.kind, self.panel, self.audience, self.holders) = (kind, panel, audience, holders)
        month = day.firstOfMonth
    }

    /// The panel of a day's figure; nil of a longer one, and of a correction.
    package init?(_ release: GuardedRelease, holders: Int) {
        guard release.period.count == 1, !release.kind.isOfCorrections else { return nil }
        self.init(
            kind: release.kind, panel: release.panel, audience: release.audience, monthOf: release.period.lowerBound,
            holders: holders)
    }
}
