package import Disclosure
import Foundation
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
/// day by day, and over longer; and what it held.
package struct PastReleases: Sendable {
    package var days: [GuardedDays] = []
    package var longer: [GuardedRelease] = []
    package var held: Set<HeldPanel> = []
    /// The keys of holders who ever received restricted figures, and whom no agreement need name: what they hold they
    /// know.
    package var requesters: Set<String> = []

    package init() {}
}

extension GuardedRelease {
    /// A table's published line in one of its years, as a figure of that year for everybody: what it says over several
    /// years counts as if each of them were told. None of a year that is none.
    package static func annual(_ year: Int, _ kind: EnergyKind, _ panel: Panel) -> [GuardedRelease] {
        guard let first = CivilDay(year: year, month: 1, day: 1) else { return [] }
        let period = FigureStep.year.period(of: first)
        return [GuardedRelease(kind: kind, panel: panel, period: period, audience: .everybody)]
    }
}

/// A figure of the register by what it is asked for: all its editions have it.
package struct FigureName: Hashable, Sendable {
    package let policy: String
    package let set: String
    package let visibility: Visibility
    /// As `FigureRequest.figure` says it.
    package let figure: String

    package init(policy: String, set: String, visibility: Visibility, figure: String) {
        (self.policy, self.set, self.visibility, self.figure) = (policy, set, visibility, figure)
    }

    package init(_ request: FigureRequest, under policy: Policy) {
        self.init(
            policy: policy.id, set: request.set.id, visibility: request.set.visibility, figure: request.figure)
    }
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
    /// Its number in the register.
    package let number: Int64
    package let inputs: String
    package let latest: Revision
    private let verdict: String

    /// `verdict`: as `VerdictText` writes it.
    package init(number: Int64, inputs: String, latest: Revision, verdict: String) {
        self.number = number
        self.inputs = inputs
        self.latest = latest
        self.verdict = verdict
    }

    /// The sum that it said, exact; nil of another form.
    package var sum: Int64? {
        get throws { try JSONDecoder().decode(Said.self, from: Data(verdict.utf8)).release?.sum }
    }

    private struct Said: Decodable {
        struct Release: Decodable { let sum: Int64? }
        let release: Release?
    }

    package func says(_ verdict: Verdict) throws -> Bool {
        var text = VerdictText()
        return try text.json(of: verdict) == self.verdict
    }
}
