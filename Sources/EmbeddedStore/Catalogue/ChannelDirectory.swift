import GRDB
import Metering
import Store
import Synchronization

/// The small numbers that stand for channels inside the store: 1, 2, 3… in the order of arrival.
///
/// A number that was written once stands for its channel for ever, also when the import that brought it is refused or
/// undone: what refers to numbers (blocks, sets, panels of the guard) can never come to mean another household.
///
/// Files name points in the same order day after day, most often ascending: the number after the last one asked
/// for is tried first, and a point above all known ones is new without a search. Only a file in another order
/// makes the directory index itself.
final class ChannelDirectory: ChannelNumbering {
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
            guard numbers.isLoaded else { return try pool.read { try ChannelPage.load(number, $0) } }
            let position = Int(number) - 1
            return position >= 0 && position < numbers.list.count ? numbers.list[position] : nil
        }
    }

    /// The key of a channel; nil of one whose point has no fourteen digits.
    func key(_ number: UInt32) throws -> ChannelKey? {
        try numbers.withLock { numbers in
            try load(&numbers)
            let position = Int(number) - 1
            return position >= 0 && position < numbers.list.count ? numbers.list.key(position) : nil
        }
    }

    /// The highest number there is: arrays by number have room for it.
    func highestNumber() throws -> UInt32 {
        try numbers.withLock { numbers in
            if numbers.isLoaded { return UInt32(numbers.list.count) }
            return try pool.read { UInt32(try ChannelPage.count($0)) }
        }
    }

    /// The number of a channel, a new one where it has none; new ones are saved with `saveNew`.
    func assign(_ channel: Channel) throws -> UInt32 {
        try numbers.withLock { numbers in
            try load(&numbers)
            return numbers.find(channel) ?? numbers.add(channel)
        }
    }

    /// The numbers of many channels, appended in their order.
    func assign(_ keys: some Sequence<ChannelKey>, to result: inout [UInt32]) throws {
        try numbers.withLock { numbers in
            try load(&numbers)
            for key in keys { result.append(numbers.find(key) ?? numbers.add(key)) }
        }
    }

    /// Writes the channels that are new. SQLite is asked how many are written: what a transaction wrote that failed, as
    /// late as in its commit, is written again by the next.
    func saveNew(_ db: Database) throws {
        try numbers.withLock { numbers in
            var first = try ChannelPage.count(db)
            while first < numbers.list.count {
                let end = min(first + ChannelPage.longest, numbers.list.count)
                try ChannelPage.save(numbers.list, first..<end, db)
                first = end
            }
        }
    }

    /// Forgets channels that were never written, after the import that brought them ended otherwise than kept.
    func forgetNew() {
        let written = try? pool.read { try ChannelPage.count($0) }
        numbers.withLock { numbers in if written != numbers.list.count { numbers = Numbers() } }
    }

    private func load(_ numbers: inout Numbers) throws {
        guard !numbers.isLoaded else { return }
        numbers = Numbers(try pool.read { try ChannelPage.loadAll($0) })
    }
}

/// The channels in memory, and what finds one among them.
private struct Numbers {
    /// The channel of number `n` stands at `n - 1`.
    private(set) var list = ChannelList()
    private(set) var isLoaded = false
    private var index = KeyIndex()
    /// Numbers of the channels that have no key.
    private var others: [Channel: UInt32] = [:]
    private var highest = ChannelKey(rawValue: 0)
    /// Position of the last channel found.
    private var cursor = -1
    /// Searches made so far without an index: the first few cost less than making one.
    private var searches = 0
    private static let fewSearches = 8

    init() {}

    init(_ saved: ChannelList) {
        list = saved
        isLoaded = true
        for position in 0..<saved.count {
            if let key = saved.key(position) {
                highest = max(highest, key)
            } else {
                others[saved[position]] = UInt32(position + 1)
            }
        }
    }

    mutating func find(_ channel: Channel) -> UInt32? {
        guard let key = ChannelKey(channel) else { return others[channel] }
        return find(key)
    }

    mutating func find(_ key: ChannelKey) -> UInt32? {
        if cursor >= 0, list.key(cursor) == key { return UInt32(cursor + 1) }
        let next = cursor + 1
        if next < list.count, list.key(next) == key {
            cursor = next
            return UInt32(next + 1)
        }
        guard key <= highest, let position = position(of: key) else { return nil }
        cursor = position
        return UInt32(position + 1)
    }

    private mutating func position(of key: ChannelKey) -> Int? {
        if index.count == 0, searches < Numbers.fewSearches {
            searches += 1
            return (0..<list.count).first { list.key($0) == key }
        }
        index.extend(over: list)
        return index.position(of: key, in: list)
    }

    mutating func add(_ channel: Channel) -> UInt32 {
        if let key = ChannelKey(channel) { return add(key) }
        list.append(channel)
        others[channel] = UInt32(list.count)
        return UInt32(list.count)
    }

    mutating func add(_ key: ChannelKey) -> UInt32 {
        list.append(key)
        highest = max(highest, key)
        cursor = list.count - 1
        return UInt32(list.count)
    }
}
