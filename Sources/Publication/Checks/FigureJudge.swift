import Disclosure
import Metering
import Store

/// What figures of one publication pass on their way out: the policy's gate, then the guard, with what left before.
struct FigureJudge {
    private let office: ReleaseOffice
    private let gate: PolicyGate
    private let guarding: PublicationGuard
    private let holders: Holders
    private let energyCache: EnergyCache
    private let known: Known
    /// The last import that was known when the day's first figures left, if others came since.
    private let firstHorizon: Revision?

    init(
        _ office: ReleaseOffice, _ gate: PolicyGate, _ known: Known, _ holders: Holders,
        _ guarding: PublicationGuard, isEstimating: Bool, day: CivilDay,
        watch: (@Sendable (_ channels: Int?, _ days: Int) -> Void)?
    ) throws {
        self.office = office
        self.gate = gate
        self.guarding = guarding
        self.holders = holders
        energyCache = try EnergyCache(office, isEstimating: isEstimating, known, watch: watch)
        self.known = known
        firstHorizon = try office.releases.firstHorizon(of: day).flatMap { $0 < known.horizon ? $0 : nil }
    }

    /// Judges scopes over the same days: by the policy on all cores, by the guard one after the other.
    ///
    /// Of one day, a scope's energies are added up and forgotten; of several days, the sums of all members are in
    /// memory besides the energies of a day.
    func judge(_ scopes: [FigureScope]) throws -> [GatedFigure] {
        guard let days = scopes.first?.request.period else { return [] }
        guard days.lowerBound == days.upperBound else {
            return try guarded(try energyCache.sums(of: scopes, over: days, holders).map(gate.asked), over: days)
        }
        let energies = try energyCache.energies(on: days.lowerBound, for: scopes)
        let judged = try scopes.concurrentMap { [gate, holders] scope in
            var sums = ScopeEnergies(scope, holders)
            try sums.add(energies)
            return try gate.asked(sums)
        }
        return try guarded(judged, over: days)
    }

    func judgeCurve(_ scope: FigureScope) throws -> GatedFigure {
        let (curve, basis) = try scope.curve(from: office, known, holders)
        let judged = gate.judged(scope, curve, basis)
        guard gate.isGuarded(judged) else { return judged }
        // Of a curve that left, no correction leaves: whose it is shows in its shape.
        let isCorrected = try gate.lastRelease(of: judged).map { try !$0.says(judged.record.verdict) } ?? false
        let isAdmitted = try !isCorrected && reading { energies in guarding.admits(scope, energies) }
        return isAdmitted ? judged : judged.with(gate.withheld(scope.request, isCurve: true))
    }

    // MARK: the guard

    /// What the guard makes of figures over the same days that the policy lets out without consent.
    private func guarded(_ asked: [PolicyGate.Asked], over days: ClosedRange<CivilDay>) throws -> [GatedFigure] {
        let earlier = try asked.map { try horizon(before: $0) }
        let places = asked.indices.filter { earlier[$0] != nil }
        let scopes = places.map { (scope: asked[$0].judged.scope, since: earlier[$0] ?? known.horizon) }
        let changes = scopes.isEmpty ? [] : try energyCache.changes(of: scopes, over: days, holders)
        let changeOf = Dictionary(uniqueKeysWithValues: zip(places, changes))
        return try reading { energies in
            try asked.enumerated().map { place, asked in
                guard gate.isGuarded(asked.judged) || asked.last != nil else { return asked.judged }
                if let change = changeOf[place], let held = try heldCorrection(of: asked, change, energies) {
                    return held
                }
                return gate.isGuarded(asked.judged) ? admitted(asked.judged, energies) : asked.judged
            }
        }
    }

    /// Gives the guard the energies of any point, over any days. What cannot be read stops the publication: to the
    /// guard it would be an energy that nobody knows.
    private func reading<Result>(_ body: (@escaping PointEnergies) throws -> Result) throws -> Result {
        var failure: (any Error)?
        let result = try body { [energyCache] point, period in
            do {
                return try energyCache.energy(of: point, over: period)
            } catch {
                failure = failure ?? error
                return nil
            }
        }
        if let failure { throw failure }
        return result
    }

    private func admitted(_ judged: GatedFigure, _ energies: @escaping PointEnergies) -> GatedFigure {
        if guarding.admits(judged.scope, energies) { return judged }
        return judged.with(gate.withheld(judged.scope.request, isCurve: false))
    }

    /// The import after which a figure has to be looked at again: the last that was known when it left, or, of a first
    /// figure of points of which another left, when the day's first figures left. Nil where nothing came since.
    private func horizon(before asked: PolicyGate.Asked) throws -> Revision? {
        guard gate.isGuarded(asked.judged) || asked.last != nil else { return nil }
        let (scope, record) = (asked.judged.scope, asked.judged.record)
        if let last = asked.last {
            return try last.inputs == record.inputs || last.says(record.verdict) ? nil : last.latest
        }
        guard scope.request.period.count == 1, let firstHorizon, guarding.hasLeft(sharing: scope) else { return nil }
        return firstHorizon
    }

    /// The figure as it was known when it left, or when the day's first figures left, where what came since is of too
    /// few points to leave; else nil.
    private func heldCorrection(
        of asked: PolicyGate.Asked, _ change: EnergyCache.Change, _ energies: @escaping PointEnergies
    ) throws -> GatedFigure? {
        let scope = asked.judged.scope
        if change.channels.isEmpty, asked.last == nil { return nil }
        let before = try gate.judged(change.before)
        // What cannot be made again as it was, from other members or estimates, does not leave at all.
        guard try asked.last?.says(before.record.verdict) ?? true else {
            return asked.judged.with(gate.withheld(scope.request, isCurve: false))
        }
        // A correction leaves like any figure, of enough holders of whom none dominates by what changed; and a figure
        // that left does not vanish, which would tell that somebody shows in it now.
        let isLawful = gate.isGuarded(asked.judged) && gate.lets(change.amounts, of: scope.request)
        if isLawful, guarding.admits(scope, changing: change.channels) { return nil }
        return asked.last == nil && gate.isGuarded(before) ? admitted(before, energies) : before
    }
}
