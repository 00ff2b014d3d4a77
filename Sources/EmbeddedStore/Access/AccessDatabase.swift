package import Access
import Foundation
import GRDB
import Store

/// Accounts, consents, tokens and the audit log, in a SQLite file of their own beside `maille.sqlite`.
///
/// Of its own, since a read that waits for its audit entry must not wait for an import's transaction, and since here
/// what is deleted is overwritten (`secure_delete`). Transactions run one after the other; readers see the last one.
package final class AccessDatabase: RecordStore {
    /// Holds the lock of the directory.
    private let directory: DataDirectory
    let pool: DatabasePool
    private let commits: GroupCommit
    private let decoded = DecodedRecords()
    /// All kinds of records in the file, those of modules that this process lacks too: erasure reaches them.
    private let kinds: Set<RecordKind>
    private let remembered = RememberedRecords()
    package let registry: RecordRegistry

    /// Opens the file of a data directory, readable by its owner alone, making it where there is none, with a table for
    /// each kind of record that the modules register. Open it once.
    package init(in directory: DataDirectory, _ modules: [RecordModule]) throws {
        registry = try RecordRegistry(modules)
        self.directory = directory
        let url = directory.url.appending(path: "access.sqlite")
        try PrivateFile.make(url)
        // A log of 16 MiB: an audit entry adds three pages, and one read in three hundred would wait for their copying.
        // A cache of 4 MiB: after each commit that has split a page, SQLite walks through all that it holds.
        pool = try DataDirectory.openPool(url, erasing: true, mebibytes: 4, pagesOfLog: 16_384)
        let migrator = AccessSchema.migrator { try directory.catalogue.issuedName(of: $0, directory.ledger.known()) }
        guard try !pool.read(migrator.hasBeenSuperseded) else { throw StoreError.newer(url.path) }
        try migrator.migrate(pool)
        kinds = try AccessSchema.keep(registry.kinds, in: pool)
        commits = GroupCommit(pool) { [remembered] in remembered.settle(areKept: $0) }
    }

    package func transaction<Result>(
        in tenant: TenantID, _ body: (any RecordTransaction) throws -> Result
    ) throws -> Result {
        try commits.perform { db in
            do {
                return try body(AccessRows(db, tenant, registry, kinds, decoded, remembered))
            } catch {
                remembered.forgetLastEntries()
                throw error
            }
        }
    }

    package func read<Result>(in tenant: TenantID, _ body: (any RecordReading) throws -> Result) throws -> Result {
        try pool.read { db in try body(AccessRows(db, tenant, registry, kinds, decoded)) }
    }

    package func record<Record: StoredRecord>(
        _ type: Record.Type, _ id: String, in tenant: TenantID
    ) throws -> Record? {
        let question = RememberedRecords.Question(tenant: tenant.text, kind: Record.kind, way: .byID, key: id)
        return try remembered.answer(to: question) {
            try read(in: tenant) { try $0.record(type, id).map { [$0] } ?? [] }
        }.first
    }

    package func tenants() throws -> Set<TenantID> {
        try pool.read { db in
            var tenants: Set<TenantID> = []
            for table in kinds.map(\.name) + ["audit_entry"] {
                // From one tenant to the next by the primary key, whatever lies between.
                var last: String?
                repeat {
                    last = try String.fetchOne(
                        db, sql: "SELECT min(tenant) FROM \(table) WHERE tenant > ?", arguments: [last ?? ""])
                    if let last { tenants.insert(TenantID(last)) }
                } while last != nil
            }
            return tenants
        }
    }

    /// Lets go of the write-ahead log, where what was deleted may still stand: after an erasure, before a backup.
    ///
    /// Who was erased is on the list beside the directory when it returns.
    package func forgetRemoved() throws {
        // Whatever becomes of the list, the log of the database does not keep the rows.
        let listed = Result { try ErasureList(beside: directory.url).add(erasures()) }
        decoded.forget()
        remembered.drop()
        _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try listed.get()
    }

    /// Everybody who was erased, of all tenants.
    package func erasures() throws -> [ErasureList.Line] {
        let tenants = try pool.read { try String.fetchAll($0, sql: "SELECT DISTINCT tenant FROM erasure") }
        return try tenants.map { TenantID($0) }.flatMap { tenant in
            try read(in: tenant) { try $0.records(Erasure.self) }.map { ErasureList.Line(tenant: tenant, erasure: $0) }
        }
    }

    /// Erases again whoever is on a list and came back with a backup. Gives how many that were. `keys` of a tenant are
    /// asked for where one of them held a point.
    package func erase(again lines: [ErasureList.Line], keys: (TenantID) throws -> TenantKeys) throws -> Int {
        let known = Set(try erasures())
        let missing = Dictionary(grouping: lines.filter { !known.contains($0) }, by: \.tenant)
        for (tenant, lines) in missing {
            try Erasure.reapply(lines.map(\.erasure), on: self, in: tenant) { try keys(tenant) }
        }
        try forgetRemoved()
        return missing.values.reduce(0) { $0 + $1.count }
    }
}
