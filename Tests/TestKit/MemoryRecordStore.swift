package import Access
import Foundation
import Metering
import Synchronization

/// A record store in memory: what the conformance suite holds the others against.
package final class MemoryRecordStore: RecordStore {
    private let states = Mutex<[TenantID: MemoryRecordState]>([:])

    package let registry: RecordRegistry

    package init(_ modules: [RecordModule]) throws { registry = try RecordRegistry(modules) }

    /// For the records of Access.
    package convenience init() {
        do { try self.init([.access]) } catch { preconditionFailure("\(error)") }
    }

    package func transaction<Result>(
        in tenant: TenantID, _ body: (any RecordTransaction) throws -> Result
    ) throws -> Result {
        try states.withLock { tenants in
            let rows = MemoryRecordRows(tenants[tenant] ?? MemoryRecordState(), registry)
            let result = Outcome(value: try body(rows))
            tenants[tenant] = rows.state
            return result
        }.value
    }

    package func read<Result>(in tenant: TenantID, _ body: (any RecordReading) throws -> Result) throws -> Result {
        let state = states.withLock { $0[tenant] ?? MemoryRecordState() }
        return try body(MemoryRecordRows(state, registry))
    }

    package func tenants() -> Set<TenantID> {
        states.withLock { tenants in
            Set(tenants.filter { !$0.value.entries.isEmpty || $0.value.rows.values.contains { !$0.isEmpty } }.keys)
        }
    }

    package func forgetRemoved() {}

    /// Carries a body's answer out of the lock: it never was in the locked state.
    private struct Outcome<Value>: @unchecked Sendable {
        let value: Value
    }
}

struct MemoryRecordState: Sendable {
    struct Row: Sendable {
        let owner: String
        let subject: String?
        let end: Instant?
        let version: Int
        let body: Data
    }

    var rows: [RecordKind: [String: Row]] = [:]
    var events: [String: [ConsentEvent]] = [:]
    var entries: [AuditEntry] = []
    var roots: [AuditRoot] = []
}

final class MemoryRecordRows: RecordTransaction {
    fileprivate(set) var state: MemoryRecordState

    let registry: RecordRegistry

    init(_ state: MemoryRecordState, _ registry: RecordRegistry) {
        self.state = state
        self.registry = registry
    }

    func record<Record: StoredRecord>(_ type: Record.Type, _ id: String) throws -> Record? {
        try state.rows[Record.kind]?[id].map { try decode($0) }
    }

    func records<Record: StoredRecord>(_ type: Record.Type, of owner: String) throws -> [Record] {
        try records { $0.owner == owner }
    }

    func records<Record: StoredRecord>(_ type: Record.Type, about subject: SubjectID) throws -> [Record] {
        try records { $0.subject == subject.text }
    }

    func records<Record: StoredRecord>(_ type: Record.Type) throws -> [Record] { try records { _ in true } }

    private func records<Record: StoredRecord>(_ isAsked: (MemoryRecordState.Row) -> Bool) throws -> [Record] {
        try (state.rows[Record.kind] ?? [:]).filter { isAsked($0.value) }.sorted { $0.key < $1.key }
            .map { try decode($0.value) }
    }

    func records<Record: StoredRecord>(
        _: Record.Type, endingBy instant: Instant, limit: Int
    ) throws -> [Record] {
        let rows = (state.rows[Record.kind] ?? [:]).compactMap { id, row in row.end.map { ($0, id, row) } }
        return try rows.filter { $0.0 <= instant }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(limit)
            .map { try decode($0.2) }
    }

    func records<Record: StoredRecord>(_: Record.Type, after id: String?, limit: Int) throws -> [Record] {
        try (state.rows[Record.kind] ?? [:]).filter { row in id.map { row.key > $0 } ?? true }
            .sorted { $0.key < $1.key }.prefix(limit).map { try decode($0.value) }
    }

    private func decode<Record: StoredRecord>(_ row: MemoryRecordState.Row) throws -> Record {
        try JSONDecoder().decode(RecordBody<Record>.self, from: row.body).content
    }

    func counts(about subject: SubjectID) throws -> [RecordKind: Int] {
        state.rows.mapValues { rows in rows.values.count { $0.subject == subject.text } }.filter { $0.value > 0 }
    }

    func insert(_ record: some StoredRecord) throws {
        let kind = type(of: record).kind
        guard state.rows[kind]?[record.id] == nil else { throw RecordStoreError.taken(kind) }
        try put(record)
    }

    func put<Record: StoredRecord>(_ record: Record) throws {
        try registry.require(Record.kind)
        try refuseNewer(Record.self, record.id)
        state.rows[Record.kind, default: [:]][record.id] = MemoryRecordState.Row(
            owner: record.owner, subject: record.subject?.text, end: record.end, version: Record.version,
            body: try JSONEncoder().encode(RecordBody(record)))
    }

    func remove<Record: StoredRecord>(_ type: Record.Type, _ id: String) throws {
        try refuseNewer(type, id)
        state.rows[Record.kind]?[id] = nil
    }

    private func refuseNewer<Record: StoredRecord>(_: Record.Type, _ id: String) throws {
        if let row = state.rows[Record.kind]?[id] { try Record.refuseNewer(row.version) }
    }

    func removeAll(about subject: SubjectID) throws {
        state.rows = state.rows.mapValues { rows in rows.filter { $0.value.subject != subject.text } }
    }

    func removeEnded(_ kind: RecordKind, before instant: Instant, limit: Int) throws -> Int {
        let rows = (state.rows[kind] ?? [:]).compactMap { id, row in row.end.map { (end: $0, id: id) } }
        let ended = rows.filter { $0.end < instant }.sorted { ($0.end, $0.id) < ($1.end, $1.id) }.prefix(limit).map(
            \.id)
        for id in ended {
            state.rows[kind]?[id] = nil
            if kind == ConsentHeader.kind { state.events[id] = nil }
        }
        return ended.count
    }

    func consentHeaders(to recipient: RecipientID) throws -> [ConsentHeader] {
        try records(ConsentHeader.self).filter { $0.recipient == recipient }
    }

    func consentEvents(of consent: ConsentID) throws -> [ConsentEvent] { state.events[consent.text] ?? [] }

    func append(_ event: ConsentEvent, to consent: ConsentID) throws {
        state.events[consent.text, default: []].append(event)
    }

    func forEachAuditEntry(_ body: (AuditEntry) throws -> Void) throws { try state.entries.forEach(body) }

    func auditEntries(after sequence: Int64, limit: Int) throws -> [AuditEntry] {
        Array(state.entries.drop { $0.sequence <= sequence }.prefix(limit))
    }

    func lastAuditEntry() throws -> AuditEntry? { state.entries.last }

    func auditEntries(about pseudonym: String, before sequence: Int64?, limit: Int) throws -> [AuditEntry] {
        let own = state.entries.filter { $0.subject == pseudonym && $0.sequence < sequence ?? .max }
        return Array(own.reversed().prefix(limit))
    }

    func auditEntryCount(about pseudonym: String) throws -> Int { state.entries.count { $0.subject == pseudonym } }

    func append(_ entry: AuditEntry) throws {
        guard entry.sequence == (state.entries.last?.sequence ?? 0) + 1 else { throw RecordStoreError.outOfOrder }
        state.entries.append(entry)
    }

    func auditRoots() throws -> [AuditRoot] { state.roots }

    func append(_ root: AuditRoot) throws { state.roots.append(root) }
}
