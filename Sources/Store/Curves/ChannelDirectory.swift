import GRDB
import Metering
import Synchronization

/// The small numbers that stand for channels inside the store: 1, 2, 3… in the order of arrival.
///
/// Files name points in the same order day after day, most often ascending: the number after the last one asked
/// for is tried first, and a point above all known ones is new without a search. Only a file in another order
/// makes the directory index itself.
final class ChannelDirectory: Sendable {
    fileprivate struct Numbers {
        /// The channel of number `n` stands at `n - 1`.
        var channels: [Channel] = []
        var savedCount = 0
        var isLoaded = false
        /// Numbers of the first `indexedCount` channels.
        var index: [Channel: UInt32] = [:]
        var indexedCount = 0
        var highest: PointID?
        /// Position of the last channel found.
        var cursor = -1
        /// Searches made so far without an index: the first few cost less than making one.
        var searches = 0
        static let fewSearches = 8
    }

    private let pool: DatabasePool
    private let numbers = Mutex(Numbers())

    init(_ pool: DatabasePool) { self.pool = pool }

    /// The number of a channel, or nil when nothing was ever received of it.
    func number(of channel: Channel) throws -> UInt32? {
        try numbers.withLock { numbers in
            try load(&numbers)
            return numbers.find(channel)
        }
    }

    func channel(_ number: UInt32) throws -> Channel? {
        try numbers.withLock { numbers in
            try load(&numbers)
            let position = Int(number) - 1
            return numbers.channels.indices.contains(position) ? numbers.channels[position] : nil
        }
    }

    /// The number of a channel, a new one where it has none; new ones are saved with `saveNew`.
    func assign(_ channel: Channel) throws -> UInt32 {
        try numbers.withLock { numbers in
            try load(&numbers)
            return numbers.find(channel) ?? numbers.add(channel)
        }
    }

    func saveNew(_ db: Database) throws {
        try numbers.withLock { numbers in
            while numbers.savedCount < numbers.channels.count {
                let end = min(numbers.savedCount + ChannelPage.longest, numbers.channels.count)
                try ChannelPage.save(numbers.channels[numbers.savedCount..<end], db)
                numbers.savedCount = end
            }
        }
    }

    /// Forgets what is in memory, after the channels of an undone import were deleted.
    func forget() { numbers.withLock { $0 = Numbers() } }

    private func load(_ numbers: inout Numbers) throws {
        guard !numbers.isLoaded else { return }
        numbers.channels = try pool.read { try ChannelPage.loadAll($0) }
        numbers.savedCount = numbers.channels.count
        numbers.highest = numbers.channels.lazy.map(\.point).max()
        numbers.isLoaded = true
    }
}

extension ChannelDirectory.Numbers {
    fileprivate mutating func find(_ channel: Channel) -> UInt32? {
        let next = cursor + 1
        if next < channels.count, channels[next] == channel {
            cursor = next
            return UInt32(next + 1)
        }
        guard let highest, channel.point <= highest else { return nil }
        if indexedCount == 0, searches < Self.fewSearches {
            searches += 1
            guard let position = channels.firstIndex(of: channel) else { return nil }
            cursor = position
            return UInt32(position + 1)
        }
        for position in indexedCount..<channels.count { index[channels[position]] = UInt32(position + 1) }
        indexedCount = channels.count
        guard let number = index[channel] else { return nil }
        cursor = Int(number) - 1
        return number
    }

    fileprivate mutating func add(_ channel: Channel) -> UInt32 {
        channels.append(channel)
        highest = max(highest ?? channel.point, channel.point)
        cursor = channels.count - 1
        return UInt32(channels.count)
    }
}
