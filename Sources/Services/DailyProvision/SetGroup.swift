import Disclosure
import Metering
import Store

/// The members of a set over one period that share a carrier and a direction: what one figure covers.
struct SetGroup {
    let set: PointSet
    let question: Question
    let channels: [Channel]
    /// The import that defines the set.
    let definedBy: Revision

    /// The groups of a set for the period that ends on a day. Members are those present throughout the period.
    static func groups(of set: PointSet, on day: CivilDay, _ data: DataDirectory) throws -> [SetGroup] {
        let period = set.figureStep == .month ? day.firstOfMonth...day.lastOfMonth : day...day
        let (members, revision) = try data.registry.memberships(of: set.id)
        let present = members.filter { $0.covers(period.lowerBound) && $0.covers(period.upperBound) }
        let groups = Dictionary(grouping: present) {
            Stream(carrier: $0.channel.carrier, direction: $0.channel.direction)
        }
        return groups.sorted { $0.key.name < $1.key.name }.map { stream, members in
            let consents = members.map(\.consent)
            let question = Question(
                set: set, carrier: stream.carrier, direction: stream.direction, period: period,
                expectedPoints: Set(members.map(\.channel.point)).count,
                consent: consents.contains(nil) ? nil : consents.compactMap { $0 }.min())
            return SetGroup(
                set: set, question: question, channels: members.map(\.channel).sorted { $0.point < $1.point },
                definedBy: revision)
        }
    }

    private struct Stream: Hashable {
        let carrier: Carrier
        let direction: Direction
        var name: String { "\(carrier.rawValue) \(direction.rawValue)" }
    }

    /// The members' energies over the period; a member without energy on one of the days takes no part.
    func energies(from book: EnergyBook) throws -> (Undisclosed<SetEnergies>, InputBasis) {
        var basis = InputBasis()
        var members: [SetEnergies.Member] = []
        for channel in channels {
            var (total, quality, isWhole) = (Int64(0), Quality.measured, true)
            var day = question.period.lowerBound
            while day <= question.period.upperBound {
                if let entry = try book.entry(of: channel, on: day) {
                    total += entry.total
                    quality = max(quality, entry.quality)
                    basis.add(channel, day, entry.source, entry.revisions)
                } else {
                    isWhole = false
                }
                day = day.advanced(by: 1)
            }
            guard isWhole else { continue }
            let holder = book.holders[channel.point]
            members.append(.init(point: channel.point, total: total, quality: quality, holder: holder))
        }
        return (Undisclosed(SetEnergies(members: members)), basis)
    }

    /// The sum of the members' curves on the day, on the step that the set asks for.
    func curve(from data: DataDirectory, _ holders: Holders) throws -> (Undisclosed<SetCurve>, InputBasis) {
        let day = question.period.lowerBound
        var sum = SetCurve(day: day, step: set.figureStep.curveStep ?? .minutes30)
        var known: [KnownDay] = []
        try data.curves.forEachDay(of: .these(Set(channels)), in: day...day, knownAt: nil) { known.append($0) }
        var basis = InputBasis()
        for entry in known.sorted(by: { $0.pointDay.channel.point < $1.pointDay.channel.point })
        where sum.add(entry.pointDay, holder: holders[entry.pointDay.channel.point]) {
            basis.add(entry.pointDay.channel, day, .curve, [entry.revision])
        }
        return (Undisclosed(sum), basis)
    }
}

/// What a figure rests on: members, days, sources and revisions. Equal bases give equal figures.
struct InputBasis {
    private(set) var revisions: Set<Revision> = []
    private var fingerprint = Fingerprint()
    private var lastRevision: Revision?

    mutating func add(_ channel: Channel, _ day: CivilDay, _ source: EnergyBook.Source, _ revisions: [Revision]) {
        for revision in revisions where revision != lastRevision {
            self.revisions.insert(revision)
            lastRevision = revision
        }
        let carrier = Int64(Carrier.allCases.firstIndex(of: channel.carrier) ?? 0)
        let place = carrier << 2 | (channel.direction == .injection ? 1 : 0)
        let length = Int64(channel.point.text.utf8.count)
        fingerprint.add([place, Int64(day.daysSinceEpoch), source.code, length] + revisions.map(\.number))
        fingerprint.add(channel.point.text)
    }

    /// The policy takes part with its text: a rule that changed under the same name is another basis.
    func fingerprint(of group: SetGroup, under policy: String, isEstimating: Bool) -> String {
        var whole = fingerprint
        whole.add("\(group.set)|\(group.question)|\(group.definedBy.number)|\(isEstimating)|\(policy)")
        return whole.hexadecimal
    }
}
