import Disclosure
import Metering
import Store

/// What may leave besides everything that left before, asked for one publication: panels of sets, and the
/// differencing guard's answers.
///
/// A set's figures use its panel, not its members of the day: who joins or leaves is the difference of two days, and
/// waits until enough do (`Panel.renewed`). Sets of which every holder agreed need neither panel nor guard; their
/// points are known to who sees them.
final class PublicationGuard {
    private let office: ReleaseOffice
    private let policy: Policy
    private let population: Population
    private let subMeters: SubMeterExclusion
    private var trees: [EnergyKind: SubMeterTree] = [:]
    private let forgotten: ForgottenDays
    private let secret: SecretPointExclusion
    private let recipients: Recipients
    private let holders: Holders
    /// The key of who asks, where the request names one.
    private let requester: String?
    private var guards: [EnergyKind: DisclosureGuard] = [:]
    private var earlier: PastReleases? {
        didSet {
            monthHolds = MonthHolds(earlier?.held ?? [])
            daysNearby = Dictionary(grouping: earlier?.days ?? []) { NearbyPanel(kind: $0.kind, panel: $0.panel) }
        }
    }
    /// The days of figures that left, by whom they cover.
    private var daysNearby: [NearbyPanel: [GuardedDays]] = [:]

    private struct NearbyPanel: Hashable {
        let kind: EnergyKind
        let panel: Panel
    }

    /// What has to be remembered once the publication is recorded.
    private(set) var released: [GuardedRelease] = []
    private(set) var closing = NewClosings()
    private var panels: [SetPanel] = []
    private var monthHolds = MonthHolds()
    /// The figures held so far with the reasons, for the operator alone. A figure may be held first and leave after,
    /// as when an alternative is sought.
    private(set) var holds: [GuardHold] = []

    init(
        _ office: ReleaseOffice, _ policy: Policy, _ holders: Holders, _ subMeters: SubMeterExclusion,
        _ secret: SecretPointExclusion, _ recipients: Recipients, requester: String?, others: Panel
    ) throws {
        (self.holders, self.requester) = (holders, requester)
        (self.subMeters, self.secret, self.recipients) = (subMeters, secret, recipients)
        self.office = office
        self.policy = policy
        forgotten = try office.releases.forgottenDays()
        population = holders.population(highest: try office.catalogue.highestNumber(), others: others)
    }

    // MARK: panels

    /// The scopes with the panels that their figures may use.
    func frozen(_ scopes: [FigureScope], on day: CivilDay) throws -> [FigureScope] {
        var known: [EnergyKind: [String: Panel]] = [:]
        return try scopes.map { scope in
            guard scope.request.consent == nil, let protection = protection(of: scope) else { return scope }
            if known[scope.kind] == nil { known[scope.kind] = try office.releases.panels(of: scope.kind, on: day) }
            let members = Panel(scope.channels)
            let before = known[scope.kind]?[scope.set.id]
            var panel = before?.renewed(for: members, under: protection, population) ?? members
            // Members that turn out to be sub-meters of others, or secret, do not wait: nothing is added twice, and
            // nothing told of them. The guard holds the new panel where it gives one of them away.
            if panel != members, try secret.concerns(panel.points) || addsTwice(panel, scope.kind) { panel = members }
            if let before, panel != before, try isKept(before, of: scope) { panel = before }
            if panel != before {
                panels.append(.init(set: scope.set.id, kind: scope.kind, from: day, panel: panel))
            }
            return panel == members ? scope : scope.covering(panel.points)
        }
    }

    /// Whether a scope keeps the panel of before: a figure that is asked for again covers whom it covered, whatever
    /// sector its members are in now. Points that are secret now only where it left with them: without them it would
    /// be the difference that tells of them.
    private func isKept(_ before: Panel, of scope: FigureScope) throws -> Bool {
        if secret.concerns(before.points) {
            return try office.releases.lastRelease(of: scope.request, under: policy) != nil
        }
        return try office.releases.hasJudged(scope.request, under: policy)
    }

    private func addsTwice(_ panel: Panel, _ kind: EnergyKind) throws -> Bool {
        try subMeters.without(panel.points, kind.carrier, kind.direction).count < panel.count
    }

    private func protection(of scope: FigureScope) -> Protection? {
        policy.protection(of: scope.request.direction, for: scope.set.visibility)
    }

    // MARK: the guard

    /// Whom a figure of a scope covers to the guard: its members, and all that they measure.
    func panel(of scope: FigureScope) throws -> Panel { Panel(try tree(of: scope.kind).whole(scope.channels)) }

    private func tree(of kind: EnergyKind) throws -> SubMeterTree {
        let kind = kind.uncorrected
        if let tree = trees[kind] { return tree }
        let tree = try subMeters.tree(of: kind)
        trees[kind] = tree
        return tree
    }

    /// The kinds of energy of the figures that are asked for.
    var kindsAsked: [EnergyKind] { Array(guards.keys) }

    /// Prepares the office's guards for a publication: what left near its days, and what consents let who see, those of
    /// `agreed` sets, on the day and near it.
    func prepare(
        _ scopes: [FigureScope], besides agreed: [FigureScope], on day: CivilDay, _ known: Known,
        _ guards: inout OfficeGuards
    ) throws {
        let ending = scopes.filter { $0.request.period.upperBound == day }
        let first = ending.map(\.request.period.lowerBound).min() ?? day
        let earlier = try whole(office.releases.released(near: first...day))
        self.earlier = earlier
        let distinguished = recipients.distinguished(scopes, beside: earlier)
        for (kind, scopes) in Dictionary(grouping: scopes, by: \.kind) {
            let protections = [Visibility.public, .restricted].map {
                policy.protection(of: kind.direction, for: $0)
            }
            // A policy may speak of one visibility only: the other has no figures, or the same protection.
            guard let everybody = protections[0] ?? protections[1], let restricted = protections[1] ?? protections[0]
            else { continue }
            let seen = scopes + agreed.filter { $0.kind == kind }
            self.guards[kind] = guards.prepared(
                for: kind, everybody, restricted, population, knowing: try pointsKnown(seen, kind, distinguished),
                distinguished, first...day,
                earlier, as: known, subMeters.subMeters)
        }
    }

    /// What left, as it tells of what lies behind the mains that lists name by now: tables and registers of before keep
    /// the mains alone.
    private func whole(_ earlier: PastReleases) throws -> PastReleases {
        if subMeters.isEmpty { return earlier }
        var whole = earlier
        whole.days = try earlier.days.map { days in
            days.kind.isOfCorrections ? days : days.covering(try tree(of: days.kind).whole(days.panel))
        }
        whole.longer = try earlier.longer.map { release in
            release.kind.isOfCorrections ? release : release.covering(try tree(of: release.kind).whole(release.panel))
        }
        return whole
    }

    /// What those who receive figures know already, whatever is asked for now: the points that they hold, by all
    /// agreements and requests that there ever were, and the members of sets that they see of which all agreed.
    private func pointsKnown(
        _ scopes: [FigureScope], _ kind: EnergyKind, _ distinguished: Recipients.Distinguished
    ) throws -> [Audience: Panel] {
        var known: [Audience: Set<UInt32>] = [:]
        func add(_ points: [UInt32], to audience: Audience) {
            for audience in distinguished.having(audience) where !points.isEmpty {
                known[audience, default: []].formUnion(points)
            }
        }
        for (audience, keys) in recipients.holderKeys {
            for key in keys { add(try channels(of: key, kind), to: audience) }
        }
        for key in (earlier?.requesters ?? []).union(requester.map { [$0] } ?? []) {
            add(try channels(of: key, kind), to: Recipients.unnamed)
        }
        for scope in scopes where scope.request.consent != nil {
            for audience in recipients.audiences(of: scope.set) { add(scope.channels, to: audience) }
        }
        return known.mapValues(Panel.init)
    }

    /// The channels of a kind that lists give to a holder.
    private func channels(of holder: String, _ kind: EnergyKind) throws -> [UInt32] {
        try holders.points(of: holder).compactMap { point in
            try office.catalogue.number(
                of: Channel(point: point, carrier: kind.carrier, direction: kind.direction))
        }
    }

    /// What left near the publication's days of a kind: for a period itself first, then the small before the large.
    func figuresLeft(of kind: EnergyKind, near period: ClosedRange<CivilDay>) -> [AlternativeSearch.PastRelease] {
        guard let earlier else { return [] }
        let days = earlier.days.filter { $0.kind == kind }.map { days in
            (days.panel, days.audience, period.count == 1 && days.contains(period.lowerBound))
        }
        let longer = earlier.longer.filter { $0.kind == kind }.map { ($0.panel, $0.audience, $0.period == period) }
        return (days + longer).sorted { left, right in
            (left.2 ? 0 : 1, left.0.count, left.0.fingerprint, left.1.id)
                < (right.2 ? 0 : 1, right.0.count, right.0.fingerprint, right.1.id)
        }.map { AlternativeSearch.PastRelease(panel: $0.0, audience: $0.1) }
    }

    /// Whom figures cover that left over several days, one of which is in a period, of this publication too; but for
    /// those of one panel over one period.
    func longerPanels(
        over period: ClosedRange<CivilDay>, but panel: Panel? = nil, _ own: ClosedRange<CivilDay>? = nil
    ) -> [Panel] {
        let longer = ((earlier?.longer ?? []) + released).filter {
            !$0.kind.isOfCorrections && $0.period.count > 1 && $0.period.overlaps(period)
                && !($0.panel == panel && $0.period == own)
        }
        return Array(Set(longer.map(\.panel)))
    }

    /// Whom figures of single days of a period cover, of this publication too.
    func dailyPanels(over period: ClosedRange<CivilDay>) -> [Panel] {
        let before = (earlier?.days ?? []).filter { days in
            !days.kind.isOfCorrections && period.all.contains(where: days.contains)
        }
        let now = released.filter {
            !$0.kind.isOfCorrections && $0.period.count == 1 && period.contains($0.period.lowerBound)
        }
        return Array(Set(before.map(\.panel) + now.map(\.panel)))
    }

    /// Whom the figures of a set cover on a day that was asked for before, of all kinds that are asked for now; nil of
    /// several sets taken together.
    func panel(of set: String, on day: CivilDay) throws -> Panel? {
        let panels = try guards.keys.compactMap { try office.releases.panels(of: $0, on: day)[set] }
        return panels.isEmpty ? nil : panels.reduce(Panel([])) { $0.union($1) }
    }

    /// What the register has to keep of the publication.
    var memory: GuardMemory {
        GuardMemory(released: released, panels: panels, held: monthHolds.kept(beside: released), requester: requester)
    }

    /// The single days of a month that left, of sets with daily figures, of this publication too.
    func daysThatLeft(of kind: EnergyKind, in month: ClosedRange<CivilDay>, among sets: [PointSet]) throws
        -> DaysThatLeft
    {
        let (panels, tree) = (try office.releases.panels(of: kind, on: month.upperBound), try tree(of: kind))
        let left = ((earlier?.days ?? []) + released.compactMap(GuardedDays.init)).filter {
            $0.kind == kind && month.contains($0.month)
        }
        return DaysThatLeft(
            in: month,
            of: sets.compactMap { set in panels[set.id].map { (set, tree.whole($0)) } }, left: left)
    }

    /// Whether a figure of the same members left on any day near those of the publication.
    func hasLeftNearby(_ scope: FigureScope) throws -> Bool {
        daysNearby[NearbyPanel(kind: scope.kind, panel: try panel(of: scope))] != nil
    }

    /// Whether a figure of the same members left for a part of a scope's period: not of all of it.
    func hasLeft(inPartOf scope: FigureScope) throws -> Bool {
        guard let asked = try releases(of: scope).first else { return false }
        let isDayLeft = (earlier?.days ?? []).contains {
            asked.kind == $0.kind && asked.period.contains($0.month) && asked.panel == $0.panel
        }
        return isDayLeft
            || (released + (earlier?.longer ?? [])).contains {
                asked.kind == $0.kind && asked.period.overlaps($0.period) && asked.period != $0.period
                    && asked.panel == $0.panel
            }
    }

    /// Whether a figure may leave besides the others; if so, it counts as left. None may over days that the register
    /// forgot, such as a month with one of them; nor one of a main meter that has no energy where its sub-meters have.
    func admits(_ scope: FigureScope, _ energies: @escaping PointEnergies) throws -> Bool {
        let tree = try tree(of: scope.kind)
        if tree.isCut(scope.channels, over: scope.request.period, energies) { return false }
        return admits(try releases(of: scope), scope, tree.own(energies))
    }

    /// Whether a new edition of a figure may leave, in which these points changed. Not where a main meter is among
    /// them, or a sub-meter: what changed of the one may be what changed of the other.
    func admits(_ scope: FigureScope, changing points: [UInt32]) throws -> Bool {
        if try tree(of: scope.kind).concerns(points) { return false }
        return admits(try releases(of: scope).map { $0.correction(changing: Panel(points)) }, scope, nil)
    }

    /// `releases`: the figure for each who receives it.
    private func admits(_ releases: [GuardedRelease], _ scope: FigureScope, _ energies: PointEnergies?) -> Bool {
        guard let release = releases.first, let asked = guards[scope.kind], !forgotten.meet(release.period)
        else { return false }
        if let reason = reasonToHold(releases, of: scope, asked, energies) {
            holds.append(
                GuardHold(set: scope.set.id, kind: release.kind, period: release.period, reason: reason))
            return false
        }
        released += releases
        if scope.request.consent == nil, !release.kind.isOfCorrections {
            closing.add(Panel(scope.channels), over: release.period)
        }
        return true
    }

    private func reasonToHold(
        _ releases: [GuardedRelease], of scope: FigureScope, _ asked: DisclosureGuard, _ energies: PointEnergies?
    ) -> HoldReason? {
        if !releases[0].kind.isOfCorrections, isHeldForMonth(releases, scope) { return .heldOnAnotherDay }
        let others = releases.dropFirst().map(\.audience)
        guard let reason = asked.answer(to: releases[0], receivedToo: others, energies).reason else { return nil }
        monthHolds.add(releases, inViewOf: reason.audience, askingFor: holders(askedOf: scope))
        return reason
    }

    /// Whether a figure that did not leave yet is held since one of its panel was, on another day of the month.
    func isHeldForMonth(_ scope: FigureScope) throws -> Bool { isHeldForMonth(try releases(of: scope), scope) }

    private func isHeldForMonth(_ releases: [GuardedRelease], _ scope: FigureScope) -> Bool {
        let asked = holders(askedOf: scope)
        return releases.contains { monthHolds.isHeld($0, askingFor: asked) && !hasLeft($0) }
    }

    private func holders(askedOf scope: FigureScope) -> Int {
        guard let protection = protection(of: scope) else { return 0 }
        return scope.request.clientele == .other ? protection.others : protection.holders
    }

    /// Whether the same figure left before.
    private func hasLeft(_ release: GuardedRelease) -> Bool {
        (daysNearby[NearbyPanel(kind: release.kind, panel: release.panel)] ?? []).contains {
            $0.contains(release.period.lowerBound) && $0.audience == release.audience
        }
    }

    private func releases(of scope: FigureScope) throws -> [GuardedRelease] {
        let panel = try panel(of: scope)
        return recipients.audiences(of: scope.set).map {
            GuardedRelease(kind: scope.kind, panel: panel, period: scope.request.period, audience: $0)
        }
    }
}
