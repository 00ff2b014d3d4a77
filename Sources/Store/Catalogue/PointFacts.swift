package import Metering

/// What the lists say of the connections of all points, in 12 to 20 bytes a point.
package struct PointFacts: Sendable {
    private var list = ChannelList()
    private var index = KeyIndex()
    private var others: [PointID: Int] = [:]
    /// For each point of the list, the number of its connection among the distinct ones.
    private var terms: [UInt32] = []
    private var distinct: [Connection] = []
    private var numbers: [Connection: UInt32] = [:]
    private var highest = ChannelKey(rawValue: 0)
    /// Position of the last point found: files name points in the order of lists, or one after the other.
    private var cursor = -1

    package init() {}

    /// Adds what a list says of points: each with the place of its connection among some. Later lists come later.
    package mutating func add(_ points: [(id: PointID, connection: Int)], of connections: [Connection]) {
        let codes = connections.map { number(of: $0) }
        for point in points { add(point.id, codes[point.connection]) }
    }

    package var isEmpty: Bool { list.count == 0 }

    /// Nil of a point that no list describes.
    package mutating func connection(of id: PointID) -> Connection? {
        guard let key = ChannelKey(id) else { return others[id].map { distinct[Int(terms[$0])] } }
        return position(of: key).map { distinct[Int(terms[$0])] }
    }

    package mutating func connection(of channel: ChannelKey) -> Connection? {
        position(of: channel.ofPoint).map { distinct[Int(terms[$0])] }
    }

    private mutating func number(of connection: Connection) -> UInt32 {
        if let number = numbers[connection] { return number }
        numbers[connection] = UInt32(distinct.count)
        distinct.append(connection)
        return UInt32(distinct.count - 1)
    }

    /// A later statement of a point takes the place of the earlier one.
    private mutating func add(_ id: PointID, _ number: UInt32) {
        guard let key = ChannelKey(id) else {
            if let known = others[id] { return terms[known] = number }
            others[id] = list.count
            list.append(Channel(point: id))
            return terms.append(number)
        }
        if let known = position(of: key) { return terms[known] = number }
        list.append(key)
        terms.append(number)
        highest = max(highest, key)
        cursor = list.count - 1
    }

    private mutating func position(of key: ChannelKey) -> Int? {
        let next = cursor + 1
        if next < list.count, list.key(next) == key {
            cursor = next
            return next
        }
        guard key <= highest else { return nil }
        index.extend(over: list)
        guard let position = index.position(of: key, in: list) else { return nil }
        cursor = position
        return position
    }
}
