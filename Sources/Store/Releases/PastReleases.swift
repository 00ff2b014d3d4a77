package import Disclosure
package import Metering

/// The panel of a set from a day on.
package struct SetPanel: Sendable {
    package let set: String
    package let kind: EnergyKind
    package let from: CivilDay
    package let panel: Panel

    package init(set: String, kind: EnergyKind, from: CivilDay, panel: Panel) {
        self.set = set
        self.kind = kind
        self.from = from
        self.panel = panel
    }
}

/// What left without consent, as the differencing guard needs it: who was in each figure, over which days, for whom;
/// day by day, and over longer.
package struct PastReleases: Sendable {
    package var days: [GuardedDays] = []
    package var longer: [GuardedRelease] = []

    package init() {}
}

/// A curve that left, with whom it covered.
package struct CurveRelease: Hashable, Sendable {
    package let set: String
    package let kind: EnergyKind
    package let day: CivilDay
    /// The panel that the set has on the day; empty where everybody in it agreed.
    package let panel: Panel

    package init(set: String, kind: EnergyKind, day: CivilDay, panel: Panel) {
        self.set = set
        self.kind = kind
        self.day = day
        self.panel = panel
    }
}

/// The last edition of a figure that left: what it rested on, the latest import among it, and what it said.
package struct LastRelease: Sendable {
    package let inputs: String
    package let latest: Revision
    private let verdict: String

    /// `verdict`: as `VerdictText` writes it.
    package init(inputs: String, latest: Revision, verdict: String) {
        self.inputs = inputs
        self.latest = latest
        self.verdict = verdict
    }

    package func says(_ verdict: Verdict) throws -> Bool {
        var text = VerdictText()
        return try text.json(of: verdict) == self.verdict
    }
}
