import GRDB
import Store

/// The tables, as frozen migrations named by their effect.
///
/// Rows are added, never changed: each carries the import that brought it, and counts once that import is kept.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("keepImports") { db in try db.execute(sql: imports) }
        migrator.registerMigration("keepRegistry") { db in try db.execute(sql: registry) }
        migrator.registerMigration("keepReadings") { db in try db.execute(sql: readings) }
        migrator.registerMigration("keepReleases") { db in try db.execute(sql: releases) }
        migrator.registerMigration("packMemberships") { db in
            try db.execute(sql: setPages)
            try SetPage.packRows(db)
            try db.execute(sql: "DROP TABLE membership")
        }
        migrator.registerMigration("packPoints") { db in
            try db.execute(sql: pointPages)
            try PointPage.packRows(db)
            try db.execute(sql: "DROP TABLE point")
        }
        migrator.registerMigration("compactIntoMonths") { db in
            try db.execute(sql: "ALTER TABLE block ADD COLUMN head_length INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("keepHolders") { db in try db.execute(sql: holders) }
        migrator.registerMigration("chainReleases") { db in
            try db.execute(sql: releaseProvenance)
            try ReleaseChain.linkAll(db)
        }
        migrator.registerMigration("keepPrivacyLedger") { db in try db.execute(sql: privacyLedger) }
        migrator.registerMigration("keepPanels") { db in try db.execute(sql: panels) }
        migrator.registerMigration("findReleasesBySet") { db in
            try db.execute(sql: "CREATE INDEX release_by_set ON release (set_id, last_day)")
        }
        migrator.registerMigration("foldGuardedDays") { db in try db.execute(sql: guardedDays) }
        migrator.registerMigration("keepTables") { db in try db.execute(sql: EmbeddedReleases.annualTables) }
        migrator.registerMigration("keepHorizons") { db in
            // Of documents from before: the last import of which anything of theirs can be made.
            try db.execute(sql: "ALTER TABLE publication ADD COLUMN horizon INTEGER NOT NULL DEFAULT 0")
            try db.execute(
                sql: """
                    UPDATE publication SET horizon = (
                        SELECT coalesce(max(id), 0) FROM import WHERE state = 'kept' AND received_at <= recorded_at)
                    """)
        }
        migrator.registerMigration("neverReuseChannels") { db in
            try db.execute(sql: "ALTER TABLE import DROP COLUMN channels_before")
        }
        migrator.registerMigration("keepBesideCurves") { db in
            try db.execute(sql: "ALTER TABLE block ADD COLUMN is_beside INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("packReadings") { db in
            try db.execute(sql: ReadingMigration.pages)
            try ReadingMigration.packRows(db)
            try db.execute(sql: "DROP TABLE register_reading")
        }
        migrator.registerMigration("rememberUsagePoints") { db in try db.execute(sql: namedPoints) }
        migrator.registerMigration("keepSources") { db in try db.execute(sql: sources) }
        migrator.registerMigration("keepChanges") { db in
            try db.execute(sql: ChangePage.table)
            try ChangePage.nameEverything(db)
        }
        migrator.registerMigration("namePointsByIssuer") { db in try IssuerMigration.rename(db) }
        migrator.registerMigration("keepSubMeters") { db in
            try db.execute(sql: "ALTER TABLE point_page ADD COLUMN sub_meters INTEGER NOT NULL DEFAULT 0")
            try db.execute(sql: "CREATE INDEX point_page_of_sub_meters ON point_page (import_id) WHERE sub_meters = 1")
        }
        migrator.registerMigration("chainRegister") { db in
            try db.execute(sql: RegisterMigration.tables)
            try RegisterMigration.takeAsFound(db)
        }
        migrator.registerMigration("keepAgreements") { db in try db.execute(sql: EmbeddedReleases.agreementTables) }
        migrator.registerMigration("keepSecrecy") { db in try db.execute(sql: PointSecrecy.table) }
        migrator.registerMigration("chainAgreements") { db in try RegisterMigration.takeAgreementsAsFound(db) }
        migrator.registerMigration("closeDays") { db in
            try db.execute(sql: "CREATE INDEX release_by_day ON release (last_day)")
            try db.execute(sql: ClosedDayTable.table)
            try ClosedDayMigration.closeWhatLeft(db)
        }
        migrator.registerMigration("keepApprovals") { db in try db.execute(sql: EmbeddedReleases.approvalTable) }
        migrator.registerMigration("keepHolds") { db in try db.execute(sql: EmbeddedReleases.formerHoldTable) }
        migrator.registerMigration("keepHoldsByHolders") { db in try db.execute(sql: EmbeddedReleases.holdTable) }
        migrator.registerMigration("findFiguresByOutcome") { db in
            try db.execute(sql: "CREATE INDEX release_by_outcome ON release (usage, \(EmbeddedReleases.isHeld), id)")
        }
        migrator.registerMigration("keepRequesters") { db in try db.execute(sql: EmbeddedReleases.requesterTable) }
        return migrator
    }

    private static let imports = """
        CREATE TABLE import (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('receiving', 'kept', 'refused')),
            flows TEXT NOT NULL DEFAULT '',
            received_at INTEGER NOT NULL,
            channels_before INTEGER NOT NULL,
            size INTEGER NOT NULL DEFAULT 0,
            summary TEXT NOT NULL DEFAULT '{}'
        ) STRICT;
        CREATE INDEX import_by_content ON import (sha256, state);
        CREATE TABLE diagnostic (
            id INTEGER PRIMARY KEY,
            import_id INTEGER NOT NULL REFERENCES import (id),
            severity TEXT NOT NULL,
            rule TEXT NOT NULL,
            reason TEXT NOT NULL,
            line INTEGER,
            point TEXT,
            day INTEGER,
            detail TEXT NOT NULL
        ) STRICT;
        CREATE INDEX diagnostic_by_import ON diagnostic (import_id);
        """

    private static let registry = """
        CREATE TABLE point (
            id TEXT NOT NULL,
            import_id INTEGER NOT NULL REFERENCES import (id),
            carrier TEXT NOT NULL,
            directions TEXT NOT NULL,
            segment TEXT,
            subscribed_power INTEGER,
            connection_power INTEGER,
            commune TEXT,
            in_service_since INTEGER,
            terminated_on INTEGER,
            PRIMARY KEY (id, import_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX point_by_import ON point (import_id);
        CREATE TABLE point_set (
            id TEXT NOT NULL,
            import_id INTEGER NOT NULL REFERENCES import (id),
            kind TEXT NOT NULL,
            use_case TEXT NOT NULL,
            usage TEXT NOT NULL,
            step TEXT NOT NULL,
            PRIMARY KEY (id, import_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE membership (
            set_id TEXT NOT NULL,
            import_id INTEGER NOT NULL REFERENCES import (id),
            point TEXT NOT NULL,
            carrier TEXT NOT NULL,
            direction TEXT NOT NULL,
            from_day INTEGER NOT NULL,
            until_day INTEGER,
            consent TEXT,
            PRIMARY KEY (set_id, import_id, point, carrier, direction, from_day)
        ) STRICT, WITHOUT ROWID;
        """

    private static let namedPoints = """
        CREATE TABLE named_point (
            point TEXT NOT NULL,
            import_id INTEGER NOT NULL REFERENCES import (id),
            id TEXT NOT NULL,
            place TEXT NOT NULL,
            PRIMARY KEY (point, import_id)
        ) STRICT, WITHOUT ROWID;
        """

    private static let sources = """
        CREATE TABLE source (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            rights TEXT NOT NULL,
            provenance INTEGER NOT NULL,
            added_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX source_by_id ON source (id, number);
        INSERT INTO source (number, id, name, rights, provenance, added_at)
            VALUES (1, 'operator', 'the operator''s own command', '{}', 0, 0);
        ALTER TABLE import ADD COLUMN source INTEGER NOT NULL DEFAULT 1 REFERENCES source (number);
        """

    private static let pointPages = """
        CREATE TABLE point_page (
            id INTEGER PRIMARY KEY,
            import_id INTEGER NOT NULL REFERENCES import (id),
            first TEXT NOT NULL,
            last TEXT NOT NULL,
            points BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX point_page_by_point ON point_page (first, last);
        CREATE INDEX point_page_by_import ON point_page (import_id);
        """

    private static let setPages = """
        CREATE TABLE set_page (
            id INTEGER PRIMARY KEY,
            set_id TEXT NOT NULL,
            import_id INTEGER NOT NULL REFERENCES import (id),
            carrier TEXT NOT NULL,
            direction TEXT NOT NULL,
            members BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX set_page_by_set ON set_page (set_id, import_id);
        CREATE INDEX set_page_by_import ON set_page (import_id);
        """

    private static let readings = """
        CREATE TABLE channel_page (
            first INTEGER PRIMARY KEY,
            count INTEGER NOT NULL,
            channels BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE register_reading (
            channel INTEGER NOT NULL,
            register TEXT NOT NULL,
            at INTEGER NOT NULL,
            import_id INTEGER NOT NULL REFERENCES import (id),
            value INTEGER NOT NULL,
            mark INTEGER NOT NULL,
            PRIMARY KEY (channel, register, at, import_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX register_reading_by_time ON register_reading (at, register);
        CREATE INDEX register_reading_by_import ON register_reading (import_id);
        CREATE TABLE segment (
            id INTEGER PRIMARY KEY,
            length INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE block (
            id INTEGER PRIMARY KEY,
            import_id INTEGER NOT NULL REFERENCES import (id),
            segment INTEGER NOT NULL REFERENCES segment (id),
            offset INTEGER NOT NULL,
            length INTEGER NOT NULL,
            first_channel INTEGER NOT NULL,
            last_channel INTEGER NOT NULL,
            first_day INTEGER NOT NULL,
            last_day INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX block_by_import ON block (import_id);
        """

    private static let releaseProvenance = """
        CREATE TABLE policy_text (
            sha256 TEXT PRIMARY KEY,
            policy TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE release ADD COLUMN policy_text TEXT NOT NULL DEFAULT '';
        ALTER TABLE release ADD COLUMN revisions TEXT NOT NULL DEFAULT '';
        ALTER TABLE release ADD COLUMN program TEXT NOT NULL DEFAULT '';
        ALTER TABLE release ADD COLUMN link BLOB NOT NULL DEFAULT x'';
        """

    private static let privacyLedger = """
        CREATE TABLE privacy_cost (
            point TEXT NOT NULL,
            year INTEGER NOT NULL,
            release INTEGER NOT NULL REFERENCES release (id),
            cost INTEGER NOT NULL CHECK (cost > 0),
            PRIMARY KEY (point, year, release)
        ) STRICT, WITHOUT ROWID;
        """

    private static let holders = """
        CREATE TABLE point_holder (
            point TEXT NOT NULL,
            import_id INTEGER NOT NULL REFERENCES import (id),
            holder TEXT NOT NULL,
            PRIMARY KEY (point, import_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX point_holder_by_import ON point_holder (import_id);
        """

    private static let releases = """
        CREATE TABLE release (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            policy TEXT NOT NULL,
            set_id TEXT NOT NULL,
            usage TEXT NOT NULL,
            figure TEXT NOT NULL,
            first_day INTEGER NOT NULL,
            last_day INTEGER NOT NULL,
            edition INTEGER NOT NULL,
            inputs TEXT NOT NULL,
            verdict TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            UNIQUE (policy, set_id, usage, figure, first_day, last_day, edition)
        ) STRICT;
        CREATE TABLE publication (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            policy TEXT NOT NULL,
            name TEXT NOT NULL,
            day INTEGER NOT NULL,
            edition INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            recorded_at INTEGER NOT NULL,
            UNIQUE (policy, name, day, edition)
        ) STRICT;
        """

    private static let guardedDays = """
        CREATE TABLE guarded_days (
            month INTEGER NOT NULL,
            panel_id INTEGER NOT NULL REFERENCES panel (id),
            carrier TEXT NOT NULL,
            direction TEXT NOT NULL,
            correction INTEGER NOT NULL,
            audience INTEGER NOT NULL,
            days INTEGER NOT NULL,
            unit INTEGER NOT NULL,
            PRIMARY KEY (month, panel_id, carrier, direction, correction, audience)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO guarded_days
            SELECT CAST(strftime('%s', last_day * 86400, 'unixepoch', 'start of month') AS INTEGER) / 86400 AS month,
                panel_id, carrier, direction, correction, audience,
                sum(DISTINCT 1 << CAST(strftime('%d', last_day * 86400, 'unixepoch') AS INTEGER)), min(unit)
            FROM guarded_release WHERE first_day = last_day
            GROUP BY month, panel_id, carrier, direction, correction, audience;
        DELETE FROM guarded_release WHERE first_day = last_day;
        """

    private static let panels = """
        CREATE TABLE panel (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            fingerprint INTEGER NOT NULL,
            points BLOB NOT NULL
        ) STRICT;
        CREATE INDEX panel_by_fingerprint ON panel (fingerprint);
        CREATE TABLE guarded_release (
            last_day INTEGER NOT NULL,
            first_day INTEGER NOT NULL,
            panel_id INTEGER NOT NULL REFERENCES panel (id),
            carrier TEXT NOT NULL,
            direction TEXT NOT NULL,
            correction INTEGER NOT NULL,
            audience INTEGER NOT NULL,
            unit INTEGER NOT NULL,
            PRIMARY KEY (last_day, first_day, panel_id, carrier, direction, correction, audience, unit)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE set_panel (
            set_id TEXT NOT NULL,
            carrier TEXT NOT NULL,
            direction TEXT NOT NULL,
            from_day INTEGER NOT NULL,
            panel_id INTEGER NOT NULL REFERENCES panel (id),
            PRIMARY KEY (set_id, carrier, direction, from_day)
        ) STRICT, WITHOUT ROWID;
        """
}
