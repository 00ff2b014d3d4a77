import Disclosure
import Metering
import Store

/// What figures of one publication pass on their way out: the policy's gate, then the guard, with what left before.
///
/// A figure that leaves for the first time is made of what was known when its days were closed (`DayClosing`). One of a
/// day that left is made of what is known now, where that is a correction which may leave; else it says what it said.
/// One of several days follows its days as they are closed; where no other figure covers what changed, it is corrected
/// like one of a day, and closes them anew.
final class FigureJudge {
    private let office: ReleaseOffice
    private let gate: PolicyGate
    private let guarding: PublicationGuard
    private let holders: Holders
    private let energyCache: EnergyCache
    private let known: Known
    private let day: CivilDay
    private var reopening = Reopening()
    /// Whether a figure of the day is corrected.
    private var hasCorrected = false
    /// Figures of several days that are corrected, with the members that count otherwise.
    private var correctedLonger: [(scope: FigureScope, channels: Panel)] = []

    init(
        _ office: ReleaseOffice, _ gate: PolicyGate, _ known: Known, _ holders: Holders,
        _ guarding: PublicationGuard, isEstimating: Bool, _ day: CivilDay,
        watch: (@Sendable (_ channels: Int?, _ days: Int) -> Void)?
    ) throws {
        self.office = office
        self.gate = gate
        self.guarding = guarding
        self.holders = holders
        energyCache = try EnergyCache(office, isEstimating: isEstimating, known, watch: watch)
        self.known = known
        self.day = day
    }

    /// Whether filled curves count in the day's figures: the first of them decided it.
    var isEstimating: Bool { get throws { try energyCache.isEstimating(on: day) } }

    /// What the figures that leave close, and what is reopened since all figures of it that left are corrected.
    func closings() throws -> (all: [DayClosing], areAnew: Bool) {
        let new = try guarding.closing.closings(
            at: known.horizon, isEstimating: energyCache.isEstimating,
            beside: { try energyCache.closings(of: $0).closings })
        let anew =
            try correctedLonger.flatMap { try closedAnew(by: $0.scope, $0.channels) } + (reopened().map { [$0] } ?? [])
        return (new + anew, !anew.isEmpty)
    }

    /// The energies of scopes over the same days, as they are known now.
    func sums(of scopes: [FigureScope]) throws -> [ScopeEnergies] {
        guard let days = scopes.first?.request.period else { return [] }
        guard days.count == 1 else {
            return try energyCache.sums(of: scopes, over: days, holders, scopes.map { _ in .now })
        }
        let energies = try energyCache.energies(on: day, for: scopes)
        return try scopes.concurrentMap { [holders] scope in
            var sums = ScopeEnergies(scope, holders)
            try sums.add(energies, .now)
            return sums
        }
    }

    // MARK: the policy

    /// Judges scopes over the same days: by the policy on all cores, by the guard one after the other.
    ///
    /// Of one day, a scope's energies are added up and forgotten; of several days, the sums of all members are in
    /// memory besides the energies of a day.
    func judge(_ scopes: [FigureScope]) throws -> [GatedFigure] {
        guard let days = scopes.first?.request.period else { return [] }
        return try guarded(try days.count == 1 ? asked(scopes) : asked(scopes, over: days), over: days)
    }

    private func asked(_ scopes: [FigureScope]) throws -> [PolicyGate.Asked] {
        let energies = try energyCache.energies(on: day, for: scopes)
        let isEstimating = try isEstimating
        return try scopes.concurrentMap { [gate, holders] scope in
            let last = try gate.lastRelease(of: scope)
            var sums = ScopeEnergies(scope, holders)
            try sums.add(energies, last == nil ? scope.state : .now)
            return try gate.asked(sums, last, isEstimating: isEstimating)
        }
    }

    private func asked(
        _ scopes: [FigureScope], over days: ClosedRange<CivilDay>
    ) throws -> [PolicyGate.Asked] {
        let lasts = try scopes.map(gate.lastRelease)
        var sums = try energyCache.sums(of: scopes, over: days, holders, scopes.map(\.state))
        let isEstimating = try days.all.contains(where: energyCache.isEstimating)
        let isChanged = try isEstimating || days.all.contains { try energyCache.closings(of: $0).hasChanges }
        let left = scopes.indices.filter { isChanged && lasts[$0] != nil && scopes[$0].state == .closed }
        let now = try energyCache.sums(
            of: left.map { scopes[$0] }, over: days, holders, left.map { _ in .now })
        for (place, now) in zip(left, now) {
            let changed = Panel(now.changes(since: sums[place]))
            if !changed.points.isEmpty, try isAlone(scopes[place], changed) { sums[place] = now }
        }
        return try zip(sums, lasts).map { try gate.asked($0, $1, isEstimating: isEstimating) }
    }

    /// Whether no other figure that left covers any of the channels of a figure on one of its days.
    private func isAlone(_ scope: FigureScope, _ changed: Panel) throws -> Bool {
        let period = scope.request.period
        let others =
            guarding.longerPanels(over: period, but: try guarding.panel(of: scope), period)
            + guarding.dailyPanels(over: period)
        return try others.allSatisfy { $0.intersection(changed).points.isEmpty } && !hasTable(scope.kind, over: period)
    }

    private func hasTable(_ kind: EnergyKind, over period: ClosedRange<CivilDay>) throws -> Bool {
        let years = period.lowerBound.components.year...period.upperBound.components.year
        return try office.releases.closedYears(kind).keys.contains(where: years.contains)
    }

    func judgeCurve(_ scope: FigureScope) throws -> GatedFigure {
        let energies = try energyCache.energies(on: day, for: [scope])
        let curve = try scope.curve(from: office, known, energies, scope.state, holders)
        let judged = gate.judged(scope, curve.sum, curve.basis, isEstimating: try isEstimating)
        guard gate.isGuarded(judged) else { return judged }
        // The day's figures have these members, and the curve has not: the difference would tell of them.
        guard curve.onlyInEnergies.isEmpty else { return judged.with(gate.withheld(scope.request, isCurve: true)) }
        // Of a curve that left, no correction leaves: whose it is shows in its shape. Its day is not closed anew.
        let isCorrected = try gate.lastRelease(of: scope).map { try !$0.says(judged.record.verdict) } ?? false
        let isAdmitted = try !isCorrected && reading { energies in try guarding.admits(scope, energies) }
        if isAdmitted { reopening.add(closed: Panel(scope.channels)) }
        return isAdmitted ? judged : judged.with(gate.withheld(scope.request, isCurve: true))
    }

    // MARK: the guard

    /// What the guard makes of figures over the same days that the policy lets out without consent.
    private func guarded(_ asked: [PolicyGate.Asked], over days: ClosedRange<CivilDay>) throws -> [GatedFigure] {
        let changed = try changes(in: asked, over: days)
        return try reading { energies in
            try asked.enumerated().map { place, asked in
                if let change = changed[place] { return try corrected(asked, change, energies) }
                if gate.isGuarded(asked.judged) { return try admitted(asked, energies) }
                if asked.judged.scope.state == .now { note(asked) }
                return asked.judged
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

    private func admitted(_ asked: PolicyGate.Asked, _ energies: @escaping PointEnergies) throws -> GatedFigure {
        let scope = asked.judged.scope
        guard try guarding.admits(scope, energies) else {
            return asked.judged.with(gate.withheld(scope.request, isCurve: false))
        }
        note(asked)
        return asked.judged
    }

    /// Which state of the day a figure of it tells that leaves; one of points who all agreed binds nobody.
    private func note(_ asked: PolicyGate.Asked) {
        let scope = asked.judged.scope
        guard scope.request.period == day...day else { return }
        let panel = Panel(scope.state == .now ? [] : scope.channels)
        if asked.last == nil, scope.state == .closed { return reopening.add(closed: panel) }
        reopening.add(current: FigureName(scope.request, under: asked.judged.record.policy), panel)
    }

    // MARK: corrections

    /// What became of a figure that left and would say another thing now.
    private struct Change {
        /// As it was when it left.
        let before: GatedFigure
        /// The members that count otherwise.
        let channels: [UInt32]
        /// By how much.
        let amounts: Undisclosed<SetEnergies>
    }

    /// By place, the figures that left and would say another thing now.
    private func changes(
        in asked: [PolicyGate.Asked], over days: ClosedRange<CivilDay>
    ) throws -> [Int: Change] {
        let places = try asked.indices.filter { place in
            let (judged, last) = (asked[place].judged, asked[place].last)
            guard let last, gate.isGuarded(judged) || judged.scope.request.consent == nil else { return false }
            return try last.inputs != judged.record.inputs && !last.says(judged.record.verdict)
        }
        if places.isEmpty { return [:] }
        let figures = places.compactMap { place in
            asked[place].last.map { (scope: asked[place].judged.scope, last: $0) }
        }
        let now = places.compactMap { asked[$0].sums }
        let before = try asTheyLeft(figures, over: days)
        let isEstimating = try days.all.contains(where: energyCache.isEstimating)
        return try places.indices.reduce(into: [:]) { changes, place in
            changes[places[place]] = Change(
                before: try gate.judged(before[place], isEstimating: isEstimating),
                channels: now[place].changes(since: before[place]),
                amounts: now[place].amounts(since: before[place], names: try now[place].scope.names(office)))
        }
    }

    /// What figures were made of: their days as they were closed then, or, of those that were corrected since, what was
    /// known then.
    private func asTheyLeft(
        _ figures: [(scope: FigureScope, last: LastRelease)], over days: ClosedRange<CivilDay>
    ) throws -> [ScopeEnergies] {
        let isEstimating = try days.all.contains(where: energyCache.isEstimating)
        // Closings are only added, so equal numbers of them are the same.
        let counts = try figures.map { try office.releases.closings(of: days, before: $0.last.number).count }
        var sumsOf: [Int: ScopeEnergies] = [:]
        for places in Dictionary(grouping: figures.indices, by: { counts[$0] }).values {
            let closed = ClosedDays.Asked(beforeFigure: figures[places[0]].last.number)
            let then = try EnergyCache(office, isEstimating: isEstimating, known, closed)
            let scopes = places.map { figures[$0].scope }
            let sums = try then.sums(of: scopes, over: days, holders, scopes.map { _ in .closed })
            for (place, sums) in zip(places, sums) { sumsOf[place] = sums }
        }
        let corrected = try sumsOf.filter { place, sums in
            try !figures[place].last.says(gate.judged(sums, isEstimating: isEstimating).record.verdict)
        }.keys
        for (since, places) in Dictionary(grouping: corrected, by: { figures[$0].last.latest }) {
            let then = try EnergyCache(office, isEstimating: isEstimating, known.upTo(since))
            let scopes = places.map { figures[$0].scope }
            let sums = try then.sums(of: scopes, over: days, holders, scopes.map { _ in .now })
            for (place, sums) in zip(places, sums) { sumsOf[place] = sums }
        }
        return figures.indices.compactMap { sumsOf[$0] }
    }

    /// A correction leaves like any figure: of enough holders, of whom none dominates by what changed. Else the figure
    /// says what it said: one that left does not vanish, which would tell that somebody shows in it now.
    private func corrected(
        _ asked: PolicyGate.Asked, _ change: Change, _ energies: @escaping PointEnergies
    ) throws -> GatedFigure {
        let scope = asked.judged.scope
        // What cannot be made again as it was, from other members or by other rules, does not leave at all.
        guard try asked.last?.says(change.before.record.verdict) ?? true else {
            return asked.judged.with(gate.withheld(scope.request, isCurve: false))
        }
        let isLawful = gate.isGuarded(asked.judged) && gate.lets(change.amounts, of: scope.request)
        guard isLawful, try guarding.admits(scope, changing: change.channels) else { return change.before }
        let corrected = try admitted(asked, energies)
        if corrected.record.verdict.isRelease { noteCorrection(of: scope, change.channels) }
        return corrected
    }

    /// What is closed anew is said when all figures are judged.
    private func noteCorrection(of scope: FigureScope, _ channels: [UInt32]) {
        if scope.request.period == day...day { return hasCorrected = true }
        correctedLonger.append((scope, Panel(channels)))
    }

    /// What a corrected figure of several days closes anew: but for the members of what left beside it in this
    /// publication, for the first time and so as the days were closed.
    private func closedAnew(by scope: FigureScope, _ channels: Panel) throws -> [DayClosing] {
        let period = scope.request.period
        let longer = guarding.longerPanels(over: period, but: try guarding.panel(of: scope), period)
        return try period.all.compactMap { day in
            let open = (longer + guarding.dailyPanels(over: day...day)).reduce(channels) { $0.subtracting($1) }
            if open.points.isEmpty { return nil }
            return DayClosing(
                day: day, channels: open, horizon: known.horizon, isEstimating: try energyCache.isEstimating(on: day))
        }
    }

    /// The channels of the day that are known otherwise now and of which every figure that left says so. A year that a
    /// table closed stays closed.
    private func reopened() throws -> DayClosing? {
        guard reopening.isPossible, hasCorrected,
            try !guarding.kindsAsked.contains(where: { try hasTable($0, over: day...day) })
        else { return nil }
        let channels = try reopening.channels(
            energyCache.energies(on: day), left: office.releases.figuresThatLeft(on: day),
            panelOf: { [guarding, day] in try guarding.panel(of: $0.set, on: day) },
            longer: guarding.longerPanels(over: day...day))
        if channels.points.isEmpty { return nil }
        return DayClosing(day: day, channels: channels, horizon: known.horizon, isEstimating: try isEstimating)
    }
}
