import CZlib
import Foundation
import GRDB
import Metering

/// Channels of consecutive numbers in one row of SQLite.
///
/// For each channel: carrier and direction in a byte, the bytes its point shares with the one before, the length
/// of the rest, the rest. A sorted list of PRMs takes about five bytes a point.
enum ChannelPage {
    static let longest = 4_096

    static func save(_ channels: ArraySlice<Channel>, _ db: Database) throws {
        var bytes: [UInt8] = []
        var last: [UInt8] = []
        for channel in channels {
            let text = Array(channel.point.text.utf8)
            let shared = zip(text, last).prefix { $0 == $1 }.count
            bytes.append(channel.carrier.code << 1 | (channel.direction == .injection ? 1 : 0))
            VariableLengthInteger.append(UInt64(shared), to: &bytes)
            VariableLengthInteger.append(UInt64(text.count - shared), to: &bytes)
            bytes += text[shared...]
            last = text
        }
        try db.cachedStatement(
            sql: "INSERT INTO channel_page (first, count, channels, checksum) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [channels.startIndex + 1, channels.count, Data(bytes), checksum(of: bytes)])
    }

    static func loadAll(_ db: Database) throws -> [Channel] {
        var channels: [Channel] = []
        let rows = try Row.fetchCursor(
            db, sql: "SELECT first, count, channels, checksum FROM channel_page ORDER BY first")
        while let row = try rows.next() {
            let (first, count): (Int, Int) = (row[0], row[1])
            let bytes = [UInt8](row[2] as Data)
            guard first == channels.count + 1, checksum(of: bytes) == row[3], let page = read(bytes, count: count)
            else { throw StoreError.damagedBlock("of channels from \(first)", detail: "checksum mismatch") }
            channels += page
        }
        return channels
    }

    /// CRC-32 of a page.
    private static func checksum(of bytes: [UInt8]) -> Int64 { Int64(crc32(0, bytes, UInt32(bytes.count))) }

    private static func read(_ bytes: [UInt8], count: Int) -> [Channel]? {
        var reader = ByteReader(bytes[...])
        var text: [UInt8] = []
        var channels: [Channel] = []
        channels.reserveCapacity(count)
        do {
            for _ in 0..<count {
                let kind = try reader.byte()
                let shared = Int(clamping: try reader.unsigned())
                let rest = try reader.take(Int(clamping: try reader.unsigned()))
                guard shared <= text.count, let carrier = Carrier(code: kind >> 1) else { return nil }
                text.removeLast(text.count - shared)
                text.append(contentsOf: rest)
                let point = PointID(String(decoding: text, as: UTF8.self))
                channels.append(
                    Channel(point: point, carrier: carrier, direction: kind & 1 == 1 ? .injection : .extraction))
            }
        } catch {
            return nil
        }
        return reader.remaining == 0 ? channels : nil
    }
}

extension Carrier {
    /// The number of this carrier in pages: frozen.
    fileprivate var code: UInt8 {
        switch self {
        case .electricity: 0
        case .gas: 1
        case .water: 2
        case .heat: 3
        case .cold: 4
        }
    }

    fileprivate init?(code: UInt8) {
        switch code {
        case 0: self = .electricity
        case 1: self = .gas
        case 2: self = .water
        case 3: self = .heat
        case 4: self = .cold
        default: return nil
        }
    }
}
