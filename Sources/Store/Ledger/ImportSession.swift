import GRDB
package import Metering

/// One file on its way into the store: invisible until it is committed, and then visible whole.
///
/// Rows are written as they come, under the import's number, so memory stays bounded; a crash leaves an import
/// that never ended, which the next opening undoes.
package final class ImportSession {
    package let revision: Revision
    private let knownAt: Instant
    private let pool: DatabasePool
    private let curves: EmbeddedCurveStore
    private let writer: any CurveWriter
    private var staged = StagedRows()
    private var keptRegisters = 0

    private static let batch = 20_000

    init(_ revision: Revision, knownAt: Instant, pool: DatabasePool, curves: EmbeddedCurveStore) throws {
        self.revision = revision
        self.knownAt = knownAt
        self.pool = pool
        self.curves = curves
        writer = try curves.writer(for: revision)
    }

    package func keep(_ day: PointDay) throws { try writer.append(day) }

    package func keep(_ days: DayColumns, _ rows: Range<Int>) throws {
        if !rows.isEmpty { try writer.append(days, rows) }
    }

    package func keep(_ reading: RegisterReading) throws {
        staged.readings.append((try curves.channels.assign(reading.channel), reading))
        try flushIfFull()
    }

    package func keep(_ point: MeteringPoint) throws {
        staged.points.append(point)
        try flushIfFull()
    }

    /// What a file calls a point that a person named.
    package func keep(_ usagePoint: UsagePointName, namedAs point: PointID) throws {
        staged.usagePoints.append((point, usagePoint))
        try flushIfFull()
    }

    package func keep(_ membership: Membership, of set: PointSet) throws {
        staged.memberships.append((set, try curves.channels.assign(membership.channel), membership))
        try flushIfFull()
    }

    package func note(_ diagnostic: Diagnostic) throws {
        staged.diagnostics.append(diagnostic)
        try flushIfFull()
    }

    /// What the file changed.
    package struct Changes: Hashable, Sendable {
        package let curves: CurveChanges
        package let registers: Int
    }

    /// Writes what is staged and makes the curves durable, still invisible: from here on the file can be judged
    /// against what was known before.
    package func seal() throws -> Changes {
        let changes = try writer.seal()
        try flush()
        return Changes(curves: changes, registers: keptRegisters)
    }

    /// Keeps the file. When this returns, it survives a power cut.
    package func commit(sha256: String, flows: String, size: Int, summary: String) throws {
        try flush()
        try pool.write { db in
            try db.execute(
                sql: "UPDATE import SET state = 'kept', sha256 = ?, flows = ?, size = ?, summary = ? WHERE id = ?",
                arguments: [sha256, flows, size, summary, revision.number])
        }
        try curves.reveal(revision, knownAt: knownAt)
    }

    /// Drops the file; only the refusal itself is remembered.
    package func refuse(_ diagnostic: Diagnostic, sha256: String) throws {
        staged = StagedRows()
        writer.abandon()
        try curves.discard(revision)
        try pool.write { db in
            try ImportLedger.deleteRows(of: revision, db)
            try StagedRows.save(diagnostic, of: revision, db)
            try db.execute(
                sql: "UPDATE import SET state = 'refused', sha256 = ? WHERE id = ?",
                arguments: [sha256, revision.number])
        }
        curves.channels.forget()
    }

    /// Drops the file without a trace, for example when it turns out to be known already.
    package func abandon() throws {
        staged = StagedRows()
        writer.abandon()
        try curves.discard(revision)
        try pool.write { db in
            try ImportLedger.deleteRows(of: revision, db)
            try db.execute(sql: "DELETE FROM import WHERE id = ?", arguments: [revision.number])
        }
        curves.channels.forget()
    }

    private func flushIfFull() throws {
        if staged.count >= ImportSession.batch { try flush() }
    }

    private func flush() throws {
        guard staged.count > 0 else { return }
        let rows = staged
        staged = StagedRows()
        keptRegisters += try pool.write { db in
            try curves.channels.saveNew(db)
            return try rows.save(of: revision, db)
        }
    }
}
