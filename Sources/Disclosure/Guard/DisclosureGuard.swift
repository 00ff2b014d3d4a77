/// A decision whether a figure may leave besides all that left before, so that nobody isolates a group of fewer holders
/// than the protection asks: by subtracting figures, by solving them together, or by bounding what they leave open.
///
/// It is kept in memory and rebuilt from the register (`restore`), of which only the months of a question and their
/// neighbours are needed. Points and audiences are numbers of the caller. Not safe to use from several threads at once.
///
/// A public figure is tested with the figures of every audience that has some or knows points, and an audience's figure
/// with its own and the public ones. Costs: see `AudienceView`, for each of them; memory grows with the population for
/// each set of compatible panels that it keeps.
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

    private let population: Population
    private let everybody: Protection
    private let restricted: Protection
    private let known: [Audience: Panel]
    private var views: [EnergyKind: [Audience: AudienceView]] = [:]

    /// `everybody` protects what all see, `restricted` all that one audience sees.
    ///
    /// `known` are the points whose energies an audience has: its own, those of its affiliates, and those whose
    /// holders agreed to share theirs with it. They protect nobody from it. When they or the population change, make a
    /// new guard and restore the register.
    package init(
        _ population: Population, everybody: Protection, restricted: Protection, known: [Audience: Panel] = [:]
    ) {
        self.population = population
        self.everybody = everybody
        self.restricted = restricted
        self.known = known
    }

    /// Counts a figure that left before as released.
    package func restore(_ release: GuardedRelease) {
        for (_, view) in views(seeing: release.audience, release.kind) { view.record(release) }
    }

    /// Counts figures of the days of a month that left before as released.
    package func restore(_ days: GuardedDays) {
        for (_, view) in views(seeing: days.audience, days.kind) { view.record(days) }
    }

    /// Whether a figure may leave; if so, it counts as released.
    ///
    /// `energies` are asked for where a difference of panels has few holders: of any point of any panel released in
    /// the months of the figure, for any part of them. Without, such a figure is held.
    package func answer(to release: GuardedRelease, _ energies: PointEnergies? = nil) -> Answer {
        let views = self.views(seeing: release.audience, release.kind)
        for (audience, view) in views {
            guard var reason = view.refusal(of: release, energies) else { continue }
            reason.audience = audience
            return .held(reason)
        }
        for (_, view) in views { view.record(release) }
        return .mayLeave
    }

    /// The views that have a figure: its audience's, and all of them if it is public, that of everybody first.
    private func views(seeing audience: Audience, _ kind: EnergyKind) -> [(Audience, AudienceView)] {
        let everybodys = view(of: .everybody, kind)
        guard audience == .everybody else { return [(audience, view(of: audience, kind))] }
        for audience in known.keys where audience != .everybody { _ = view(of: audience, kind) }
        let others = views[kind, default: [:]].filter { $0.key != .everybody }
        return [(.everybody, everybodys)] + others.sorted { $0.key.id < $1.key.id }.map { ($0.key, $0.value) }
    }

    private func view(of audience: Audience, _ kind: EnergyKind) -> AudienceView {
        if let view = views[kind]?[audience] { return view }
        let openlyKnown = known[.everybody] ?? Panel([])
        let view =
            if audience == .everybody {
                AudienceView(population, everybody, known: openlyKnown, isSigned: kind.isOfCorrections)
            } else {
                AudienceView(
                    widening: self.view(of: .everybody, kind), restricted,
                    known: openlyKnown.union(known[audience] ?? Panel([])))
            }
        views[kind, default: [:]][audience] = view
        return view
    }
}
