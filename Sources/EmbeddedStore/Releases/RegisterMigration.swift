import GRDB
import Metering
import Store

/// Covers a register from before there was a chain of all its tables.
///
/// What is there is taken as found: from then on, whatever is changed of it shows. Whether it was changed before, the
/// chain of verdicts alone can tell.
enum RegisterMigration {
    static let tables = """
        CREATE TABLE recording (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            release INTEGER NOT NULL,
            content TEXT NOT NULL,
            link BLOB NOT NULL
        ) STRICT;
        CREATE TABLE forgotten_days (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            first_day INTEGER NOT NULL,
            last_day INTEGER NOT NULL,
            head_rows INTEGER,
            head_link TEXT,
            recorded_at INTEGER NOT NULL
        ) STRICT;
        ALTER TABLE import ADD COLUMN brought TEXT NOT NULL DEFAULT '';
        ALTER TABLE publication ADD COLUMN recording INTEGER NOT NULL DEFAULT 1;
        CREATE INDEX named_point_by_import ON named_point (import_id);
        CREATE INDEX point_set_by_import ON point_set (import_id);
        """

    static func takeAsFound(_ db: Database) throws {
        for number in try Int64.fetchAll(db, sql: "SELECT id FROM import WHERE state = 'kept'") {
            try db.execute(
                sql: "UPDATE import SET brought = ? WHERE id = ?",
                arguments: [try ImportContent.fingerprint(of: Revision(number), db), number])
        }
        var recording = Recording()
        for table in RecordedTable.first { try recording.takeAsFound(table, db) }
        for line in try PrivacyCharge.lines(db) { recording.add(line) }
        _ = try recording.seal(db)
    }

    /// The same for agreements, which a chain did not cover at first.
    static func takeAgreementsAsFound(_ db: Database) throws {
        var recording = Recording()
        for table in [RecordedTable.agreements, .agreementEnds] { try recording.takeAsFound(table, db) }
        _ = try recording.seal(db)
    }
}
