import Access
import GRDB
import Metering
import Store

/// The tables of `access.sqlite`, as frozen migrations named by their effect. Every key begins with the tenant.
enum AccessSchema {
    /// `issuedName`: the name in full of a point that was kept by its digits alone; nil where it is a PRM.
    static func migrator(
        issuedName: @escaping @Sendable (PointID) throws -> PointID? = { _ in nil }
    ) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("keepRecords") { db in
            for table in recordTables { try db.execute(sql: recordTable(table)) }
        }
        migrator.registerMigration("keepConsentEvents") { db in try db.execute(sql: consentEvents) }
        migrator.registerMigration("keepAudit") { db in try db.execute(sql: audit) }
        migrator.registerMigration("keepRecipients") { db in try db.execute(sql: recordTable("recipient")) }
        migrator.registerMigration("keepJobs") { db in
            for table in ["job", "once_key"] { try db.execute(sql: recordTable(table)) }
        }
        migrator.registerMigration("findConsentsByRecipient") { db in try db.execute(sql: recipientsOfConsents) }
        migrator.registerMigration("keepNotices") { db in
            for table in ["notice", "notice_mark"] { try db.execute(sql: recordTable(table)) }
        }
        migrator.registerMigration("keepPasswordResets") { db in
            try db.execute(sql: recordTable("password_reset"))
        }
        migrator.registerMigration("keepRecordKinds") { db in try db.execute(sql: recordKinds) }
        migrator.registerMigration("namePointsByIssuer") { db in
            for table in ["occupancy", "activation_code"] { try namePoints(in: table, db, issuedName) }
        }
        migrator.registerMigration("scheduleNotices") { db in
            // A notice ends when it is due.
            try db.execute(sql: "UPDATE notice SET ends_at = json_extract(body, '$.due')")
        }
        return migrator
    }

    /// Gives the points of records their name in full.
    private static func namePoints(
        in table: String, _ db: Database, _ issuedName: (PointID) throws -> PointID?
    ) throws {
        for owner in try String.fetchAll(db, sql: "SELECT DISTINCT json_extract(body, '$.point') FROM \(table)") {
            guard let name = try issuedName(PointID(owner)) else { continue }
            try db.execute(
                sql: """
                    UPDATE \(table) SET body = json_set(body, '$.point', ?1),
                        owner = CASE owner WHEN ?2 THEN ?1 ELSE owner END
                    WHERE json_extract(body, '$.point') = ?2
                    """, arguments: [name.text, owner])
        }
    }

    /// Adds a table for each kind of record that has none yet, and gives all kinds that have one.
    static func keep(_ kinds: Set<RecordKind>, in pool: DatabasePool) throws -> Set<RecordKind> {
        try pool.write { db in
            let kept = try String.fetchSet(db, sql: "SELECT name FROM record_kind")
            let new = kinds.map(\.name).filter { !kept.contains($0) }
            for name in new {
                try db.execute(sql: recordTable(name))
                try db.execute(sql: "INSERT INTO record_kind (name) VALUES (?)", arguments: [name])
            }
            return Set(kept.union(new).map { RecordKind($0) })
        }
    }

    /// The kinds that had a table of their own before modules registered theirs.
    private static let recordKinds = """
        CREATE TABLE record_kind (name TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO record_kind (name)
        SELECT tables.name FROM sqlite_master AS tables JOIN sqlite_master AS indexes
        ON indexes.name = tables.name || '_by_owner' WHERE tables.type = 'table' AND indexes.type = 'index';
        """

    /// The kinds of records when the migration was written. New kinds need none: `keep` adds them.
    private static let recordTables = [
        "subject_key", "account", "login", "session", "email_proof", "rate_bucket", "activation_code", "occupancy",
        "mandate", "data_need", "consent", "agreement", "erasure", "client", "pushed_request", "authorization_code",
        "token_family", "access_token", "refresh_token", "device_code", "used_identifier",
    ]

    private static func recordTable(_ name: String) -> String {
        """
        CREATE TABLE \(name) (
            tenant TEXT NOT NULL,
            id TEXT NOT NULL,
            owner TEXT NOT NULL,
            subject TEXT,
            ends_at INTEGER,
            body TEXT NOT NULL,
            PRIMARY KEY (tenant, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX \(name)_by_owner ON \(name) (tenant, owner);
        CREATE INDEX \(name)_by_subject ON \(name) (tenant, subject) WHERE subject IS NOT NULL;
        CREATE INDEX \(name)_by_end ON \(name) (tenant, ends_at) WHERE ends_at IS NOT NULL;
        """
    }

    private static let recipientsOfConsents = """
        ALTER TABLE consent ADD COLUMN recipient TEXT;
        UPDATE consent SET recipient = json_extract(body, '$.recipient');
        CREATE INDEX consent_by_recipient ON consent (tenant, recipient);
        """

    private static let consentEvents = """
        CREATE TABLE consent_event (
            tenant TEXT NOT NULL,
            consent TEXT NOT NULL,
            number INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (tenant, consent, number)
        ) STRICT, WITHOUT ROWID;
        """

    private static let audit = """
        CREATE TABLE audit_entry (
            tenant TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            subject TEXT,
            body TEXT NOT NULL,
            hash TEXT NOT NULL,
            PRIMARY KEY (tenant, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX audit_entry_by_subject ON audit_entry (tenant, subject, sequence) WHERE subject IS NOT NULL;
        CREATE TABLE audit_root (
            tenant TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (tenant, sequence)
        ) STRICT, WITHOUT ROWID;
        """
}
