import GRDB
import Metering
import Synchronization

/// The small numbers that stand for channels inside the store.
final class ChannelDirectory: Sendable {
    private struct Numbers {
        var byChannel: [Channel: UInt32] = [:]
        var byNumber: [UInt32: Channel] = [:]
        var isLoaded = false
        var unsaved: [(UInt32, Channel)] = []
        var highest: UInt32 = 0
    }

    private let pool: DatabasePool
    private let numbers = Mutex(Numbers())

    init(_ pool: DatabasePool) { self.pool = pool }

    /// The number of a channel, or nil when nothing was ever received of it.
    func number(of channel: Channel) throws -> UInt32? {
        try numbers.withLock { numbers in
            if let known = numbers.byChannel[channel] { return known }
            if numbers.isLoaded { return nil }
            let found = try pool.read { db in
                try UInt32.fetchOne(
                    db, sql: "SELECT id FROM channel WHERE point = ? AND carrier = ? AND direction = ?",
                    arguments: [channel.point.text, channel.carrier.rawValue, channel.direction.rawValue])
            }
            if let found {
                numbers.byChannel[channel] = found
                numbers.byNumber[found] = channel
            }
            return found
        }
    }

    func channel(_ number: UInt32) throws -> Channel? {
        try numbers.withLock { numbers in
            if let known = numbers.byNumber[number] { return known }
            try load(&numbers)
            return numbers.byNumber[number]
        }
    }

    /// The number of a channel, a new one where it has none; new ones are saved with `saveNew`.
    func assign(_ channel: Channel) throws -> UInt32 {
        try numbers.withLock { numbers in
            if let known = numbers.byChannel[channel] { return known }
            try load(&numbers)
            if let known = numbers.byChannel[channel] { return known }
            numbers.highest += 1
            numbers.byChannel[channel] = numbers.highest
            numbers.byNumber[numbers.highest] = channel
            numbers.unsaved.append((numbers.highest, channel))
            return numbers.highest
        }
    }

    func saveNew(_ db: Database) throws {
        try numbers.withLock { numbers in
            let statement = try db.cachedStatement(
                sql: "INSERT INTO channel (id, point, carrier, direction) VALUES (?, ?, ?, ?)")
            for (number, channel) in numbers.unsaved {
                try statement.execute(arguments: [
                    number, channel.point.text, channel.carrier.rawValue, channel.direction.rawValue,
                ])
            }
            numbers.unsaved.removeAll(keepingCapacity: true)
        }
    }

    /// Forgets what is in memory, after the channels of an undone import were deleted.
    func forget() { numbers.withLock { $0 = Numbers() } }

    private func load(_ numbers: inout Numbers) throws {
        guard !numbers.isLoaded else { return }
        try pool.read { db in
            let rows = try Row.fetchCursor(db, sql: "SELECT id, point, carrier, direction FROM channel")
            while let row = try rows.next() {
                guard let channel = Channel(row, from: 1) else { continue }
                let number: UInt32 = row[0]
                numbers.byChannel[channel] = number
                numbers.byNumber[number] = channel
                numbers.highest = max(numbers.highest, number)
            }
        }
        numbers.isLoaded = true
    }
}

extension Channel {
    /// Three columns of a row: point, carrier, direction.
    init?(_ row: Row, from first: Int) {
        guard let carrier = Carrier(rawValue: row[first + 1]), let direction = Direction(rawValue: row[first + 2])
        else { return nil }
        self.init(point: PointID(row[first]), carrier: carrier, direction: direction)
    }
}
