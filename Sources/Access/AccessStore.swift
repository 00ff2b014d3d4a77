package import Metering

/// What Access keeps one table for each.
package enum RecordKind: String, CaseIterable, Hashable, Sendable, Codable {
    case subjectKey = "subject_key"
    case account, login, session
    case emailProof = "email_proof"
    case passwordReset = "password_reset"
    case rateBucket = "rate_bucket"
    case activationCode = "activation_code"
    case occupancy
    case mandate
    case dataNeed = "data_need"
    case consent
    case recipient
    case agreement
    case erasure
    case client
    case pushedRequest = "pushed_request"
    case authorizationCode = "authorization_code"
    case tokenFamily = "token_family"
    case accessToken = "access_token"
    case refreshToken = "refresh_token"
    case deviceCode = "device_code"
    case usedIdentifier = "used_identifier"
    case job
    case onceKey = "once_key"
    case notice
    case noticeMark = "notice_mark"
}

/// Something that Access keeps: found by its id, or with all that has the same owner.
package protocol AccessRecord: Codable, Hashable, Sendable {
    static var kind: RecordKind { get }
    /// Unique among the tenant's records of the kind.
    var id: String { get }
    var owner: String { get }
    /// Whose personal data it is; nil where it is nobody's. Erasure removes all that is a subject's.
    var subject: SubjectID? { get }
    /// When it stops to count; retention is reckoned from there. Nil while open.
    var end: Instant? { get }
}

extension AccessRecord {
    package var subject: SubjectID? { nil }
}

/// Where accounts, consents, tokens and the audit log are kept, tenant by tenant. Every implementation passes
/// `AccessStoreConformance`.
package protocol AccessStore: Sendable {
    /// Runs a body on its own: no other transaction sees half of it, and nothing of it stays when it throws. When
    /// the call returns, its effects survive a power cut.
    func transaction<Result>(in tenant: TenantID, _ body: (any AccessTransaction) throws -> Result) throws -> Result

    /// Runs a body on one unchanging state.
    func read<Result>(in tenant: TenantID, _ body: (any AccessReading) throws -> Result) throws -> Result

    /// One record as it stands in the last durable state.
    func record<Record: AccessRecord>(_ type: Record.Type, _ id: String, in tenant: TenantID) throws -> Record?

    /// Lets go of logs and memory where what was removed may still stand: after an erasure, before a backup.
    func forgetRemoved() throws
}

extension AccessStore {
    package func record<Record: AccessRecord>(
        _ type: Record.Type, _ id: String, in tenant: TenantID
    ) throws -> Record? {
        try read(in: tenant) { try $0.record(type, id) }
    }
}

/// One tenant's records, seen at one moment.
package protocol AccessReading {
    func record<Record: AccessRecord>(_ type: Record.Type, _ id: String) throws -> Record?

    /// By id.
    func records<Record: AccessRecord>(_ type: Record.Type, of owner: String) throws -> [Record]

    /// By id: the records of a kind that are one subject's.
    func records<Record: AccessRecord>(_ type: Record.Type, about subject: SubjectID) throws -> [Record]

    /// How many records of each kind are one subject's.
    func counts(about subject: SubjectID) throws -> [RecordKind: Int]

    /// By id, all of the tenant's.
    func records<Record: AccessRecord>(_ type: Record.Type) throws -> [Record]

    /// By id: the headers of the consents that a recipient asked for.
    func consentHeaders(to recipient: RecipientID) throws -> [ConsentHeader]

    /// In the order in which they were appended.
    func consentEvents(of consent: ConsentID) throws -> [ConsentEvent]

    /// The chain in its order, from the first entry.
    func forEachAuditEntry(_ body: (AuditEntry) throws -> Void) throws

    /// The last entry of the chain.
    func lastAuditEntry() throws -> AuditEntry?

    /// What was done to one subject's data, the latest first: at most so many entries before a number (nil: the end).
    func auditEntries(about pseudonym: String, before sequence: Int64?, limit: Int) throws -> [AuditEntry]

    /// How often something was done to one subject's data.
    func auditEntryCount(about pseudonym: String) throws -> Int

    func auditRoots() throws -> [AuditRoot]
}

/// Changes to one tenant's records, all or none.
package protocol AccessTransaction: AccessReading {
    /// Adds a record. Throws `AccessStoreError.taken` where the id is taken.
    func insert(_ record: some AccessRecord) throws

    /// Adds a record, or replaces the one with its id.
    func put(_ record: some AccessRecord) throws

    func remove<Record: AccessRecord>(_ type: Record.Type, _ id: String) throws

    /// Removes all that is one subject's, of all kinds.
    func removeAll(about subject: SubjectID) throws

    /// Removes the records of a kind that ended before an instant; of consents, their events too.
    func removeEnded(_ kind: RecordKind, before instant: Instant) throws -> Int

    func append(_ event: ConsentEvent, to consent: ConsentID) throws

    /// Adds an entry whose number follows the last one's.
    func append(_ entry: AuditEntry) throws

    func append(_ root: AuditRoot) throws
}

package enum AccessStoreError: Error, Hashable, CustomStringConvertible {
    case taken(RecordKind)
    case outOfOrder

    package var description: String {
        switch self {
        case .taken(let kind): "there is a \(kind.rawValue) of this id already"
        case .outOfOrder: "an audit entry must follow the last one"
        }
    }
}
