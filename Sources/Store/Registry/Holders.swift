package import Disclosure
import Metering

/// Who holds which channels, as numbers for counting. A point that is nobody's else, or whose holder is not known,
/// is `Holder.itself`: where no list names holders, asking costs nothing.
package struct Holders: Sendable {
    private let numbers: [UInt32: UInt32]
    private let points: [String: [PointID]]

    init(_ keys: [(point: PointID, holder: String)], _ channels: ChannelDirectory) throws {
        points = Dictionary(grouping: keys, by: \.holder).mapValues { $0.map(\.point) }
        var numbers: [UInt32: UInt32] = [:]
        var number: UInt32 = 0
        for (_, held) in points.sorted(by: { $0.key < $1.key }) where held.count > 1 {
            number += 1
            for channel in held.flatMap(Holders.channels) {
                if let known = try channels.number(of: channel) { numbers[known] = number }
            }
        }
        self.numbers = numbers
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

    /// The points of the guard's numbering, which is that of channels.
    package func population(highest: UInt32) -> Population { Population(points: Int(highest) + 1, shared: numbers) }

    /// Somebody who asks and holds points themselves, by their opaque key.
    package func requester(_ holder: String) -> Requester { Requester(controlling: Set(points[holder] ?? [])) }
}
