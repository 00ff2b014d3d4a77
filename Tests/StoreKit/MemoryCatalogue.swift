package import Metering
package import Store
import Synchronization

/// Points, sets and the numbers of channels, in memory: every statement with its import, and every question answered
/// from all of them.
package final class MemoryCatalogue: Catalogue {
    /// What one import said, in its order.
    struct Statements {
        var points: [MeteringPoint] = []
        var memberships: [(set: PointSet, number: UInt32, membership: Membership)] = []
        var usagePoints: [(point: PointID, name: UsagePointName)] = []
    }

    private struct State {
        /// The channel of number `n` stands at `n - 1`. No number is ever taken back.
        var channels: [Channel] = []
        var numbers: [Channel: UInt32] = [:]
        var imports: [Revision: Statements] = [:]
        var kept: Set<Revision> = []
    }

    private let state = Mutex(State())

    package init() {}

    // MARK: channels

    package func number(of channel: Channel) -> UInt32? { state.withLock { $0.numbers[channel] } }

    package func channel(_ number: UInt32) -> Channel? {
        state.withLock { state in
            state.channels.indices.contains(Int(number) - 1) ? state.channels[Int(number) - 1] : nil
        }
    }

    package func key(_ number: UInt32) -> ChannelKey? { channel(number).flatMap { ChannelKey($0) } }

    package func highestNumber() -> UInt32 { state.withLock { UInt32($0.channels.count) } }

    // MARK: points

    package func point(_ id: PointID, _ known: Known) -> MeteringPoint? { points(known).first { $0.id == id } }

    package func points(_ known: Known) -> [MeteringPoint] {
        var points: [PointID: MeteringPoint] = [:]
        for (_, statements) in imports(known) {
            for point in statements.points {
                // A later list that says nothing of a holder leaves it.
                let holder = point.holder ?? points[point.id]?.holder
                points[point.id] = point
                points[point.id]?.holder = holder
                points[point.id]?.subMeter = nil
                points[point.id]?.secrecy = nil
            }
        }
        let subMeters = subMeters(known)
        for id in subMeters.points { points[id]?.subMeter = subMeters[id] }
        let secret = secretPoints(known)
        for id in secret.points { points[id]?.secrecy = secret[id] }
        return points.values.sorted { $0.id < $1.id }
    }

    package func facts(_ known: Known) -> PointFacts {
        var facts = PointFacts()
        let points = points(known)
        facts.add(points.indices.map { (points[$0].id, $0) }, of: points.map { Connection($0) })
        return facts
    }

    package func subMeters(_ known: Known) -> SubMeters {
        imports(known).reduce(into: SubMeters()) { subMeters, kept in
            for point in kept.statements.points { subMeters.add(point.subMeter, of: point.id) }
        }
    }

    package func secretPoints(_ known: Known) -> SecretPoints {
        imports(known).reduce(into: SecretPoints()) { secret, kept in
            for point in kept.statements.points { secret.add(point.secrecy, of: point.id) }
        }
    }

    package func usagePoints(namedAs point: PointID) -> [UsagePointName] {
        let names = state.withLock { state in
            state.imports.filter { state.kept.contains($0.key) }.values.flatMap(\.usagePoints)
        }
        return Array(Set(names.filter { $0.point == point }.map(\.name)))
    }

    package func holders(_ known: Known) throws -> Holders {
        let keys = points(known).compactMap { point in point.holder.map { (point: point.id, holder: $0) } }
        var holders = Holders(keys, subMeters(known))
        try holders.extend(over: self, upTo: highestNumber())
        return holders
    }

    // MARK: sets

    package func sets(_ known: Known) -> [PointSet] {
        var sets: [String: PointSet] = [:]
        for (_, statements) in imports(known) {
            let own = Dictionary(
                statements.memberships.map { ($0.set.id, $0.set) }, uniquingKeysWith: { first, _ in first })
            sets.merge(own) { $1 }
        }
        return sets.values.sorted { $0.id < $1.id }
    }

    package func members(of set: String, _ known: Known) -> (members: [SetMembers], revision: Revision) {
        let last = imports(known).last { $0.statements.memberships.contains { $0.set.id == set } }
        guard let last else { return ([], Revision(0)) }
        let own = last.statements.memberships.filter { $0.set.id == set }
        let streams = Dictionary(grouping: own) { line in
            [line.membership.channel.carrier.rawValue, line.membership.channel.direction.rawValue]
        }
        let members = streams.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { _, lines in
            lines.first.map { first in
                let channel = first.membership.channel
                let stays = lines.map { line in
                    let terms = line.membership
                    return (
                        SetMembers.Stay(number: line.number, from: terms.from),
                        SetMembers.Terms(from: terms.from, until: terms.until, consent: terms.consent)
                    )
                }
                return SetMembers(
                    carrier: channel.carrier, direction: channel.direction,
                    stays: Dictionary(stays, uniquingKeysWith: { $1 }))
            }
        }
        return (members, last.revision)
    }

    package func forEachMembers(
        of sets: [PointSet], _ known: Known, _ body: (PointSet, [SetMembers], Revision) throws -> Void
    ) throws {
        for set in sets {
            let (members, revision) = members(of: set.id, known)
            try body(set, members, revision)
        }
    }

    package func withConsents(_ sets: [PointSet], _ known: Known) -> [PointSet] {
        sets.filter { members(of: $0.id, known).members.contains(where: \.hasConsents) }
    }

    // MARK: for imports

    /// What is seen of imports, the earliest first.
    private func imports(_ known: Known) -> [(revision: Revision, statements: Statements)] {
        state.withLock { state in
            state.imports.filter { known.sees($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }
    }

    /// The number of a channel, a new one where it has none.
    func assign(_ channel: Channel) -> UInt32 {
        state.withLock { state in
            if let known = state.numbers[channel] { return known }
            state.channels.append(channel)
            let number = UInt32(state.channels.count)
            state.numbers[channel] = number
            return number
        }
    }

    /// Lets an import say more.
    func change(_ revision: Revision, _ change: (inout Statements) -> Void) {
        state.withLock { change(&$0.imports[revision, default: Statements()]) }
    }

    func keep(_ revision: Revision) { state.withLock { _ = $0.kept.insert(revision) } }

    func takeBack(_ revision: Revision) { state.withLock { _ = $0.imports.removeValue(forKey: revision) } }
}
