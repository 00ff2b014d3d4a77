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

    private var population: Population
    private let everybody: Protection
    private let restricted: Protection
    private var known: [Audience: Panel]
    private var views: [EnergyKind: KindViews] = [:]

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
    /// `energies` are asked for where a difference of panels has few holders: of any point of any panel released in
    /// the months of the figure, for any part of them. Without, such a figure is held.
    package func answer(to release: GuardedRelease, _ energies: PointEnergies? = nil) -> Answer {
        change(release.kind) { views in
            guard let refusal = views.refusal(of: release, energies, known: known(to: release.audience)) else {
                views.record(release)
                return .mayLeave
            }
            var reason = refusal.reason
            reason.audience = refusal.audience
            return .held(reason)
        }
    }

    // MARK: What left before

    /// Counts a figure that left before as released.
    package func restore(_ release: GuardedRelease) {
        change(release.kind) { $0.restore(release, known: known(to: release.audience)) }
    }

    /// Counts figures of the days of a month that left before as released.
    package func restore(_ days: GuardedDays) {
        change(days.kind) { $0.restore(days, known: known(to: days.audience)) }
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
