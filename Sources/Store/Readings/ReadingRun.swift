import GRDB
import Metering

/// The readings of several pages together, in the order of channel and instant, earlier statements first.
struct ReadingRun {
    struct Row {
        let reading: PagedReading
        /// The place of its page among the pages.
        let page: UInt32
    }

    private(set) var rows: [Row] = []
    private let revisions: [Revision]

    init() { revisions = [] }

    /// Precondition: the pages are of one register, those of a channel in the order of their arrival.
    init(_ places: [ReadingPlace], _ db: Database, where isWanted: (PagedReading) -> Bool) throws {
        revisions = places.map(\.revision)
        for (page, place) in places.enumerated() {
            for reading in try place.readings(db) where isWanted(reading) {
                rows.append(Row(reading: reading, page: UInt32(page)))
            }
        }
        if places.count > 1 {
            rows.sort { left, right in
                if left.reading.isBefore(right.reading) { return true }
                return !right.reading.isBefore(left.reading) && left.page < right.page
            }
        }
    }

    func known(_ row: Row) -> RegisterReadings.Known {
        RegisterReadings.Known(
            at: row.reading.at, value: row.reading.value, mark: row.reading.mark, revision: revisions[Int(row.page)])
    }

    /// What counts of each channel at each instant, in order.
    func forEachAnswer(_ body: (_ channel: UInt32, RegisterReadings.Known) throws -> Void) rethrows {
        try forEachMoment { channel, answer, _ in
            if let answer { try body(channel, answer) }
        }
    }

    /// Of each channel at each instant, in order: what counts, and the last that does not.
    func forEachMoment(
        _ body: (_ channel: UInt32, _ answer: RegisterReadings.Known?, _ silent: RegisterReadings.Known?) throws -> Void
    ) rethrows {
        var row = 0
        while row < rows.count {
            let first = rows[row].reading
            var (answer, silent): (Row?, Row?)
            while row < rows.count, !first.isBefore(rows[row].reading) {
                if rows[row].reading.answers { answer = rows[row] } else { silent = rows[row] }
                row += 1
            }
            try body(first.channel, answer.map(known), silent.map(known))
        }
    }
}
