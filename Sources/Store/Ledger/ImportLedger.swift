import Foundation
import GRDB
package import Metering

/// The book of imports: what arrived, when, and whether it was kept. A file is kept whole or not at all.
package final class ImportLedger: Sendable {
    let pool: DatabasePool
    let curves: EmbeddedCurveStore
    /// Imports and compactions take turns.
    let turns = WritingTurns()

    init(_ pool: DatabasePool, curves: EmbeddedCurveStore) {
        self.pool = pool
        self.curves = curves
    }

    /// A file that was kept or refused.
    package struct Entry: Hashable, Sendable {
        package let revision: Revision
        package let name: String
        package let sha256: String
        package let flows: String
        package let receivedAt: Instant
        package let isKept: Bool
    }

    /// The kept import of this very content, if there is one.
    package func kept(sha256: String) throws -> Entry? { try entries("sha256 = ? AND state = 'kept'", [sha256]).first }

    package func hasKept(size: Int) throws -> Bool {
        try pool.read { db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM import WHERE size = ? AND state = 'kept')", arguments: [size])
                ?? false
        }
    }

    package func entries() throws -> [Entry] { try entries("state <> 'receiving'", []) }

    /// The last import that was kept.
    package func latest() throws -> Entry? {
        try entries("id = (SELECT max(id) FROM import WHERE state = 'kept')", []).first
    }

    /// Starts an import. There is one at a time.
    ///
    /// What an earlier import left, because it could not be undone when it failed, is cleared away first. Throws
    /// `StoreError.busy` while another import or a compaction is under way, and `StoreError.unfinished` where what was
    /// left cannot be cleared away yet: nothing is started then.
    package func begin(name: String, now: Instant) throws -> ImportSession {
        let turn = try turns.take(for: "an import")
        try undoInterrupted()
        let revision = try pool.write { db in
            try db.execute(
                sql: "INSERT INTO import (name, sha256, state, received_at) VALUES (?, '', 'receiving', ?)",
                arguments: [name, now.secondsSinceEpoch])
            return Revision(db.lastInsertedRowID)
        }
        return try ImportSession(revision, knownAt: now, pool: pool, curves: curves, turn: turn)
    }

    package func diagnostics(of revision: Revision) throws -> [Diagnostic] {
        try pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM diagnostic WHERE import_id = ? ORDER BY id", arguments: [revision.number]
            ).compactMap(Diagnostic.init(row:))
        }
    }

    /// What was said of an import after a number, in order, notes aside: at most so many.
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

    /// How often each rule spoke of an import, notes aside, with the first it said: a file can have millions.
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

    /// Undoes imports that never ended, and names them.
    @discardableResult
    func undoInterrupted() throws -> [String] {
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

    /// Takes back all that an import wrote, with its entry: its rows in one transaction, then the tails of segments.
    private func undo(_ revision: Revision) throws {
        try curves.discard(revision) { db in
            try ImportLedger.deleteRows(of: revision, db)
            try db.execute(
                sql: "DELETE FROM import WHERE id = ? AND state = 'receiving'", arguments: [revision.number])
        }
    }

    func keptRevisions() throws -> [(Revision, Instant)] {
        try entries("state = 'kept'", []).map { ($0.revision, $0.receivedAt) }
    }

    /// Deletes whatever an import brought, except its own entry and the numbers of its channels.
    static func deleteRows(of revision: Revision, _ db: Database) throws {
        for table in [
            "reading_page", "point_page", "point_holder", "point_set", "set_page", "named_point", "diagnostic",
        ] {
            try db.execute(sql: "DELETE FROM \(table) WHERE import_id = ?", arguments: [revision.number])
        }
    }

    private func entries(_ condition: String, _ arguments: StatementArguments) throws -> [Entry] {
        try pool.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, name, sha256, flows, received_at, state FROM import WHERE \(condition) ORDER BY id
                    """, arguments: arguments
            ).map { row in
                Entry(
                    revision: Revision(row[0]), name: row[1], sha256: row[2], flows: row[3],
                    receivedAt: Instant(secondsSinceEpoch: row[4]), isKept: row[5] == "kept")
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
