import GRDB
import Metering
import Store

/// Where a block is and what it may hold.
struct BlockPlace {
    let revision: Revision
    let segment: Int64
    let offset: Int64
    let length: Int
    let channels: ClosedRange<UInt32>
    let days: ClosedRange<CivilDay>
    /// Bytes of a month block's head; 0 for a block of days, which is read whole.
    var headLength = 0
    /// Whether it holds statements of which a value does not count (`DayMeeting`), as they were made.
    var isBeside = false

    var isMonth: Bool { headLength > 0 }

    struct Key: Hashable {
        let segment: Int64
        let offset: Int64
    }

    var key: Key { Key(segment: segment, offset: offset) }

    func mayHold(_ wanted: ClosedRange<UInt32>) -> Bool { channels.overlaps(wanted) }

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
                (import_id, segment, offset, length, first_channel, last_channel, first_day, last_day,
                 head_length, is_beside)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            revision.number, segment, offset, length, channels.lowerBound, channels.upperBound,
            days.lowerBound.daysSinceEpoch, days.upperBound.daysSinceEpoch, headLength, isBeside,
        ])
    }

    static func fetchAll(_ db: Database, _ condition: String, _ arguments: StatementArguments = []) throws -> [Self] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT import_id, segment, offset, length, first_channel, last_channel, first_day, last_day,
                    head_length, is_beside
                FROM block \(condition)
                """, arguments: arguments
        ).map { row in
            let (firstChannel, lastChannel): (UInt32, UInt32) = (row[4], row[5])
            let (firstDay, lastDay): (Int32, Int32) = (row[6], row[7])
            return BlockPlace(
                revision: Revision(row[0]), segment: row[1], offset: row[2], length: row[3],
                channels: firstChannel...lastChannel,
                days: CivilDay(daysSinceEpoch: firstDay)...CivilDay(daysSinceEpoch: lastDay),
                headLength: row[8], isBeside: row[9])
        }
    }

    /// Names the block in the error of a damaged one.
    func explainingDamage<Value>(_ work: () throws(CurveBlock.Damage) -> Value) throws -> Value {
        do {
            return try work()
        } catch {
            throw damaged(error)
        }
    }

    func damaged(_ damage: CurveBlock.Damage) -> StoreError {
        .damagedBlock("\(segment) at byte \(offset)", detail: damage.detail)
    }

    /// Which of these places may hold a day that another one holds too: only there a reader has to remember what
    /// it has seen.
    static func overlapping(_ places: [Self]) -> [Bool] {
        var result = Array(repeating: false, count: places.count)
        let byDay = places.indices.sorted { places[$0].days.lowerBound < places[$1].days.lowerBound }
        var start = 0
        while start < byDay.count {
            var (end, last) = (start + 1, places[byDay[start]].days.upperBound)
            while end < byDay.count, places[byDay[end]].days.lowerBound <= last {
                last = max(last, places[byDay[end]].days.upperBound)
                end += 1
            }
            markOverlaps(of: byDay[start..<end], places, &result)
            start = end
        }
        return result
    }

    /// Among places of days that meet, those whose channels meet too.
    private static func markOverlaps(of indices: ArraySlice<Int>, _ places: [Self], _ result: inout [Bool]) {
        var widest: Int?
        for index in indices.sorted(by: { places[$0].channels.lowerBound < places[$1].channels.lowerBound }) {
            if let before = widest, places[index].channels.lowerBound <= places[before].channels.upperBound {
                (result[before], result[index]) = (true, true)
                if places[index].channels.upperBound <= places[before].channels.upperBound { continue }
            }
            widest = index
        }
    }
}
