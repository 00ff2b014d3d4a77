import Foundation
import GRDB
import Metering
import Store

/// What a revision changed, in SQLite: ranges of channels and days, written in the transaction that records what they
/// are about. A revision has a page for its curves and one for each batch of its readings, and none where nothing
/// changed.
struct ChangePage {
    let revision: Revision
    let ranges: [ChangeRanges.Range]

    static let table = """
        CREATE TABLE change_page (
            id INTEGER PRIMARY KEY,
            import_id INTEGER NOT NULL REFERENCES import (id),
            ranges BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX change_page_by_import ON change_page (import_id);
        """

    /// Every channel, on every day that may be accepted and far around.
    private static let everything = ChangeRanges.Range(
        channels: 0...UInt32.max,
        days: CivilDay(daysSinceEpoch: -1_000_000)...CivilDay(daysSinceEpoch: 1_000_000))

    static func save(_ changes: ChangeRanges, of revision: Revision, _ db: Database) throws {
        if changes.isEmpty { return }
        let bytes = bytes(changes.joined())
        try db.cachedStatement(sql: "INSERT INTO change_page (import_id, ranges, checksum) VALUES (?, ?, ?)")
            .execute(arguments: [revision.number, Data(bytes), Checksum.of(bytes)])
    }

    /// Of imports from before changes were recorded: each changed everything.
    static func nameEverything(_ db: Database) throws {
        let bytes = bytes([everything])
        try db.execute(
            sql:
                "INSERT INTO change_page (import_id, ranges, checksum) SELECT id, ?, ? FROM import WHERE state = 'kept'",
            arguments: [Data(bytes), Checksum.of(bytes)])
    }

    /// Costs the pages of the revisions after one, up to another, in their order. One that is damaged names everything:
    /// `verify` tells of it.
    static func fetchAll(after earlier: Revision, upTo horizon: Revision, _ db: Database) throws -> [ChangePage] {
        let pages = try db.cachedStatement(
            sql: """
                SELECT import_id, ranges, checksum FROM change_page
                WHERE import_id > ? AND import_id <= ? ORDER BY import_id, id
                """)
        return try Row.fetchAll(pages, arguments: [earlier.number, horizon.number]).map { row in
            ChangePage(revision: Revision(row[0]), ranges: ranges(row[1], checksum: row[2]) ?? [everything])
        }
    }

    /// One sentence for each page that is not as it was written.
    static func faults(_ db: Database) throws -> [String] {
        var faults: [String] = []
        let rows = try Row.fetchCursor(db, sql: "SELECT ranges, checksum, id FROM change_page ORDER BY id")
        while let row = try rows.next() {
            if ranges(row[0], checksum: row[1]) != nil { continue }
            faults.append(
                StoreError.damagedBlock("of changes \(row[2] as Int64)", detail: "no such ranges").description)
        }
        return faults
    }

    // MARK: bytes

    /// The number of ranges; of each the day after that of the one before, how many days follow, the channel after that
    /// of the one before, how many channels follow.
    private static func bytes(_ ranges: [ChangeRanges.Range]) -> [UInt8] {
        var bytes: [UInt8] = []
        VariableLengthInteger.append(UInt64(ranges.count), to: &bytes)
        var (day, channel) = (Int64(0), Int64(0))
        for range in ranges {
            let (first, last) = (
                Int64(range.days.lowerBound.daysSinceEpoch), Int64(range.days.upperBound.daysSinceEpoch)
            )
            VariableLengthInteger.append(signed: first - day, to: &bytes)
            VariableLengthInteger.append(UInt64(last - first), to: &bytes)
            VariableLengthInteger.append(signed: Int64(range.channels.lowerBound) - channel, to: &bytes)
            VariableLengthInteger.append(UInt64(range.channels.upperBound - range.channels.lowerBound), to: &bytes)
            (day, channel) = (first, Int64(range.channels.lowerBound))
        }
        return bytes
    }

    /// Nil of bytes that are not as they were written.
    private static func ranges(_ data: Data, checksum: Int64) -> [ChangeRanges.Range]? {
        let bytes = [UInt8](data)
        guard Int64(Checksum.of(bytes)) == checksum else { return nil }
        var reader = ByteReader(bytes[...])
        var (day, channel) = (Int64(0), Int64(0))
        do {
            return try (0..<reader.count(atMost: ChangeRanges.most)).map { _ in
                day &+= try reader.signed()
                let followingDays = try reader.count(atMost: Int(UInt32.max))
                channel &+= try reader.signed()
                let followingChannels = try reader.count(atMost: Int(UInt32.max))
                guard let first = Int32(exactly: day), let last = Int32(exactly: day + Int64(followingDays)),
                    let low = UInt32(exactly: channel), let high = UInt32(exactly: channel + Int64(followingChannels))
                else { throw ByteReader.EndOfBytes() }
                return ChangeRanges.Range(
                    channels: low...high, days: CivilDay(daysSinceEpoch: first)...CivilDay(daysSinceEpoch: last))
            }
        } catch {
            return nil
        }
    }
}
