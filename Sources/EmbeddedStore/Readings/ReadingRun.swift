import GRDB
import Metering
import Store

/// The readings of several pages together, in the order of channel and instant, earlier statements first.
struct ReadingRun {
    struct Row: ReadingStatement {
        var reading: PagedReading
        /// The place of its page among the pages.
        let page: UInt32

        var value: Int64 { reading.value }
        var mark: Mark { reading.mark }
        var answers: Bool {
            get { reading.answers }
            set { reading.answers = newValue }
        }
    }

    /// What is said of a channel at one instant.
    struct Moment {
        let rows: Range<Int>
        /// The statement that counts.
        let answer: Row?
        /// The statement that ranks first, whether it counts or was set aside.
        let first: Row
    }

    private(set) var rows: [Row] = []
    private let revisions: [Revision]

    init() { revisions = [] }

    /// Precondition: the pages are of one register, those of a channel in the order of their arrival.
    init(_ places: [ReadingPlace], _ db: Database, where isWanted: (PagedReading) -> Bool) throws {
        try self.init(places, isWanted) { try $0.readings(db) }
    }

    /// The same of pages that were read.
    init(
        _ places: [ReadingPlace], _ isWanted: (PagedReading) -> Bool,
        _ readings: (ReadingPlace) throws -> [PagedReading]
    ) rethrows {
        revisions = places.map(\.revision)
        for (page, place) in places.enumerated() {
            for reading in try readings(place) where isWanted(reading) {
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

    func known(_ row: Row) -> KnownReading {
        KnownReading(
            at: row.reading.at, value: row.reading.value, mark: row.reading.mark, revision: revision(row))
    }

    func revision(_ row: Row) -> Revision { revisions[Int(row.page)] }

    /// What counts of each channel at each instant, in order.
    func forEachAnswer(_ body: (_ channel: UInt32, KnownReading) throws -> Void) rethrows {
        try forEachMoment { moment in
            if let answer = moment.answer { try body(answer.reading.channel, known(answer)) }
        }
    }

    /// Each channel at each instant, in order.
    func forEachMoment(_ body: (Moment) throws -> Void) rethrows {
        var statements = Statements<Row>()
        var row = 0
        while row < rows.count {
            let first = rows[row]
            var end = row + 1
            while end < rows.count, !first.reading.isBefore(rows[end].reading) { end += 1 }
            if end == row + 1 {
                let answer = first.reading.answers ? first : nil
                try body(Moment(rows: row..<end, answer: answer, first: first))
            } else {
                statements.fill(rows[row..<end])
                try body(Moment(rows: row..<end, answer: statements.answer, first: statements.first ?? first))
            }
            row = end
        }
    }
}
