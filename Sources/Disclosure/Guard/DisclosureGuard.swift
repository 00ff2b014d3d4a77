package import Metering

/// A decision whether a figure may leave besides all that left before, so that nobody isolates a group of fewer holders
/// than the protection asks: by subtracting figures, by solving them together, or by bounding what they leave open.
///
/// One guard serves all publications of a data directory, one after the other: it is told what left before (`restore`,
/// `prepare`), what an audience knows by now and which points there are (`replace`), and which months are over
/// (`forget`); what a publication asked counts as released once it is recorded (`transaction`). Of what left, only the
/// months of a question and their neighbours are needed. Points and audiences are numbers of the caller. Not safe to
/// use from several threads at once.
///
/// A public figure is tested with the figures of every audience that has some or knows points, and an audience's figure
/// with its own and the public ones. Costs: see `PublicView` and `Audiences`; memory grows with the panels and their
/// points, and with the figures and known points of each audience, not with the population for each of them.
///
/// Source: Code de l'énergie D.111-63 III; rules R5, R7 and R9 of `docs/decisions/0008-differencing-guard.md`.
package final class DisclosureGuard {
    package enum Answer: Hashable, Sendable {
        /// The figure may leave, and counts as released from now on.
        case mayLeave
        /// The figure may not leave. The reason is for the operator alone: what recipients get is the same for all.
        case held(HoldReason)

        /// Nil where the figure may leave.
        package var reason: HoldReason? {
            if case .held(let reason) = self { reason } else { nil }
        }

        package var isHeld: Bool { self != .mayLeave }
    }

    private var population: Population
    private let everybody: Protection
    private let restricted: Protection
    private var known: [Audience: Panel]
    private var views: [EnergyKind: KindViews] = [:]
    /// The months whose figures were restored by `prepare`.
    private var prepared: Set<Month> = []

    /// `everybody` protects what all see, `restricted` all that one audience sees.
    ///
    /// `known` are the points whose energies an audience has: its own, those of its affiliates, and those whose
    /// holders agreed to share theirs with it. They protect nobody from it.
    package init(
        _ population: Population, everybody: Protection, restricted: Protection, known: [Audience: Panel] = [:]
    ) {
        self.population = population
        self.everybody = everybody
        self.restricted = restricted
        self.known = known
    }

    // MARK: Questions

    /// Whether a figure may leave; if so, it counts as released.
    ///
    /// `energies` are asked for, of any point of any panel released in the months of the figure, for any part of them.
    /// Without, a figure is held that left in no other form; but for corrections, of which none are asked for.
    ///
    /// `others` receive the same figure as the audience of the release: it leaves for all of them, or for none.
    package func answer(
        to release: GuardedRelease, receivedToo others: [Audience] = [], _ energies: PointEnergies? = nil
    ) -> Answer {
        let releases = [release] + others.map(release.received)
        return change(release.kind) { views in
            guard let refusal = views.refusal(of: releases, energies, known: known) else {
                releases.forEach { views.record($0) }
                return .mayLeave
            }
            var reason = refusal.reason
            reason.audience = refusal.audience
            return .held(reason)
        }
    }

    /// What `body` asks counts as released only if it returns. Where it throws, everything is as it was before: what it
    /// was admitted, restored or told is forgotten again.
    ///
    /// Record in it what left, so that the guard never takes for released what is in no register. Costs a reference for
    /// each audience and month of the kinds of energy that it asks for. May be nested.
    package func transaction<Result>(_ body: () throws -> Result) rethrows -> Result {
        let before = (population, known, views, prepared)
        do {
            return try body()
        } catch {
            (population, known, views, prepared) = before
            throw error
        }
    }

    // MARK: What left before

    /// Counts a figure that left before as released, without a question. No answer changes where it counts already.
    ///
    /// In any order and at any time: later answers take it into account, as if it had been restored first. Where it has
    /// a panel that is not among those tested, the next question about its months tests all their panels again.
    package func restore(_ release: GuardedRelease) {
        change(release.kind) { $0.restore(release, known: known(to: release.audience)) }
    }

    /// Counts figures of the days of a month that left before as released. As `restore(_:)`.
    package func restore(_ days: GuardedDays) {
        change(days.kind) { $0.restore(days, known: known(to: days.audience)) }
    }

    /// Restores what left in the months of a period and beside them, so that its figures can be asked for. Each month
    /// is read once, until it is forgotten.
    ///
    /// `past` gives what left in any part of a month, from its first to its last day. Where it throws, the months read
    /// before count as restored. Costs what left in the months that are read.
    package func prepare(
        for period: ClosedRange<CivilDay>, _ past: (ClosedRange<CivilDay>) throws -> PastFigures
    ) rethrows {
        let last = Month(of: period.upperBound).advanced(by: 1)
        var month = Month(of: period.lowerBound).advanced(by: -1)
        while month <= last {
            if !prepared.contains(month) {
                let past = try past(month.firstDay...month.firstDay.lastOfMonth)
                for days in past.days { restore(days) }
                for release in past.longer { restore(release) }
                prepared.insert(month)
            }
            month = month.advanced(by: 1)
        }
    }

    /// Drops the months that no question touches any more, if none is about a day before this one: those before the
    /// month before its own. `prepare` reads them again where one is asked for after all.
    ///
    /// Panels that are in no later month are dropped too, where the others are compatible without them: this tests
    /// those again, so call it once a month rather than once a day.
    package func forget(before day: CivilDay) {
        let first = Month(of: day).advanced(by: -1)
        prepared = prepared.filter { $0 >= first }
        for kind in Array(views.keys) { change(kind) { $0.forget(before: first) } }
    }

    // MARK: What changes

    /// Replaces the points whose energies an audience, or everybody, has: who moves in adds a point, and who moves out
    /// takes theirs with them. What left stays, and is looked at as that audience sees it now.
    ///
    /// Costs, for an audience, its own panels and points, at its next question; for everybody a test of all panels. A
    /// point that is taken away protects others again: leave it while figures of days that they know may be asked for.
    package func replace(knownTo audience: Audience, with points: Panel) {
        if known(to: audience) == points { return }
        known[audience] = points.points.isEmpty ? nil : points
        for kind in Array(views.keys) { change(kind) { $0.replace(knownTo: audience, with: points) } }
    }

    /// Replaces the population by one that has more points, or other holders.
    ///
    /// Costs the points. Where the holders of points change that are in figures, the next question about their months
    /// tests all their panels again; where all earlier points have the holders they had, and share none with new ones,
    /// nothing is tested again.
    package func replace(_ population: Population) {
        self.population = population
        for kind in Array(views.keys) { change(kind) { $0.replace(population) } }
    }

    /// Energies of days that left may be others than when they were asked for, as after an import: figures of these
    /// days are tested with what is known now. What was held stays held. Costs those tests, once a figure of the month
    /// is asked for.
    package func energiesChanged() {
        for kind in Array(views.keys) { change(kind) { $0.energiesChanged() } }
    }

    private func known(to audience: Audience) -> Panel { known[audience] ?? Panel([]) }

    /// Changes what is seen of a kind of energy, in place.
    private func change<Result>(_ kind: EnergyKind, _ body: (inout KindViews) -> Result) -> Result {
        var views = views.removeValue(forKey: kind) ?? newViews(of: kind)
        defer { self.views[kind] = views }
        return body(&views)
    }

    private func newViews(of kind: EnergyKind) -> KindViews {
        let everybodys = PublicView(
            population, everybody, known: known(to: .everybody), isSigned: kind.isOfCorrections)
        var views = KindViews(everybodys, restricted: restricted)
        for (audience, points) in known where audience != .everybody { views.add(audience, knowing: points) }
        return views
    }
}

/// What left in a month: day by day, and over longer.
package struct PastFigures: Sendable {
    package let days: [GuardedDays]
    package let longer: [GuardedRelease]

    package init(days: [GuardedDays], longer: [GuardedRelease]) {
        self.days = days
        self.longer = longer
    }
}
