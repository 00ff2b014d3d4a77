package import Metering

/// Where the records of all modules, consents and the audit log are kept, tenant by tenant. Every implementation passes
/// `RecordStoreConformance`.
///
///     try store.transaction(in: tenant) { store in
///         var account = try store.record(Account.self, id.text)
///         …
///         try store.put(account)
///     }
///
/// A body that a later program wrote is never decoded by guess nor replaced: reading it, putting over it and removing
/// it by its id throw `BodyVersionError`. Erasure and retention remove it all the same.
package protocol RecordStore: Sendable {
    /// The kinds of records that it keeps.
    var registry: RecordRegistry { get }

    /// Costs the body and one commit, shared by those that wait for it: runs a body on its own. No other transaction
    /// sees half of it, and nothing of it stays when it throws. When the call returns, its effects survive a power cut.
    func transaction<Result>(in tenant: TenantID, _ body: (any RecordTransaction) throws -> Result) throws -> Result

    /// Costs the body: runs it on one unchanging state.
    func read<Result>(in tenant: TenantID, _ body: (any RecordReading) throws -> Result) throws -> Result

    /// Costs one look-up: one record as it stands in the last durable state.
    func record<Record: StoredRecord>(_ type: Record.Type, _ id: String, in tenant: TenantID) throws -> Record?

    /// Costs a look-up for each tenant and kind: the tenants that have any record or entry of the log.
    func tenants() throws -> Set<TenantID>

    /// Costs the file of records: lets go of logs and memory where what was removed may still stand: after an erasure,
    /// before a backup.
    func forgetRemoved() throws
}

extension RecordStore {
    package func record<Record: StoredRecord>(
        _ type: Record.Type, _ id: String, in tenant: TenantID
    ) throws -> Record? {
        try read(in: tenant) { try $0.record(type, id) }
    }
}

/// One tenant's records, seen at one moment.
package protocol RecordReading {
    var registry: RecordRegistry { get }

    /// Costs one look-up.
    func record<Record: StoredRecord>(_ type: Record.Type, _ id: String) throws -> Record?

    /// Costs the records of the owner: by id.
    func records<Record: StoredRecord>(_ type: Record.Type, of owner: String) throws -> [Record]

    /// Costs the records of the subject: those of a kind, by id.
    func records<Record: StoredRecord>(_ type: Record.Type, about subject: SubjectID) throws -> [Record]

    /// Costs the kinds of records: how many of each kind are one subject's.
    func counts(about subject: SubjectID) throws -> [RecordKind: Int]

    /// Costs all records of the kind, in memory too: the tenant's, by id.
    func records<Record: StoredRecord>(_ type: Record.Type) throws -> [Record]

    /// Costs the answer: the records of a kind that end at an instant or before it, the earliest first, then by id; so
    /// many at most.
    func records<Record: StoredRecord>(_ type: Record.Type, endingBy instant: Instant, limit: Int) throws -> [Record]

    /// Costs the answer: the records of a kind by id, those after an id (nil: from the first one), so many at most.
    func records<Record: StoredRecord>(_ type: Record.Type, after id: String?, limit: Int) throws -> [Record]

    /// Costs the recipient's consents: by id, the headers of those that it asked for.
    func consentHeaders(to recipient: RecipientID) throws -> [ConsentHeader]

    /// Costs the events of the consent: in the order in which they were appended.
    func consentEvents(of consent: ConsentID) throws -> [ConsentEvent]

    /// Costs the whole chain, an entry at a time in memory: in its order, from the first entry.
    func forEachAuditEntry(_ body: (AuditEntry) throws -> Void) throws

    /// Costs the answer: the entries after a number, in their order, so many at most.
    func auditEntries(after sequence: Int64, limit: Int) throws -> [AuditEntry]

    /// Costs one look-up: the last entry of the chain.
    func lastAuditEntry() throws -> AuditEntry?

    /// Costs the answer: what was done to one subject's data, the latest first: at most so many entries before a number
    /// (nil: the end).
    func auditEntries(about pseudonym: String, before sequence: Int64?, limit: Int) throws -> [AuditEntry]

    /// Costs the entries about the subject: how often something was done to one subject's data.
    func auditEntryCount(about pseudonym: String) throws -> Int

    /// Costs all roots.
    func auditRoots() throws -> [AuditRoot]
}

/// Changes to one tenant's records, all or none.
package protocol RecordTransaction: RecordReading {
    /// Costs one row, as each of these: adds a record. Throws `RecordStoreError.taken` where the id is taken, and as
    /// `put` does.
    func insert(_ record: some StoredRecord) throws

    /// Adds a record, or replaces the one with its id. Throws `RecordRegistryError.unknown` for a kind that is not
    /// registered, `BodyVersionError` where the one with its id is of a later version.
    func put(_ record: some StoredRecord) throws

    func remove<Record: StoredRecord>(_ type: Record.Type, _ id: String) throws

    /// Costs the records of the subject, and one look-up a kind: removes all that is one subject's, of all kinds,
    /// registered or not.
    func removeAll(about subject: SubjectID) throws

    /// Costs what it removes: records of a kind that ended before an instant, so many at most, the earliest first; of
    /// consents, their events too. Gives how many went.
    func removeEnded(_ kind: RecordKind, before instant: Instant, limit: Int) throws -> Int

    func append(_ event: ConsentEvent, to consent: ConsentID) throws

    /// Adds an entry whose number follows the last one's.
    func append(_ entry: AuditEntry) throws

    func append(_ root: AuditRoot) throws
}

package enum RecordStoreError: Error, Hashable, CustomStringConvertible {
    case taken(RecordKind)
    case outOfOrder

    package var description: String {
        switch self {
        case .taken(let kind): "there is a \(kind) of this id already"
        case .outOfOrder: "an audit entry must follow the last one"
        }
    }
}
