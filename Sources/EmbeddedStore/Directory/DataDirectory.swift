package import Foundation
import GRDB
package import Metering
package import Store

/// One directory that holds everything Maille keeps, owned by one process at a time.
///
///     lock            held while a process uses the directory
///     admin.socket    where a server takes commands meanwhile
///     maille.sqlite   points, sets, imports, diagnostics, index readings, releases (SQLite, WAL)
///     access.sqlite   accounts, consents, tokens, the audit log (SQLite, WAL), once people are let in
///     curves/         load curves, in append-only segments of compressed blocks; the register's head
///     policies/       further disclosure policies (JSON), if any
///     mappings/       how kinds of tables are read (JSON), if any
///     settings.json   what the operator sets, if anything
///     tenant.json     what the tenant's organisation is, if anybody said
///     schedule.json   what a server did by itself, and will do next
///     jobs/           files of exports and uploads, a folder for each job
///     publications/   open documents, as they left, for whoever asks the server
///     keys/           secret keys for noise, pseudonyms and digests, once they are used
package final class DataDirectory: Sendable {
    package let url: URL
    package let measures: EmbeddedMeasures
    package let catalogue: EmbeddedCatalogue
    package let ledger: EmbeddedLedger
    package let releases: EmbeddedReleases
    package let documents: EmbeddedDocuments
    package let keys: KeyFolder
    /// Imports that a crash or a power cut interrupted: they were undone when the directory was opened.
    package let undoneImports: [String]
    let pool: DatabasePool
    let lock: DirectoryLock
    let headFile: HeadFile

    /// Opens a data directory, making it where there is none.
    ///
    /// Throws `StoreError.inUse` while another process has it. What an interrupted import left is undone first.
    /// `program` names the code at work, for the register.
    package init(_ url: URL, program: @escaping @Sendable () -> String = { "unnamed" }) throws {
        self.url = url
        try Folder.make(url)
        lock = try DirectoryLock(url.appending(path: "lock"))
        try PrivateFile.make(url.appending(path: "maille.sqlite"))
        pool = try DataDirectory.openPool(url.appending(path: "maille.sqlite"))
        guard try !pool.read(Schema.migrator.hasBeenSuperseded) else { throw StoreError.newer(url.path) }
        try Schema.migrator.migrate(pool)
        let (channels, curves) = (ChannelDirectory(pool), url.appending(path: "curves"))
        headFile = try HeadFile(curves, pool)
        measures = try EmbeddedMeasures(
            folder: curves, pool: pool, channels: channels, lock: lock, keepsTails: headFile.missingHead != nil)
        catalogue = EmbeddedCatalogue(pool, channels: channels, lock: lock)
        releases = EmbeddedReleases(pool, lock: lock, headFile: headFile, program: program)
        documents = EmbeddedDocuments(url)
        keys = KeyFolder(url.appending(path: "keys"))
        ledger = EmbeddedLedger(pool, measures: measures, channels: channels, lock: lock, headFile: headFile)
        undoneImports = try ledger.recover()
    }

    /// Records days as forgotten (`ReleaseRegister.forget`), and goes on with the register as it is: what the curves
    /// beside an older database have besides is cut off.
    package func goOn(
        withoutDays days: ClosedRange<CivilDay>, missing head: RegisterHead? = nil, now: Instant
    ) throws {
        try releases.forget(days, missing: head ?? headFile.missingHead, now: now)
        headFile.accept(try releases.head())
        try measures.curves.cutKeptTails()
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
            // Only a new file takes it. With the default of 4 KiB, some thirty tables and indexes outweigh the curves
            // of a household before anything is kept.
            try db.execute(sql: "PRAGMA page_size = 1024")
            try db.execute(sql: "PRAGMA cache_size = -\(mebibytes << 10)")
            db.add(function: Fingerprint.inSQL)
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
