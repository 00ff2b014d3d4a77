import GRDB
package import Metering

/// One file on its way into the store: invisible until it is committed, and then visible whole.
///
/// Rows are written as they come, under the import's number, so memory stays bounded; a crash leaves an import
/// that never ended, which the next opening undoes.
package final class ImportSession {
    package let revision: Revision
    /// What is known with this import, once it is sealed.
    package var known: Known { Known(upTo: revision, isSealed: true) }
    private let knownAt: Instant
    private let pool: DatabasePool
    private let curves: EmbeddedCurveStore
    private let writer: any CurveWriter
    private var staged = StagedRows()
    /// Written apart from other rows: their pages are the fewer, the more of them come together.
    private var readings = StagedReadings()
    private var readingChanges = StagedReadings.Changes()
    private var numbers: [UInt32] = []
    /// Held until the import ends, however that is.
    private var turn: WritingTurns.Turn?

    private static let batch = 20_000

    init(
        _ revision: Revision, knownAt: Instant, pool: DatabasePool, curves: EmbeddedCurveStore, turn: WritingTurns.Turn
    ) throws {
        self.revision = revision
        self.knownAt = knownAt
        self.pool = pool
        self.curves = curves
        self.turn = turn
        writer = try curves.writer(for: revision)
    }

    package func keep(_ day: PointDay) throws { try writer.append(day) }

    package func keep(_ days: DayColumns, _ rows: Range<Int>) throws {
        if !rows.isEmpty { try writer.append(days, rows) }
    }

    package func keep(_ reading: RegisterReading) throws {
        let number = try curves.channels.assign(reading.channel)
        readings.append(number, reading.register, at: reading.at, reading.value, reading.mark)
        if readings.isFull { try flush() }
    }

    /// Keeps readings, as a source of some kind states them.
    package func keep(_ batch: RegisterBatch, _ places: Range<Int>, from provenance: Provenance) throws {
        numbers.removeAll(keepingCapacity: true)
        try curves.channels.assign(batch.rows[places].lazy.map(\.key), to: &numbers)
        readings.append(batch, places, channels: numbers, from: provenance)
        if readings.isFull { try flush() }
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
        /// Readings of registers that count from now on.
        package private(set) var registers: Int
        /// Readings that say another thing than a known one that ranks before them: they are kept and never answer.
        package let outrankedReadings: Int
        /// The first of those; lines are not known any more.
        package let firstOutrankedReadings: [RegisterReading]

        /// The same, where so many of the readings were set aside since.
        package func settingAside(_ readings: Int) -> Changes {
            var changes = self
            changes.registers -= readings
            return changes
        }
    }

    /// Writes what is staged and makes the curves durable, still invisible: from here on the file can be judged
    /// against what was known before.
    package func seal() throws -> Changes {
        let changes = try writer.seal()
        try flush(isLast: true)
        let outranked = try readingChanges.firstOutranked.compactMap { register, reading in
            try curves.channels.channel(reading.channel).map { channel in
                RegisterReading(
                    channel: channel, register: register, at: reading.at, value: reading.value, mark: reading.mark,
                    line: 0)
            }
        }
        return Changes(
            curves: changes, registers: readingChanges.new, outrankedReadings: readingChanges.outranked,
            firstOutrankedReadings: outranked)
    }

    /// Keeps the file. When this returns, it survives a power cut; when it throws, the file is to be abandoned.
    package func commit(sha256: String, flows: String, size: Int, summary: String) throws {
        try flush(isLast: true)
        // Read before: once the import is kept, nothing may fail any more.
        let sealed = try curves.sealedPlaces(revision)
        try pool.write { db in
            try db.execute(
                sql: "UPDATE import SET state = 'kept', sha256 = ?, flows = ?, size = ?, summary = ? WHERE id = ?",
                arguments: [sha256, flows, size, summary, revision.number])
        }
        curves.reveal(revision, sealed, knownAt: knownAt)
        turn = nil
    }

    /// Drops the file; only the refusal itself is remembered.
    package func refuse(_ diagnostic: Diagnostic, sha256: String) throws {
        try end { [revision] db in
            try StagedRows.save(diagnostic, of: revision, db)
            try db.execute(
                sql: "UPDATE import SET state = 'refused', sha256 = ? WHERE id = ?",
                arguments: [sha256, revision.number])
        }
    }

    /// Drops the file without a trace, for example when it turns out to be known already.
    ///
    /// Where that fails, the next import, or the next opening, does it before anything else.
    package func abandon() throws {
        try end { [revision] db in
            try db.execute(
                sql: "DELETE FROM import WHERE id = ? AND state = 'receiving'", arguments: [revision.number])
        }
    }

    /// Takes back what was written, in one transaction with what is to be remembered of it.
    private func end(remembering: @escaping (Database) throws -> Void) throws {
        forgetStaged()
        writer.abandon()
        defer {
            curves.channels.forgetNew()
            turn = nil
        }
        try curves.discard(revision) { [revision] db in
            try ImportLedger.deleteRows(of: revision, db)
            try remembering(db)
        }
    }

    private func flushIfFull() throws {
        if staged.count >= ImportSession.batch { try flush() }
    }

    private func forgetStaged() {
        staged = StagedRows()
        readings = StagedReadings()
    }

    /// Readings wait for a full batch, or for the last one.
    private func flush(isLast: Bool = false) throws {
        var batch = StagedReadings()
        if isLast || readings.isFull { swap(&batch, &readings) }
        guard staged.count > 0 || !batch.isEmpty else { return }
        let rows = staged
        staged = StagedRows()
        let changes = try pool.write { db in
            try curves.channels.saveNew(db)
            try rows.save(of: revision, db)
            return try batch.save(of: revision, db)
        }
        readingChanges.add(changes)
    }
}
