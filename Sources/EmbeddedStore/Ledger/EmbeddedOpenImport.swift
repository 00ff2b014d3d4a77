import GRDB
import Metering
import Store

/// The rows of an import in SQLite: written in batches as they come, under the import's number.
final class EmbeddedOpenImport: OpenImport {
    private let revision: Revision
    private let pool: DatabasePool
    private let channels: ChannelDirectory
    private let headFile: HeadFile
    private let onReveal: () -> Void
    private var staged = StagedRows()
    /// Held until the import ends, however that is.
    private var turn: WritingTurns.Turn?

    private static let batch = 20_000

    init(
        _ revision: Revision, pool: DatabasePool, channels: ChannelDirectory, headFile: HeadFile,
        turn: WritingTurns.Turn, onReveal: @escaping () -> Void
    ) {
        self.revision = revision
        self.pool = pool
        self.channels = channels
        self.headFile = headFile
        self.turn = turn
        self.onReveal = onReveal
    }

    func number(of channel: Channel) throws -> UInt32 { try channels.assign(channel) }

    func appendNumbers(of keys: ArraySlice<ChannelKey>, to numbers: inout [UInt32]) throws {
        try channels.assign(keys, to: &numbers)
    }

    func appendNumbers(of rows: ArraySlice<RegisterBatch.Row>, to numbers: inout [UInt32]) throws {
        try channels.assign(rows.lazy.map(\.key), to: &numbers)
    }

    func keep(_ point: MeteringPoint) throws {
        staged.points.append(point)
        try flushIfFull()
    }

    func keep(_ usagePoint: UsagePointName, namedAs point: PointID) throws {
        staged.usagePoints.append((point, usagePoint))
        try flushIfFull()
    }

    func keep(_ membership: Membership, of set: PointSet) throws {
        staged.memberships.append((set, try channels.assign(membership.channel), membership))
        try flushIfFull()
    }

    func note(_ diagnostic: Diagnostic) throws {
        staged.diagnostics.append(diagnostic)
        try flushIfFull()
    }

    func flush() throws {
        guard staged.count > 0 else { return }
        let rows = staged
        staged = StagedRows()
        try pool.write { [channels, revision] db in
            try channels.saveNew(db)
            try rows.save(of: revision, db)
        }
    }

    func commit(sha256: String, flows: String, size: Int, summary: String) throws {
        let head = try pool.write { [revision] db in
            let brought = try ImportContent.fingerprint(of: revision, db)
            return try EmbeddedOpenImport.end(
                "state = 'kept', sha256 = ?, flows = ?, size = ?, summary = ?, brought = ?",
                [sha256, flows, size, summary, brought], revision, db)
        }
        headFile.leave(head)
    }

    func reveal() {
        onReveal()
        turn = nil
    }

    func refuse(_ diagnostic: Diagnostic, sha256: String) throws {
        let head = try takeBack { [revision] db in
            try StagedRows.save(diagnostic, of: revision, db)
            return try EmbeddedOpenImport.end("state = 'refused', sha256 = ?", [sha256], revision, db)
        }
        headFile.leave(head)
    }

    /// Ends the import's row in the register's chain.
    private static func end(
        _ assignments: String, _ values: StatementArguments, _ revision: Revision, _ db: Database
    ) throws -> RegisterHead {
        var recording = Recording()
        try recording.write(
            "UPDATE import SET \(assignments) WHERE id = ?", to: .imports, values + [revision.number], db)
        return try recording.seal(db)
    }

    func abandon() throws {
        try takeBack { [revision] db in
            try db.execute(
                sql: "DELETE FROM import WHERE id = ? AND state = 'receiving'", arguments: [revision.number])
        }
    }

    func end() {
        staged = StagedRows()
        channels.forgetNew()
        turn = nil
    }

    /// Deletes what was written, in one transaction with what is to be remembered of it.
    private func takeBack<Result>(_ remember: @escaping (Database) throws -> Result) throws -> Result {
        staged = StagedRows()
        return try pool.write { [revision] db in
            try EmbeddedLedger.deleteRows(of: revision, db)
            return try remember(db)
        }
    }

    private func flushIfFull() throws {
        if staged.count >= EmbeddedOpenImport.batch { try flush() }
    }
}
