package import Disclosure
package import Metering

/// What the register has to remember of a publication for the differencing guard, beside its verdicts.
package struct GuardMemory: Sendable {
    /// The figures that left without consent.
    package var released: [GuardedRelease]
    /// The panels of sets that are others than before.
    package var panels: [SetPanel]
    /// The panels of which the guard held a figure of a day.
    package var held: [HeldPanel]

    package init(released: [GuardedRelease] = [], panels: [SetPanel] = [], held: [HeldPanel] = []) {
        (self.released, self.panels, self.held) = (released, panels, held)
    }
}

/// A panel of which the guard held a figure of a day: until the month ends none of its days leaves any more.
///
/// So a set does not come and go with each day's energies, and whether it leaves tells as little of them as can be.
package struct HeldPanel: Hashable, Sendable {
    package let kind: EnergyKind
    package let panel: Panel
    /// One of those who would have received the figure.
    package let audience: Audience
    /// The first day of the month.
    package let month: CivilDay

    /// The panel of a day's figure; nil of a longer one, and of a correction.
    package init?(_ release: GuardedRelease) {
        guard release.period.count == 1, !release.kind.isOfCorrections else { return nil }
        self.init(
            kind: release.kind, panel: release.panel, audience: release.audience, monthOf: release.period.lowerBound)
    }

    /// `day`: any of the month.
    package init(kind: EnergyKind, panel: Panel, audience: Audience, monthOf day: CivilDay) {
        (self.kind, self.panel, self.audience, month) = (kind, panel, audience, day.firstOfMonth)
    }
}
