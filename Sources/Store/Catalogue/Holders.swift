package import Disclosure
package import Metering

/// Who holds which channels, as numbers for counting. A point that is nobody else's, or whose holder is not known,
/// is `Holder.itself`: where no list names holders, asking costs nothing.
package struct Holders: Sendable {
    /// By the number of a channel, the number of its holder, where that one has several points.
    private var numbers: [UInt32: UInt32] = [:]
    private let points: [String: [PointID]]
    /// The number of the holder of each point that is not alone its holder's.
    private let numberOfPoint: [PointID: UInt32]
    /// Channels above this number have not been looked at.
    private var highest: UInt32 = 0

    /// Who holds which points; `extend` looks at channels.
    ///
    /// A sub-meter of which no list says who holds it is held by whoever holds the point furthest upstream of it, and
    /// so counts with that point: the sub-meters of one customer are not many.
    package init(_ keys: [(point: PointID, holder: String)], _ subMeters: SubMeters = SubMeters()) {
        let keys = Holders.withSubMeters(keys, subMeters)
        points = Dictionary(grouping: keys, by: \.holder).mapValues { $0.map(\.point) }
        var (numberOfPoint, number): ([PointID: UInt32], UInt32) = ([:], 0)
        for (_, held) in points.sorted(by: { $0.key < $1.key }) where held.count > 1 {
            number += 1
            for point in held { numberOfPoint[point] = number }
        }
        self.numberOfPoint = numberOfPoint
    }

    private static func withSubMeters(
        _ keys: [(point: PointID, holder: String)], _ subMeters: SubMeters
    ) -> [(point: PointID, holder: String)] {
        if subMeters.isEmpty { return keys }
        var holders = Dictionary(keys.map { ($0.point, $0.holder) }, uniquingKeysWith: { $1 })
        for point in subMeters.points.sorted() where holders[point] == nil {
            let root = subMeters.root(of: point)
            let holder = holders[root] ?? Holders.keyOfSubMeters(of: root)
            (holders[root], holders[point]) = (holder, holder)
        }
        return holders.map { ($0.key, $0.value) }
    }

    /// Counts a point and its sub-meters together where nobody knows who holds them. No key of a list begins with a
    /// space.
    private static func keyOfSubMeters(of root: PointID) -> String { " \(root)" }

    private static func isOfSubMeters(_ key: String) -> Bool { key.hasPrefix(" ") }

    /// Takes in the channels that came since, up to a number that is written: one that an import in hand gave may yet
    /// come to stand for another channel.
    package mutating func extend(over channels: some ChannelNumbering, upTo last: UInt32) throws {
        if highest == 0 {
            for (point, number) in numberOfPoint {
                for channel in Holders.channels(of: point) {
                    if let known = try channels.number(of: channel), known <= last { numbers[known] = number }
                }
            }
        } else if !numberOfPoint.isEmpty, highest < last {
            for channel in highest + 1...last {
                numbers[channel] = try channels.channel(channel).flatMap { numberOfPoint[$0.point] }
            }
        }
        highest = last
    }

    /// Every channel that a point may have.
    private static func channels(of point: PointID) -> [Channel] {
        Carrier.allCases.flatMap { carrier in
            Direction.allCases.map { Channel(point: point, carrier: carrier, direction: $0) }
        }
    }

    /// The holder of a channel, by its number.
    package subscript(channel: UInt32) -> Holder {
        guard !numbers.isEmpty, let number = numbers[channel] else { return .itself }
        return Holder(number: number)
    }

    /// The points of the guard's numbering, which is that of channels; `others` are points of customers who are neither
    /// small nor personal, where that is known.
    package func population(highest: UInt32, others: Panel = Panel([])) -> Population {
        Population(points: Int(highest) + 1, shared: numbers, others: others)
    }

    /// The points that lists give to a key of a holder; none of a key that no list has.
    package func points(of holder: String) -> [PointID] { points[holder].map { Array($0) } ?? [] }

    /// Costs the points whose holder a list names: somebody who asks and holds points themselves, by their opaque key.
    /// Points that no list gives to another holder may be theirs too.
    package func requester(_ holder: String) -> Requester {
        let others = points.filter { $0.key != holder && !Holders.isOfSubMeters($0.key) }
        return Requester(controlling: Set(points[holder] ?? []), besides: Set(others.values.joined()))
    }
}
