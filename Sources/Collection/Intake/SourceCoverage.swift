import Metering
import Store

/// The channels that a source may speak of.
///
/// Costs a look-up a question for each of carrier, direction and point that is limited, and eight bytes in memory for
/// each point of a set.
struct SourceCoverage {
    private let rights: ImportSource.Rights
    /// Nil for all.
    private let points: Points?

    /// The points of a set, whenever they belong: those of fourteen digits by their keys.
    private struct Points {
        var keys: Set<UInt64> = []
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
        rights = source.rights
        points = try source.rights.set.map { set in
            let (members, revision) = try catalogue.members(of: set, known)
            guard revision > Revision(0) else { throw SourceRefusal.unknownSet(set, of: source.id) }
            var points = Points()
            for number in members.flatMap(\.channels) {
                if let key = try catalogue.key(number) {
                    points.keys.insert(key.ofPoint.rawValue)
                } else if let channel = try catalogue.channel(number) {
                    points.others.insert(channel.point)
                }
            }
            return points
        }
    }

    /// Nil where the source may speak of the channel.
    func fault(of key: ChannelKey) -> Fault? {
        if let fault = fault(key.carrier, key.direction) { return fault }
        return points?.keys.contains(key.ofPoint.rawValue) ?? true ? nil : .point
    }

    func fault(of channel: Channel) -> Fault? {
        if let fault = fault(channel.carrier, channel.direction) { return fault }
        return covers(channel.point) ? nil : .point
    }

    private func fault(_ carrier: Carrier, _ direction: Direction) -> Fault? {
        if let carriers = rights.carriers, !carriers.contains(carrier) { return .carrier(carrier) }
        if let directions = rights.directions, !directions.contains(direction) { return .direction(direction) }
        return nil
    }

    func covers(_ point: PointID) -> Bool {
        guard let points else { return true }
        if let key = ChannelKey(point) { return points.keys.contains(key.rawValue) }
        return points.others.contains(point)
    }
}
