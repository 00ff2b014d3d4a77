/// Decides whether a figure may leave besides all that left before, so that nobody isolates a group of fewer holders
/// than the protection asks: by subtracting figures, by solving them together, or by bounding what they leave open.
///
/// It stands in memory and is rebuilt from the register (`restore`), of which only the months near those asked about
/// are needed. It knows points and audiences by numbers. One instance may not be used from several threads at once.
///
/// A figure that is held back is held back without a reason or a count: the answer says no more than that.
///
/// Source: Code de l'énergie D.111-63 III; rules R5, R7 and R9 of `docs/decisions/0008-differencing-guard.md`.
package final class DisclosureGuard {
    package enum Answer: Hashable, Sendable {
        /// The figure may leave, and counts as released from now on.
        case mayLeave
        case held
    }

    private let population: Population
    private let everybody: Protection
    private let restricted: Protection
    private let known: [Audience: Panel]
    private var circles: [Stream: [Audience: Circle]] = [:]

    /// `everybody` protects what all see, `restricted` what one audience sees in all.
    ///
    /// `known` are the points whose energies an audience has: its own, those of its affiliates, and those whose
    /// holders agreed to share theirs with it. They hide nobody from it. When they or the population change, make a
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
        for circle in circlesSeeing(release.audience, release.stream) { circle.record(release) }
    }

    /// Counts figures of the days of a month that left before as released.
    package func restore(_ days: GuardedDays) {
        for circle in circlesSeeing(days.audience, days.stream) { circle.record(days) }
    }

    /// Whether a figure may leave; if so, it counts as released.
    ///
    /// `energies` are asked for where points of few holders lie between the sets: of any point of any set released
    /// over those months, for any part of them. Without, such a figure is held.
    package func answer(to release: GuardedRelease, _ energies: PointEnergies? = nil) -> Answer {
        let circles = circlesSeeing(release.audience, release.stream)
        guard circles.allSatisfy({ $0.admits(release, energies) }) else { return .held }
        for circle in circles { circle.record(release) }
        return .mayLeave
    }

    /// The circles that a figure is seen in: its audience's, and every one if it is public.
    private func circlesSeeing(_ audience: Audience, _ stream: Stream) -> [Circle] {
        let open = circle(of: .everybody, stream)
        guard audience == .everybody else { return [circle(of: audience, stream)] }
        for audience in known.keys where audience != .everybody { _ = circle(of: audience, stream) }
        let others = circles[stream, default: [:]].filter { $0.key != .everybody }
        return [open] + others.sorted { $0.key.id < $1.key.id }.map(\.value)
    }

    private func circle(of audience: Audience, _ stream: Stream) -> Circle {
        if let circle = circles[stream]?[audience] { return circle }
        let openlyKnown = known[.everybody] ?? Panel([])
        let circle =
            if audience == .everybody {
                Circle(population, everybody, known: openlyKnown, isSigned: stream.isOfCorrections)
            } else {
                Circle(
                    widening: self.circle(of: .everybody, stream), restricted,
                    known: openlyKnown.union(known[audience] ?? Panel([])))
            }
        circles[stream, default: [:]][audience] = circle
        return circle
    }
}
