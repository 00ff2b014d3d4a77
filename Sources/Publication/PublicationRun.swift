import Disclosure
import Metering
import Store

/// One publication: its request, what it knows, and what its days have in common.
struct PublicationRun {
    private let office: ReleaseOffice
    private let request: PublicationRequest
    private let known: Known
    private let sets: [PointSet]
    private let now: Instant
    private let allSets: [PointSet]
    /// Sets of which some agreed to share data, asked for or not: what is known of them counts.
    private let sharing: [PointSet]
    private let holders: Holders
    private let subMeters: SubMeterExclusion
    private let secret: SecretPointExclusion
    private let gate: PolicyGate
    private let agreements: [KeptAgreement]

    init(_ office: ReleaseOffice, _ request: PublicationRequest, _ known: Known, now: Instant) throws {
        self.office = office
        self.request = request
        self.known = known
        self.now = now
        allSets = try office.catalogue.sets(known)
        sets = try request.choose(allSets)
        sharing = try office.catalogue.withConsents(allSets, known)
        holders = try office.catalogue.holders(known)
        subMeters = try SubMeterExclusion(office.catalogue, known)
        secret = try SecretPointExclusion(office.catalogue, known)
        gate = try PolicyGate(office, request.policy, now: now)
        agreements = try office.releases.agreements()
    }

    /// Judges the figures of one day and records them, but for those of uses that wait.
    func figures(on day: CivilDay, _ guards: inout OfficeGuards) throws -> Day {
        let restricted = RestrictedUses(request.basis, on: day, agreements)
        let recipients = Recipients(restricted, agreements)
        let context = try PolicyContext(
            request.circumstances, under: request.policy, allSets, on: day, holders, restricted, office, known)
        let guarding = try PublicationGuard(
            office, request.policy, holders, subMeters, secret, recipients,
            requester: request.circumstances.requester, others: context.otherClientele)
        let judge = try FigureJudge(
            office, gate, known, holders, guarding, isEstimating: request.isEstimating, day, watch: request.watch)
        let own = try FigureScope.scopes(of: sets, on: day, without: subMeters, secret, office, known)
        let asked = own.filter { request.isAsked($0.request) }
        let ending = asked.filter { $0.ends(on: day) }.map { $0.qualified(by: context) }
        let waiting = try waiting(ending, restricted, on: day, judge)
        let scopes = try guarding.frozen(
            asked.filter { !restricted.waits($0.set) && !waiting.contains($0.set) }, on: day)
        let qualified = scopes.map { $0.qualified(by: context) }
        let agreed = try FigureScope.agreed(of: sharing, near: day, office, known)
        try guarding.prepare(qualified, besides: agreed, on: day, known, &guards)
        let judged = try judged(qualified, on: day, by: judge, guarding, recipients)
        let closings = try judge.closings()
        let figures = try recorded(judged, guarding, closing: closings.all, restricted)
        guards.tell(guarding.released)
        if closings.areAnew { guards.energiesChanged() }
        if let watchHold = request.watchHold { guarding.holds.forEach(watchHold) }
        return Day(figures: figures, isEstimating: try judge.isEstimating, waiting: waiting)
    }

    /// The uses that wait for an agreement, or are not ready: unless these are approved, and then that is recorded.
    private func waiting(
        _ scopes: [FigureScope], _ restricted: RestrictedUses, on day: CivilDay, _ judge: FigureJudge
    ) throws -> [WaitingUse] {
        let unagreed = Dictionary(grouping: scopes.filter { restricted.waits($0.set) }, by: \.set.useCase)
            .sorted { $0.key < $1.key }.map { use, scopes in
                WaitingUse(
                    use: use, visibility: .restricted, day: day, reason: .agreement, sets: Set(scopes.map(\.set.id)))
            }
        let late = try Readiness(office, request.policy, on: day)
            .waiting(scopes.filter { !restricted.waits($0.set) }, judge.sums).filter { !isHeldAnyway($0) }
        for use in Set(late.map(\.use)).sorted() {
            guard let reason = request.approvals[use] else { continue }
            try office.releases.approve(DayApproval(use: use, day: day, reason: reason), now: now)
        }
        return unagreed + late.filter { request.approvals[$0.use] == nil }
    }

    /// Under a mandate, what has no energy at all is held like what has too little: nothing is closed with it.
    private func isHeldAnyway(_ use: WaitingUse) -> Bool {
        guard case .mandate = request.basis, case .incomplete(let percent, _) = use.reason else { return false }
        return percent == 0
    }

    private func recorded(
        _ judged: [GatedFigure], _ guarding: PublicationGuard, closing days: [DayClosing],
        _ restricted: RestrictedUses
    ) throws -> [RecordedRelease] {
        let records = judged.map(\.record)
        let editions = try office.releases.record(
            records, remembering: guarding.memory, closing: days, now: now)
        let told = try office.releases.toldEditions(of: records, recorded: editions)
        return zip(judged, told).map { figure, edition in
            RecordedRelease(figure, edition: edition, under: restricted.agreements(for: figure.scope.set))
        }
    }

    /// What came of one day.
    struct Day {
        let figures: [RecordedRelease]
        /// Whether filled curves count in them.
        let isEstimating: Bool
        let waiting: [WaitingUse]
    }

    /// Judges all scopes: first those that left near the day, so that what leaves one day leaves the next; then the
    /// largest first. Once the guard has admitted one, it may hold others that overlap it.
    private func judged(
        _ scopes: [FigureScope], on day: CivilDay, by judge: FigureJudge, _ guarding: PublicationGuard,
        _ recipients: Recipients
    ) throws -> [GatedFigure] {
        let scopes = try scopes.map { (scope: $0, order: $0.order(hasLeft: try guarding.hasLeftNearby($0))) }
            .sorted { $0.order < $1.order }.map(\.scope)
        let ofCurve = scopes.filter { $0.set.figureStep.curveStep != nil }
        let judged =
            try [FigureStep.day, .month, .year].flatMap { step in
                try judge.judge(scopes.filter { $0.set.figureStep == step && $0.ends(on: day) })
            } + ofCurve.map { try judge.judgeCurve($0) }
        let alternatives = LawfulAlternatives(judged, of: allSets, subMeters, recipients)
        let offered = try alternatives.offered(on: day, besides: guarding) { try judge.judge([$0])[0] }
        return offered.sorted { $0.stands(before: $1) }
    }
}

extension [WaitingUse] {
    /// Whether the figures of a set wait.
    fileprivate func contains(_ set: PointSet) -> Bool {
        contains { ($0.use, $0.visibility) == (set.useCase, set.visibility) && $0.sets.contains(set.id) }
    }
}

extension FigureScope {
    /// Whether the scope's period is over with a day.
    fileprivate func ends(on day: CivilDay) -> Bool { request.period.upperBound == day }

    /// Public figures before restricted ones, sets that left nearby before others, large sets before small ones.
    fileprivate func order(hasLeft: Bool) -> (Int, Int, Int, String) {
        (set.visibility == .public ? 0 : 1, hasLeft ? 0 : 1, -channels.count, set.id)
    }
}
