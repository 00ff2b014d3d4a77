import GRDB
import Metering

/// Where a block is and what it may hold.
struct BlockPlace {
    let revision: Revision
    let segment: Int64
    let offset: Int64
    let length: Int
    let channels: ClosedRange<UInt32>
    let days: ClosedRange<CivilDay>

    func mayHold(_ first: UInt32, _ last: UInt32) -> Bool {
        first <= channels.upperBound && last >= channels.lowerBound
    }

    /// Records the block, and that its segment is good up to the block's end.
    func save(_ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO segment (id, length) VALUES (?, ?)
                ON CONFLICT (id) DO UPDATE SET length = max(length, excluded.length)
                """
        ).execute(arguments: [segment, offset + Int64(length)])
        try db.cachedStatement(
            sql: """
                INSERT INTO block
                (import_id, segment, offset, length, first_channel, last_channel, first_day, last_day)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            revision.number, segment, offset, length, channels.lowerBound, channels.upperBound,
            days.lowerBound.daysSinceEpoch, days.upperBound.daysSinceEpoch,
        ])
    }

    static func fetchAll(_ db: Database, _ condition: String, _ arguments: StatementArguments = []) throws -> [Self] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT import_id, segment, offset, length, first_channel, last_channel, first_day, last_day
                FROM block \(condition)
                """, arguments: arguments
        ).map { row in
            let (firstChannel, lastChannel): (UInt32, UInt32) = (row[4], row[5])
            let (firstDay, lastDay): (Int32, Int32) = (row[6], row[7])
            return BlockPlace(
                revision: Revision(row[0]), segment: row[1], offset: row[2], length: row[3],
                channels: firstChannel...lastChannel,
                days: CivilDay(daysSinceEpoch: firstDay)...CivilDay(daysSinceEpoch: lastDay))
        }
    }

    /// Names the block in the error of a damaged one.
    func explainingDamage<Value>(_ work: () throws(CurveBlock.Damage) -> Value) throws -> Value {
        do {
            return try work()
        } catch {
            throw StoreError.damagedBlock("\(segment) at byte \(offset)", detail: error.detail)
        }
    }
}
