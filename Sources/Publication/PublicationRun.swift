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
    /// Sets that are not asked for, of which some agreed to share data: what is known of them counts all the same.
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
        let asked = Set(sets.map(\.id))
        sharing = try office.catalogue.withConsents(allSets.filter { !asked.contains($0.id) }, known)
        holders = try office.catalogue.holders(known)
        subMeters = try SubMeterExclusion(office.catalogue, known)
        secret = try SecretPointExclusion(office.catalogue, known)
        gate = try PolicyGate(office, request.policy, now: now, isEstimating: request.isEstimating)
        agreements = try office.releases.agreements()
    }

    /// Judges the figures of one day and records them, but for those of restricted uses that wait for an agreement.
    func figures(on day: CivilDay, _ guards: inout OfficeGuards) throws -> Day {
        let restricted = RestrictedUses(request.basis, on: day, agreements)
        let context = try PolicyContext(
            request.circumstances, under: request.policy, allSets, on: day, holders, restricted, office, known)
        let own = try FigureScope.scopes(of: sets, on: day, without: subMeters, secret, office, known)
        let others = try FigureScope.scopes(of: sharing, on: day, without: subMeters, secret, office, known)
        let agreed = (own + others).filter { $0.request.consent != nil }
        let guarding = try PublicationGuard(office, request.policy, holders, subMeters, secret)
        let asked = own.filter { request.isAsked($0.request) }
        let scopes = try guarding.frozen(asked.filter { !restricted.waits($0.set) }, on: day)
            .map { $0.qualified(by: context) }
        try guarding.prepare(scopes, besides: agreed, on: day, known, &guards)
        let judge = try FigureJudge(
            office, gate, known, holders, guarding, isEstimating: request.isEstimating, day: day,
            watch: request.watch)
        let judged = try judged(scopes, on: day, by: judge, guarding)
        let records = judged.map(\.record)
        let editions = try office.releases.record(
            records, guarded: guarding.released, panels: guarding.panels, now: now)
        guards.tell(guarding.released)
        if let watchHold = request.watchHold { guarding.holds.forEach(watchHold) }
        let told = try office.releases.toldEditions(of: records, recorded: editions)
        return Day(
            figures: zip(judged, told).map { figure, edition in
                RecordedRelease(figure, edition: edition, under: restricted.agreements(for: figure.scope.set))
            },
            waiting: Set(asked.filter { $0.ends(on: day) && restricted.waits($0.set) }.map(\.set.useCase)).sorted()
                .map { WaitingUse(use: $0, day: day) })
    }

    /// What came of one day.
    struct Day {
        let figures: [RecordedRelease]
        let waiting: [WaitingUse]
    }

    /// Judges all scopes, the largest first: once the guard has admitted one, it may hold smaller ones that overlap it.
    private func judged(
        _ scopes: [FigureScope], on day: CivilDay, by judge: FigureJudge, _ guarding: PublicationGuard
    ) throws -> [GatedFigure] {
        let scopes = scopes.sorted { $0.order < $1.order }
        let ofCurve = scopes.filter { $0.set.figureStep.curveStep != nil }
        let judged =
            try [FigureStep.day, .month, .year].flatMap { step in
                try judge.judge(scopes.filter { $0.set.figureStep == step && $0.ends(on: day) })
            } + ofCurve.map { try judge.judgeCurve($0) }
        let offered = try LawfulAlternatives(judged, subMeters).offered(on: day, besides: guarding) {
            try judge.judge([$0])[0]
        }
        return offered.sorted { $0.stands(before: $1) }
    }
}

extension FigureScope {
    /// Whether the scope's period is over with a day.
    fileprivate func ends(on day: CivilDay) -> Bool { request.period.upperBound == day }

    /// Public figures before restricted ones, large sets before small ones.
    fileprivate var order: (Int, Int, String) { (set.visibility == .public ? 0 : 1, -channels.count, set.id) }
}
