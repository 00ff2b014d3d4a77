package import Metering

/// Channels in their order, in eight bytes each where their points have fourteen digits.
package struct ChannelList {
    /// A key, or the position in `others` with the highest bit set.
    private var entries: [UInt64] = []
    private var others: [Channel] = []
    private static let isOther: UInt64 = 1 << 63

    package init() {}

    package var count: Int { entries.count }

    package mutating func append(_ key: ChannelKey) { entries.append(key.rawValue) }

    package mutating func append(_ channel: Channel) {
        if let key = ChannelKey(channel) { return append(key) }
        entries.append(ChannelList.isOther | UInt64(others.count))
        others.append(channel)
    }

    package subscript(position: Int) -> Channel {
        let entry = entries[position]
        return entry & ChannelList.isOther == 0
            ? ChannelKey(rawValue: entry).channel : others[Int(entry ^ ChannelList.isOther)]
    }

    /// Nil for a channel that has no key.
    package func key(_ position: Int) -> ChannelKey? {
        let entry = entries[position]
        return entry & ChannelList.isOther == 0 ? ChannelKey(rawValue: entry) : nil
    }

    /// The keys of a range; nil where one of its channels has none.
    package func keys(_ range: Range<Int>) -> ArraySlice<ChannelKey>? {
        var keys: [ChannelKey] = []
        keys.reserveCapacity(range.count)
        for position in range {
            guard let key = key(position) else { return nil }
            keys.append(key)
        }
        return keys[...]
    }
}

/// Finds the position of a key in a list: a hash table of positions, with linear probing, at most half full.
///
/// Four to eight bytes a channel: a country's channels take 280 MB.
package struct KeyIndex {
    private var slots: [UInt32] = []
    private var shift: UInt64 = 64
    /// Positions below this one are in the index.
    package private(set) var count = 0

    package init() {}

    /// Adds the channels of a list that are not in the index yet.
    package mutating func extend(over list: ChannelList) {
        if list.count * 2 > slots.count { grow(for: list) }
        while count < list.count {
            if let key = list.key(count) { place(count, key, list) }
            count += 1
        }
    }

    package func position(of key: ChannelKey, in list: ChannelList) -> Int? {
        guard !slots.isEmpty else { return nil }
        var slot = first(of: key)
        while slots[slot] != 0 {
            let position = Int(slots[slot]) - 1
            if list.key(position) == key { return position }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func grow(for list: ChannelList) {
        var capacity = max(1_024, slots.count)
        while capacity < list.count * 2 + 2 { capacity *= 2 }
        slots = [UInt32](repeating: 0, count: capacity)
        shift = UInt64(64 - capacity.trailingZeroBitCount)
        count = 0
    }

    private mutating func place(_ position: Int, _ key: ChannelKey, _ list: ChannelList) {
        var slot = first(of: key)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(position + 1)
    }

    /// Fibonacci hashing: keys of one list differ little, and mostly in their lowest digits.
    private func first(of key: ChannelKey) -> Int { Int((key.rawValue &* 0x9E37_79B9_7F4A_7C15) &>> shift) }
}
