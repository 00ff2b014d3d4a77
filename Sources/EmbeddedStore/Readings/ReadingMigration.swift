import GRDB
import Metering
import Store

/// Makes pages of the table that held a row for each reading.
enum ReadingMigration {
    static let pages = """
        CREATE TABLE reading_page (
            id INTEGER PRIMARY KEY,
            import_id INTEGER NOT NULL REFERENCES import (id),
            register TEXT NOT NULL,
            band INTEGER NOT NULL,
            month INTEGER NOT NULL,
            first_channel INTEGER NOT NULL,
            last_channel INTEGER NOT NULL,
            first_at INTEGER NOT NULL,
            last_at INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            readings BLOB NOT NULL
        ) STRICT;
        CREATE INDEX reading_page_by_month ON reading_page (register, month, band, first_at, last_at, import_id);
        CREATE INDEX reading_page_by_band ON reading_page (register, band, month, first_at, last_at, import_id);
        CREATE INDEX reading_page_by_import ON reading_page (import_id, register, band, month);
        """

    static func packRows(_ db: Database) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT import_id, channel, register, at, value, mark FROM register_reading ORDER BY import_id")
        var (staged, revision) = (StagedReadings(), Revision(0))
        while let row = try rows.next() {
            if staged.isFull || revision != Revision(row[0]) {
                try staged.saveAll(of: revision, db)
                staged = StagedReadings()
            }
            revision = Revision(row[0])
            let (channel, mark): (Int64, Int64) = (row[1], row[5])
            guard let channel = UInt32(exactly: channel), let register = Register(name: row[2]),
                let mark = UInt8(exactly: mark)
            else { continue }
            staged.append(
                channel, register, at: Instant(secondsSinceEpoch: row[3]), row[4], Mark(rawValue: mark))
        }
        try staged.saveAll(of: revision, db)
    }
}
