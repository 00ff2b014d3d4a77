import Disclosure
import Metering
import Store

/// The members of a set over one period that share a carrier and a direction: what one figure covers.
struct FigureScope: Sendable {
    let set: PointSet
    let request: FigureRequest
    /// Numbers of the members' channels, ascending.
    let channels: [UInt32]
    /// The import that defines the set.
    let definedBy: Revision

    /// The scopes of sets for the periods that end on a day. Members are those present throughout the period, but for
    /// secret points, and for sub-meters of other members: what they measure is measured there. A set of secret points
    /// alone has none.
    static func scopes(
        of sets: [PointSet], on day: CivilDay, without subMeters: SubMeterExclusion, _ secret: SecretPointExclusion,
        _ office: ReleaseOffice, _ known: Known
    ) throws -> [FigureScope] {
        try members(of: sets, on: day, office, known).compactMap { scope in
            let counted = try subMeters.without(
                secret.without(scope.channels), scope.kind.carrier, scope.kind.direction)
            if counted.isEmpty { return nil }
            return counted.count == scope.channels.count ? scope : scope.covering(counted)
        }
    }

    /// The same with the sub-meters: whom a set is about, not what is added up.
    static func members(
        of sets: [PointSet], on day: CivilDay, _ office: ReleaseOffice, _ known: Known
    ) throws -> [FigureScope] {
        var scopes: [FigureScope] = []
        try office.catalogue.forEachMembers(of: sets, known) { set, kinds, revision in
            let period = set.figureStep.period(of: day)
            for members in kinds {
                let (channels, consent) = members.present(throughout: period)
                if channels.isEmpty { continue }
                let request = FigureRequest(
                    set: set, carrier: members.carrier, direction: members.direction, period: period,
                    expectedPoints: channels.count, consent: consent)
                scopes.append(FigureScope(set: set, request: request, channels: channels, definedBy: revision))
            }
        }
        return scopes
    }

    /// The members of sets on each day near a day on which all of them agreed: who knows what they consumed then can
    /// guess what they consume on the day.
    static func agreed(
        of sets: [PointSet], near day: CivilDay, _ office: ReleaseOffice, _ known: Known
    ) throws -> [FigureScope] {
        let near = day.advanced(by: -daysNear)...day.advanced(by: daysNear)
        var scopes: [FigureScope] = []
        try office.catalogue.forEachMembers(of: sets, known) { set, kinds, revision in
            for members in kinds {
                for day in members.turns(in: near).sorted() {
                    let (channels, consent) = members.present(throughout: day...day)
                    guard consent != nil, !channels.isEmpty else { continue }
                    let request = FigureRequest(
                        set: set, carrier: members.carrier, direction: members.direction, period: day...day,
                        expectedPoints: channels.count, consent: consent)
                    scopes.append(FigureScope(set: set, request: request, channels: channels, definedBy: revision))
                }
            }
        }
        return scopes
    }

    private static let daysNear = 31

    /// What a figure of it is made of: where every holder agreed, of all that is known by now.
    var state: ScopeEnergies.State { request.consent == nil ? .closed : .now }

    var kind: EnergyKind { EnergyKind(carrier: request.carrier, direction: request.direction) }

    /// The same request of other members.
    func covering(_ channels: [UInt32]) -> FigureScope {
        asking(set, over: request.period, of: channels, definedBy: definedBy)
    }

    /// The scope with all that its policy asks about it.
    func qualified(by context: PolicyContext) -> FigureScope {
        FigureScope(set: set, request: context.request(of: self), channels: channels, definedBy: definedBy)
    }

    /// The same request of the same members, of another day.
    func on(_ day: CivilDay) -> FigureScope { asking(set, over: day...day, of: channels, definedBy: definedBy) }

    /// The same request of the same members, over the month or the day that it is part of.
    func longer(_ step: FigureStep) -> FigureScope {
        let longer = PointSet(
            id: set.id, kind: set.kind, useCase: set.useCase, visibility: set.visibility, figureStep: step)
        return asking(
            longer, over: step.period(of: request.period.lowerBound), of: channels, definedBy: definedBy)
    }

    /// The same request of the members of several scopes together, without sub-meters of others of them: of a sector or
    /// a clientele that all of them have.
    func merging(_ scopes: [FigureScope], without subMeters: SubMeterExclusion) throws -> FigureScope {
        let name = SetName(uniting: scopes.map(\.request.setName))
        let together = PointSet(
            id: name.id, kind: scopes[0].set.kind, useCase: set.useCase,
            visibility: set.visibility, figureStep: set.figureStep)
        let channels = Set(scopes.flatMap(\.channels)).sorted()
        let merged = asking(
            together, over: request.period, of: try subMeters.without(channels, kind.carrier, kind.direction),
            definedBy: scopes.map(\.definedBy).max() ?? definedBy)
        var request = merged.request
        request.parts = name.parts
        let isOther = scopes.allSatisfy { $0.request.clientele == .other }
        request.clientele = isOther ? .other : .smallOrPersonal
        let sectors = Set(scopes.map(\.request.sector))
        request.sector = sectors.count == 1 ? scopes[0].request.sector : nil
        return FigureScope(
            set: together, request: request, channels: merged.channels, definedBy: merged.definedBy)
    }

    private func asking(
        _ set: PointSet, over period: ClosedRange<CivilDay>, of channels: [UInt32], definedBy: Revision
    ) -> FigureScope {
        var asked = FigureRequest(
            set: set, carrier: request.carrier, direction: request.direction, period: period,
            expectedPoints: channels.count, consent: request.consent)
        asked.publicationDays = request.publicationDays
        asked.sector = request.sector
        asked.clientele = request.clientele
        asked.requester = request.requester
        asked.parts = request.parts
        return FigureScope(set: set, request: asked, channels: channels, definedBy: definedBy)
    }

    /// The members' points, where every one of them agreed to share data, or who asks has to be recognised among them;
    /// else none.
    func names(_ office: ReleaseOffice) throws -> [UInt32: PointID] {
        guard request.consent != nil || request.requester != .outsider else { return [:] }
        return try channels.reduce(into: [:]) { names, channel in
            names[channel] = try office.catalogue.channel(channel)?.point
        }
    }

    /// The identifiers of all members, for accounts that are kept by point.
    func points(_ office: ReleaseOffice) throws -> Set<PointID> {
        Set(try channels.compactMap { try office.catalogue.channel($0)?.point })
    }

    /// The sum of the members' curves on the day, on the step that the set asks for, in a state of its energies.
    ///
    /// Without consent, of the members whose curve is complete: then every interval covers the same members. Those who
    /// have an energy of the day and no complete curve are told apart: they are in figures of the day, not in this one.
    func curve(
        from office: ReleaseOffice, _ known: Known, _ energies: EnergiesOfDay, _ state: ScopeEnergies.State,
        _ holders: Holders
    ) throws -> SummedCurve {
        let day = request.period.lowerBound
        var sum = SetCurve(day: day, step: set.figureStep.curveStep ?? .minutes30, for: request.requester)
        var basis = InputBasis()
        var complete: Set<UInt32> = []
        basis.begin(day, count: channels.count)
        for part in state == .now ? [(known, channels)] : parts(of: energies, known) {
            var found: [(number: UInt32, revision: Revision, curve: DayCurve)] = []
            try office.measures.forEachDay(of: ChannelNumbers(ascending: part.1), in: day...day, part.0) {
                number, _, revision, curve in
                found.append((number, revision, curve))
            }
            for (number, revision, curve) in found.sorted(by: { $0.number < $1.number }) {
                guard let channel = try office.catalogue.channel(number) else { continue }
                let pointDay = PointDay(channel: channel, day: day, curve: curve)
                guard request.consent != nil || curve.isComplete else {
                    sum.leaveOutOne()
                    basis.add(number, .curve, revision)
                    continue
                }
                guard sum.add(pointDay, holder: holders[number]) else { continue }
                complete.insert(number)
                basis.add(number, .curve, revision)
            }
        }
        let others = request.consent == nil ? channels.filter { !complete.contains($0) } : []
        return SummedCurve(
            sum: Undisclosed(sum), basis: basis,
            onlyInEnergies: try others.filter { try energies.entryAsClosed(of: $0) != nil })
    }

    struct SummedCurve {
        let sum: Undisclosed<SetCurve>
        let basis: InputBasis
        /// The members that have an energy of the day, and are not in the sum.
        let onlyInEnergies: [UInt32]
    }

    /// The members by what is known of them as the day is closed.
    private func parts(of energies: EnergiesOfDay, _ known: Known) -> [(Known, [UInt32])] {
        let closed = energies.closed.map { part in
            (known.upTo(part.horizon), channels.filter(part.energies.covers))
        }
        let rest = channels.filter { channel in !energies.closed.contains { $0.energies.covers(channel) } }
        return [(known, rest)] + closed.filter { !$0.1.isEmpty }
    }
}
