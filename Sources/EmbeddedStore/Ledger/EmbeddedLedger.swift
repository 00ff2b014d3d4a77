import Foundation
import GRDB
package import Metering
package import Store
import Synchronization

/// The book of imports, in SQLite.
package final class EmbeddedLedger: ImportLedger {
    /// Holds the lock of the directory while anybody uses this port.
    private let lock: DirectoryLock
    private let pool: DatabasePool
    private let measures: any MeasureStore
    private let channels: ChannelDirectory
    private let headFile: HeadFile
    /// The last import that is kept and shown; 0 where there is none.
    private let latestKnown = Mutex(Revision(0))
    /// Imports and compactions take turns.
    let turns = WritingTurns()

    init(
        _ pool: DatabasePool, measures: any MeasureStore, channels: ChannelDirectory, lock: DirectoryLock,
        headFile: HeadFile
    ) {
        self.lock = lock
        self.pool = pool
        self.measures = measures
        self.channels = channels
        self.headFile = headFile
    }

    package func known() -> Known { Known(upTo: latestKnown.withLock { $0 }) }

    package func known(at instant: Instant) throws -> Known {
        try pool.read { db in
            let last = try Int64.fetchOne(
                db, sql: "SELECT max(id) FROM import WHERE state = 'kept' AND received_at <= ?",
                arguments: [instant.secondsSinceEpoch])
            // An import that is kept and not yet revealed would be seen of rows and not of measures.
            return known().upTo(Revision(last ?? 0))
        }
    }

    package func kept(sha256: String) throws -> ImportEntry? {
        try entries("sha256 = ? AND state = 'kept'", [sha256]).last
    }

    package func refused(sha256: String) throws -> ImportEntry? {
        try entries("sha256 = ? AND state = 'refused'", [sha256]).last
    }

    package func hasKept(size: Int) throws -> Bool {
        try pool.read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM import WHERE size = ? AND state = 'kept')", arguments: [size])
                ?? false
        }
    }

    package func entries() throws -> [ImportEntry] { try entries("state <> 'receiving'", []) }

    package func entry(_ revision: Revision) throws -> ImportEntry? {
        try entries("id = ? AND state <> 'receiving'", [revision.number]).first
    }

    package func latest() throws -> ImportEntry? {
        try entries("id = (SELECT max(id) FROM import WHERE state = 'kept')", []).first
    }

    package func begin(name: String, from source: String, now: Instant) throws -> ImportSession {
        try headFile.check()
        let turn = try turns.take(for: "an import")
        try undoInterrupted()
        let (revision, source) = try pool.write { db in
            guard let (number, source) = try SourceTable.inForce(source, db) else {
                throw StoreError.unknownSource(source)
            }
            try db.execute(
                sql: "INSERT INTO import (name, sha256, state, received_at, source) VALUES (?, '', 'receiving', ?, ?)",
                arguments: [name, now.secondsSinceEpoch, number])
            return (Revision(db.lastInsertedRowID), source)
        }
        let rows = EmbeddedOpenImport(revision, pool: pool, channels: channels, headFile: headFile, turn: turn) {
            self.latestKnown.withLock { $0 = revision }
        }
        return try ImportSession(
            revision, from: source, knownAt: now, measures: measures, catalogue: channels, rows: rows)
    }

    package func sources() throws -> [ImportSource] { try pool.read { try SourceTable.inForce($0) } }

    package func add(_ source: ImportSource, now: Instant) throws {
        try pool.write { db in try SourceTable.add(source, now: now, db) }
    }

    package func diagnostics(of revision: Revision) throws -> [Diagnostic] {
        try pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM diagnostic WHERE import_id = ? ORDER BY id", arguments: [revision.number]
            ).compactMap(Diagnostic.init(row:))
        }
    }

    package func diagnostics(
        of revision: Revision, after number: Int64, limit: Int
    ) throws -> [(number: Int64, Diagnostic)] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM diagnostic WHERE import_id = ? AND id > ? AND severity <> 'note'
                    ORDER BY id LIMIT ?
                    """, arguments: [revision.number, number, limit]
            ).compactMap { row in Diagnostic(row: row).map { (row["id"], $0) } }
        }
    }

    package func findings(of revision: Revision) throws -> [(count: Int, first: Diagnostic)] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT *, count(*) AS times, min(id) FROM diagnostic
                    WHERE import_id = ? AND severity <> 'note' GROUP BY rule ORDER BY rule
                    """, arguments: [revision.number]
            ).compactMap { row in Diagnostic(row: row).map { (row["times"], $0) } }
        }
    }

    // MARK: recovery

    /// Undoes imports that never ended, and shows the others. Answers the names of those that were undone.
    func recover() throws -> [String] {
        let undone = try undoInterrupted()
        let kept = try entries("state = 'kept'", []).map { ($0.revision, $0.receivedAt) }
        try measures.recover(kept: kept)
        latestKnown.withLock { $0 = kept.last?.0 ?? Revision(0) }
        return undone
    }

    @discardableResult
    private func undoInterrupted() throws -> [String] {
        let interrupted = try pool.read { db in
            try Row.fetchAll(db, sql: "SELECT id, name FROM import WHERE state = 'receiving'")
        }
        for row in interrupted {
            do {
                try undo(Revision(row[0]))
            } catch {
                throw StoreError.unfinished(row[1], cause: error)
            }
        }
        return interrupted.map { $0[1] }
    }

    /// Takes back all that an import wrote, and then its entry: while that is there, what is left is cleared away
    /// again.
    private func undo(_ revision: Revision) throws {
        try measures.discard(revision)
        try pool.write { db in
            try EmbeddedLedger.deleteRows(of: revision, db)
            try db.execute(
                sql: "DELETE FROM import WHERE id = ? AND state = 'receiving'", arguments: [revision.number])
        }
    }

    /// Deletes whatever an import brought besides measures, except its own entry and the numbers of its channels.
    static func deleteRows(of revision: Revision, _ db: Database) throws {
        let tables = [
            "point_page", "point_holder", "point_secrecy", "point_set", "set_page", "named_point", "diagnostic",
        ]
        for table in tables {
            try db.execute(sql: "DELETE FROM \(table) WHERE import_id = ?", arguments: [revision.number])
        }
    }

    private func entries(_ condition: String, _ arguments: StatementArguments) throws -> [ImportEntry] {
        try pool.read { db in
            let sources = try SourceTable.all(db)
            return try Row.fetchAll(
                db,
                sql: """
                    SELECT id, name, sha256, flows, received_at, state, source FROM import
                    WHERE \(condition) ORDER BY id
                    """, arguments: arguments
            ).map { row in
                ImportEntry(
                    revision: Revision(row[0]), name: row[1], sha256: row[2], flows: row[3],
                    from: sources[row[6]] ?? .operator, receivedAt: Instant(secondsSinceEpoch: row[4]),
                    isKept: row[5] == "kept")
            }
        }
    }
}

extension Diagnostic {
    fileprivate init?(row: Row) {
        guard let severity = Severity(rawValue: row["severity"]) else { return nil }
        let (point, day): (String?, Int32?) = (row["point"], row["day"])
        self.init(
            severity, Rule(row["rule"], row["reason"]), line: row["line"], point: point.map { PointID($0) },
            day: day.map { CivilDay(daysSinceEpoch: $0) }, row["detail"])
    }
}
