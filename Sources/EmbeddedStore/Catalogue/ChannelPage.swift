import Foundation
import GRDB
import Metering
import Store

/// Channels of consecutive numbers in one row of SQLite.
///
/// Where every point has fourteen digits, a page holds the byte 255 and the difference of each key to the one before:
/// about five bytes a point of a sorted list; the byte 254 where one of its keys is of production. Else, for each
/// channel: carrier and direction in a byte, the bytes its point shares with the one before, the length of the rest,
/// the rest. Programs that do not know production take pages with it for damaged.
enum ChannelPage {
    static let longest = 4_096

    private static let ofKeys: UInt8 = 255
    private static let ofKeysWithProduction: UInt8 = 254

    static func save(_ list: ChannelList, _ range: Range<Int>, _ db: Database) throws {
        let bytes = list.keys(range).map(written) ?? written(range.map { list[$0] })
        try db.cachedStatement(
            sql: "INSERT INTO channel_page (first, count, channels, checksum) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [range.lowerBound + 1, range.count, Data(bytes), Checksum.of(bytes)])
    }

    /// How many channels are written: the highest number.
    static func count(_ db: Database) throws -> Int {
        let last = try db.cachedStatement(sql: "SELECT first + count - 1 FROM channel_page ORDER BY first DESC LIMIT 1")
        return try Int.fetchOne(last) ?? 0
    }

    static func loadAll(_ db: Database) throws -> ChannelList {
        var list = ChannelList()
        let rows = try Row.fetchCursor(
            db, sql: "SELECT first, count, channels, checksum FROM channel_page ORDER BY first")
        while let row = try rows.next() {
            guard row[0] == list.count + 1 else { throw damage(row) }
            try read(row, into: &list)
        }
        return list
    }

    /// The channel of one number, without the pages of the others.
    static func load(_ number: UInt32, _ db: Database) throws -> Channel? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT first, count, channels, checksum FROM channel_page WHERE first <= ? ORDER BY first DESC LIMIT 1
                """)
        guard let row = try Row.fetchOne(statement, arguments: [number]) else { return nil }
        var list = ChannelList()
        try read(row, into: &list)
        let position = Int(number) - (row[0] as Int)
        return position < list.count ? list[position] : nil
    }

    private static func read(_ row: Row, into list: inout ChannelList) throws {
        try row.withUnsafeData(atIndex: 2) { data in
            let bytes = [UInt8](data ?? Data())
            guard Checksum.of(bytes) == row[3] as UInt32, read(bytes, count: row[1], into: &list) else {
                throw damage(row)
            }
        }
    }

    private static func damage(_ row: Row) -> StoreError {
        StoreError.damagedBlock("of channels from \(row[0] as Int)", detail: "checksum mismatch")
    }

    // MARK: bytes

    private static func written(_ keys: ArraySlice<ChannelKey>) -> [UInt8] {
        let hasProduction = keys.contains { $0.direction == .production }
        var (bytes, last) = ([hasProduction ? ofKeysWithProduction : ofKeys], Int64(0))
        for key in keys {
            let value = Int64(bitPattern: key.rawValue)
            VariableLengthInteger.append(signed: value - last, to: &bytes)
            last = value
        }
        return bytes
    }

    private static func written(_ channels: [Channel]) -> [UInt8] {
        var (bytes, last): ([UInt8], [UInt8]) = ([], [])
        for channel in channels {
            let text = Array(channel.point.text.utf8)
            let shared = zip(text, last).prefix { $0 == $1 }.count
            bytes.append(kind(channel))
            VariableLengthInteger.append(UInt64(shared), to: &bytes)
            VariableLengthInteger.append(UInt64(text.count - shared), to: &bytes)
            bytes += text[shared...]
            last = text
        }
        return bytes
    }

    /// Twice the carrier's code, plus 1 for injection, or 128 for production: frozen.
    private static func kind(_ channel: Channel) -> UInt8 {
        let carrier = channel.carrier.code << 1
        return switch channel.direction {
        case .extraction: carrier
        case .injection: carrier | 1
        case .production: carrier | 128
        }
    }

    private static func carrierAndDirection(_ kind: UInt8) -> (Carrier, Direction)? {
        guard let carrier = Carrier(code: kind >> 1 & 0x3F) else { return nil }
        switch kind & 129 {
        case 0: return (carrier, .extraction)
        case 1: return (carrier, .injection)
        case 128: return (carrier, .production)
        default: return nil
        }
    }

    private static func read(_ bytes: [UInt8], count: Int, into list: inout ChannelList) -> Bool {
        do {
            if bytes.first == ofKeys || bytes.first == ofKeysWithProduction {
                return try readKeys(bytes[1...], count: count, into: &list)
            }
            return try readTexts(bytes[...], count: count, into: &list)
        } catch {
            return false
        }
    }

    private static func readKeys(
        _ bytes: ArraySlice<UInt8>, count: Int, into list: inout ChannelList
    ) throws(ByteReader.EndOfBytes) -> Bool {
        var reader = ByteReader(bytes)
        var value: Int64 = 0
        for _ in 0..<count {
            value &+= try reader.signed()
            guard value >= 0 else { return false }
            let key = ChannelKey(rawValue: UInt64(value))
            guard key.isKnown else { return false }
            list.append(key)
        }
        return reader.remaining == 0
    }

    private static func readTexts(
        _ bytes: ArraySlice<UInt8>, count: Int, into list: inout ChannelList
    ) throws(ByteReader.EndOfBytes) -> Bool {
        var reader = ByteReader(bytes)
        var text: [UInt8] = []
        for _ in 0..<count {
            let kind = try reader.byte()
            let shared = Int(clamping: try reader.unsigned())
            let rest = try reader.take(Int(clamping: try reader.unsigned()))
            guard shared <= text.count, let (carrier, direction) = carrierAndDirection(kind) else { return false }
            text.removeLast(text.count - shared)
            text.append(contentsOf: rest)
            let point = PointID(String(decoding: text, as: UTF8.self))
            list.append(Channel(point: point, carrier: carrier, direction: direction))
        }
        return reader.remaining == 0
    }
}
