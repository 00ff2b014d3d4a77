import Disclosure
import Metering
import Store

/// The members of a set over one period that share a carrier and a direction: what one figure covers.
struct SetGroup: Sendable {
    let set: PointSet
    let question: FigureRequest
    /// Numbers of the members' channels, ascending.
    let channels: [UInt32]
    /// The import that defines the set.
    let definedBy: Revision

    /// The groups of sets for the periods that end on a day. Members are those present throughout the period.
    static func groups(
        of sets: [PointSet], on day: CivilDay, _ data: DataDirectory, _ known: Known
    ) throws -> [SetGroup] {
        var groups: [SetGroup] = []
        try data.registry.forEachMembers(of: sets, known) { set, streams, revision in
            let period = set.figureStep.period(of: day)
            for members in streams {
                let (channels, consent) = members.present(throughout: period)
                if channels.isEmpty { continue }
                let question = FigureRequest(
                    set: set, carrier: members.carrier, direction: members.direction, period: period,
                    expectedPoints: channels.count, consent: consent)
                groups.append(SetGroup(set: set, question: question, channels: channels, definedBy: revision))
            }
        }
        return groups
    }

    var stream: EnergyKind { EnergyKind(carrier: question.carrier, direction: question.direction) }

    /// The same question of other members.
    func covering(_ channels: [UInt32]) -> SetGroup {
        asking(set, over: question.period, of: channels, definedBy: definedBy)
    }

    /// The group with all that its policy asks about it.
    func standing(_ standing: Standing) -> SetGroup {
        SetGroup(set: set, question: standing.question(of: self), channels: channels, definedBy: definedBy)
    }

    /// The same question of the same members, over the month or the day that it is part of.
    func longer(_ step: FigureStep) -> SetGroup {
        let longer = PointSet(id: set.id, kind: set.kind, use: set.use, usage: set.usage, figureStep: step)
        return asking(
            longer, over: step.period(of: question.period.lowerBound), of: channels, definedBy: definedBy)
    }

    /// The same question of the members of several groups together: of a sector or a clientele that all of them have.
    func merging(_ groups: [SetGroup]) -> SetGroup {
        let together = PointSet(
            id: groups.map(\.set.id).sorted().joined(separator: "+"), kind: groups[0].set.kind, use: set.use,
            usage: set.usage, figureStep: set.figureStep)
        let merged = asking(
            together, over: question.period, of: Set(groups.flatMap(\.channels)).sorted(),
            definedBy: groups.map(\.definedBy).max() ?? definedBy)
        var question = merged.question
        let isOther = groups.allSatisfy { $0.question.clientele == .other }
        question.clientele = isOther ? .other : .smallOrPersonal
        let sectors = Set(groups.map(\.question.sector))
        question.sector = sectors.count == 1 ? groups[0].question.sector : nil
        return SetGroup(
            set: together, question: question, channels: merged.channels, definedBy: merged.definedBy)
    }

    private func asking(
        _ set: PointSet, over period: ClosedRange<CivilDay>, of channels: [UInt32], definedBy: Revision
    ) -> SetGroup {
        var asked = FigureRequest(
            set: set, carrier: question.carrier, direction: question.direction, period: period,
            expectedPoints: channels.count, consent: question.consent)
        asked.publicationDays = question.publicationDays
        asked.sector = question.sector
        asked.clientele = question.clientele
        asked.requester = question.requester
        return SetGroup(set: set, question: asked, channels: channels, definedBy: definedBy)
    }

    /// The members' points, where every one of them agreed to share data, or who asks has to be recognised among
    /// them; else none is named.
    func names(_ data: DataDirectory) throws -> [UInt32: PointID] {
        guard question.consent != nil || question.requester != .outsider else { return [:] }
        return try channels.reduce(into: [:]) { names, channel in
            names[channel] = try data.channels.channel(channel)?.point
        }
    }

    /// The identifiers of all members, for accounts that are kept by point.
    func points(_ data: DataDirectory) throws -> Set<PointID> {
        Set(try channels.compactMap { try data.channels.channel($0)?.point })
    }

    /// The sum of the members' curves on the day, on the step that the set asks for, as known after an import.
    func curve(
        from data: DataDirectory, _ known: Known, _ holders: Holders
    ) throws -> (Undisclosed<SetCurve>, InputBasis) {
        let day = question.period.lowerBound
        var sum = SetCurve(day: day, step: set.figureStep.curveStep ?? .minutes30, for: question.requester)
        var basis = InputBasis()
        basis.begin(day, count: channels.count)
        var found: [(number: UInt32, revision: Revision, curve: DayCurve)] = []
        try data.curves.forEachDay(of: ChannelNumbers(channels), in: day...day, known) {
            number, _, revision, curve in
            found.append((number, revision, curve))
        }
        for (number, revision, curve) in found.sorted(by: { $0.number < $1.number }) {
            guard let channel = try data.channels.channel(number),
                sum.add(PointDay(channel: channel, day: day, curve: curve), holder: holders[number])
            else { continue }
            basis.add(number, .curve, revision)
        }
        return (Undisclosed(sum), basis)
    }
}
