package import Disclosure
package import Metering
package import Store

/// The daily data provision service: for a measured day, what each set may receive, judged, recorded and written.
///
/// Everything that a publication is made of is read as known at one horizon: an import that commits meanwhile changes
/// nothing in it.
package struct DailyProvision: Sendable {
    private let data: DataDirectory
    private let policy: Policy
    private let now: Instant
    private let isEstimating: Bool
    private let circumstances: Circumstances
    /// Told of each read of energies: of how many channels (nil: all), over how many days.
    package var watch: (@Sendable (_ channels: Int?, _ days: Int) -> Void)?
    /// Told of each figure that the guard held, once the verdicts are recorded: for the operator alone.
    package var watchHold: (@Sendable (GuardHold) -> Void)?

    package enum Refusal: Error, CustomStringConvertible {
        case notReady(CivilDay, readyOn: CivilDay)
        case notInForce(policy: String, CivilDay)
        case noSets

        package var description: String {
            switch self {
            case .notReady(let day, let readyOn): "\(day) is not ready: its figures may leave from \(readyOn) on"
            case .notInForce(let policy, let day): "policy \(policy) is not in force on \(day)"
            case .noSets: "there are no sets: import them with `maille sets import FILE`"
            }
        }
    }

    /// `now` decides which days are ready; `isEstimating` lets filled curves count, marked as estimates.
    package init(
        _ data: DataDirectory, policy: Policy, now: Instant, isEstimating: Bool = false,
        _ circumstances: Circumstances = Circumstances()
    ) {
        self.data = data
        self.policy = policy
        self.now = now
        self.isEstimating = isEstimating
        self.circumstances = circumstances
    }

    /// Judges every set (of one usage, or of all) for the day and records the verdicts.
    ///
    /// Sets with monthly figures take part on the last day of the month, those with annual ones on that of the year.
    /// `known`: what it is made of; nil: what is known when the publication begins.
    package func publish(_ day: CivilDay, usage: Usage? = nil, _ known: Known? = nil) throws -> Publication {
        let readyOn = policy.publicationDay(of: day)
        guard CivilDay(containing: now) >= readyOn else { throw Refusal.notReady(day, readyOn: readyOn) }
        guard policy.isInForce(on: day) else { throw Refusal.notInForce(policy: policy.id, day) }
        let known = known ?? data.ledger.known()
        let sets = try data.registry.sets(known).filter { usage == nil || $0.usage == usage }
        guard !sets.isEmpty else { throw Refusal.noSets }
        return try Publication(
            day: day, usage: usage, policy: policy, figures: figures(of: sets, on: [day], known)[0],
            isEstimating: isEstimating, data: data, known: known, now: now)
    }

    /// Judges sets for some days, one after the other, as known after an import, and records the verdicts; of the
    /// questions about them, those that are asked. What the days have in common is read once.
    func figures(
        of sets: [PointSet], on days: [CivilDay], _ known: Known,
        asking isAsked: (FigureRequest) -> Bool = { _ in true }
    ) throws -> [[Figure]] {
        let all = try data.registry.sets(known)
        let wanted = Set(sets.map(\.id))
        // What some agreed to share is known of them, whether it is asked for now or not.
        let sharing = try data.registry.withConsents(all.filter { !wanted.contains($0.id) }, known)
        let holders = try data.holders(known)
        let gate = try PolicyGate(data, policy, now: now, isEstimating: isEstimating)
        return try days.map { day in
            let standing = try Standing(circumstances, under: policy, all, on: day, holders, data, known)
            let own = try SetGroup.groups(of: sets, on: day, data, known)
            let others = try SetGroup.groups(of: sharing, on: day, data, known)
            let agreed = (own + others).filter { $0.question.consent != nil }
            let asked = own.filter { isAsked($0.question) }
            return try figures(of: asked, agreed: agreed, standing, on: day, known, holders, gate)
        }
    }

    /// Judges groups of one day, and records the verdicts.
    private func figures(
        of asked: [SetGroup], agreed: [SetGroup], _ standing: Standing, on day: CivilDay, _ known: Known,
        _ holders: Holders, _ gate: PolicyGate
    ) throws -> [Figure] {
        let guarding = try PublicationGuard(data, policy, holders)
        let groups = try guarding.frozen(asked, on: day).map { $0.standing(standing) }
        try guarding.prepare(groups, besides: agreed, on: day)
        let judge = try FigureJudge(
            data, gate, known, holders, guarding, isEstimating: isEstimating, day: day, watch: watch)
        let judged = try judged(groups, on: day, by: judge, guarding)
        let editions = try data.releases.record(
            judged.map(\.judgement), guarded: guarding.released, panels: guarding.panels, now: now)
        if let watchHold { guarding.holds.forEach(watchHold) }
        return zip(judged, editions).map { Figure($0, edition: $1) }
    }

    /// Judges all groups, the largest first: who asks first of the guard is answered.
    private func judged(
        _ groups: [SetGroup], on day: CivilDay, by judge: FigureJudge, _ guarding: PublicationGuard
    ) throws -> [Judged] {
        let groups = groups.sorted { $0.order < $1.order }
        let ofCurve = groups.filter { $0.set.figureStep.curveStep != nil }
        let judged =
            try [FigureStep.day, .month, .year].flatMap { step in
                try judge.judge(groups.filter { $0.set.figureStep == step && $0.ends(on: day) })
            } + ofCurve.map { try judge.judgeCurve($0) }
        let offered = try LawfulAlternatives(judged).offered(on: day, besides: guarding) { try judge.judge([$0])[0] }
        return offered.sorted { $0.stands(before: $1) }
    }
}

extension SetGroup {
    /// Whether the group's period is over with a day.
    fileprivate func ends(on day: CivilDay) -> Bool { question.period.upperBound == day }

    /// Public figures before restricted ones, large sets before small ones.
    fileprivate var order: (Int, Int, String) { (set.usage == .public ? 0 : 1, -channels.count, set.id) }
}
