import Metering
import Store

/// The channels that a source may speak of.
///
/// Costs two comparisons a question, and a look-up where its points are limited: then eight bytes in memory for each of
/// them.
struct SourceCoverage {
    private let carriers: Set<Carrier>
    private let directions: Set<Direction>
    private let points: Points?

    /// The points of a set, whenever they belong: those of fourteen digits by their number.
    private struct Points {
        var digits: Set<UInt64> = []
        var others: Set<PointID> = []
    }

    /// Why a channel is beyond it.
    enum Fault {
        case carrier(Carrier)
        case direction(Direction)
        case point
    }

    /// Throws a `SourceRefusal` where the source may speak of a set that no list defines.
    init(_ source: ImportSource, _ catalogue: any Catalogue, _ known: Known) throws {
        carriers = source.rights.carriers ?? Set(Carrier.allCases)
        directions = source.rights.directions ?? Set(Direction.allCases)
        points = try source.rights.set.map { set in
            let (members, revision) = try catalogue.members(of: set, known)
            guard revision > Revision(0) else { throw SourceRefusal.unknownSet(set, of: source.id) }
            var points = Points()
            for number in members.flatMap(\.channels) {
                if let key = try catalogue.key(number) {
                    points.digits.insert(key.digits)
                } else if let channel = try catalogue.channel(number) {
                    points.others.insert(channel.point)
                }
            }
            return points
        }
    }

    /// Nil where the source may speak of the channel.
    func fault(of key: ChannelKey) -> Fault? {
        if !carriers.contains(key.carrier) { return .carrier(key.carrier) }
        if !directions.contains(key.direction) { return .direction(key.direction) }
        return points?.digits.contains(key.digits) ?? true ? nil : .point
    }

    func fault(of channel: Channel) -> Fault? {
        if let key = ChannelKey(channel) { return fault(of: key) }
        if !carriers.contains(channel.carrier) { return .carrier(channel.carrier) }
        if !directions.contains(channel.direction) { return .direction(channel.direction) }
        return covers(channel.point) ? nil : .point
    }

    func covers(_ point: PointID) -> Bool {
        guard let points else { return true }
        if let key = ChannelKey(Channel(point: point)) { return points.digits.contains(key.digits) }
        return points.others.contains(point)
    }
}
