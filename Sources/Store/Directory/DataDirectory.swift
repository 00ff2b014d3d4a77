package import Foundation
import GRDB
import Metering

/// One directory that holds everything Maille keeps, owned by one process at a time.
///
///     lock            held while a process uses the directory
///     maille.sqlite   points, sets, imports, diagnostics, index readings, releases (SQLite, WAL)
///     access.sqlite   accounts, consents, tokens, the audit log (SQLite, WAL), once people are let in
///     curves/         load curves, in append-only segments of compressed blocks
///     policies/       further disclosure policies (JSON), if any
///     settings.json   what the operator sets, if anything
///     jobs/           files of exports and uploads, a folder for each job
///     publications/   open documents, as they left, for whoever asks the server
///     keys/           secret keys for noise and pseudonyms, once they are used
package final class DataDirectory: Sendable {
    package let url: URL
    /// The numbers by which all parts of the store know channels.
    package let channels: ChannelDirectory
    package let ledger: ImportLedger
    package let registry: Registry
    package let readings: RegisterReadings
    package let curves: EmbeddedCurveStore
    package let releases: ReleaseRegister
    /// What left, as the differencing guard needs it.
    package let guarded: GuardRegister
    package let keys: Keyring
    /// Imports that a crash or a power cut interrupted: they were undone when the directory was opened.
    package let undoneImports: [String]
    let pool: DatabasePool
    private let lock: DirectoryLock

    /// Opens a data directory, making it where there is none.
    ///
    /// Throws `StoreError.inUse` while another process has it. What an interrupted import left is undone first.
    /// `program` names the code at work, for the register.
    package init(_ url: URL, program: @escaping @Sendable () -> String = { "unnamed" }) throws {
        self.url = url
        try Folder.make(url)
        lock = try DirectoryLock(url.appending(path: "lock"))
        pool = try DataDirectory.openPool(url.appending(path: "maille.sqlite"))
        try Schema.migrator.migrate(pool)
        channels = ChannelDirectory(pool)
        curves = try EmbeddedCurveStore(folder: url.appending(path: "curves"), pool: pool, channels: channels)
        registry = Registry(pool)
        readings = RegisterReadings(pool, channels: channels)
        releases = ReleaseRegister(pool, program: program)
        keys = Keyring(url.appending(path: "keys"))
        guarded = GuardRegister(pool)
        ledger = ImportLedger(pool, curves: curves)
        undoneImports = try ledger.undoInterrupted()
        try curves.recover(kept: ledger.keptRevisions())
    }

    /// Who holds several points, by the numbers of their channels.
    package func holders(_ known: Known) throws -> Holders {
        try registry.holders(known, channels)
    }

    /// Further policies that the operator put into the directory: file names with their bytes.
    package func policyFiles() throws -> [(name: String, bytes: [UInt8])] {
        let folder = url.appending(path: "policies")
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { ($0.lastPathComponent, [UInt8](try Data(contentsOf: $0))) }
    }

    /// `DatabasePool` lowers `synchronous` to NORMAL after its configuration ran: FULL is set when the pool is
    /// open, and read back, since the difference shows only when the power fails. `erasing`: what is deleted is
    /// overwritten, not merely let go.
    /// `mebibytes`: of pages in memory; with SQLite's default of 2, lists of points in random order write every page
    /// many times over. `pagesOfLog`: how many are written before they are copied into the file.
    static func openPool(
        _ url: URL, erasing: Bool = false, mebibytes: Int = 64, pagesOfLog: Int = 1_000
    ) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
            try db.execute(sql: "PRAGMA cell_size_check = ON")
            // Only a new file takes it. With the default of 4 KiB, some thirty tables and indexes outweigh the curves of
            // a household before anything is kept.
            try db.execute(sql: "PRAGMA page_size = 1024")
            try db.execute(sql: "PRAGMA cache_size = -\(mebibytes << 10)")
            if erasing { try db.execute(sql: "PRAGMA secure_delete = ON") }
            try db.execute(sql: "PRAGMA wal_autocheckpoint = \(pagesOfLog)")
        }
        let pool = try DatabasePool(path: url.path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            let level = try Int.fetchOne(db, sql: "PRAGMA synchronous")
            let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode")
            guard level == 2, mode == "wal" else {
                throw StoreError.notDurable("synchronous is \(level ?? -1), journal mode \(mode ?? "unknown")")
            }
        }
        return pool
    }
}
