package import Access
import Foundation
import Metering
import Synchronization

/// An access store in memory: what the conformance suite holds the others against.
package final class MemoryAccessStore: AccessStore {
    private let tenants = Mutex<[TenantID: MemoryAccessState]>([:])

    package init() {}

    package func transaction<Result>(
        in tenant: TenantID, _ body: (any AccessTransaction) throws -> Result
    ) throws -> Result {
        try tenants.withLock { tenants in
            let rows = MemoryAccessRows(tenants[tenant] ?? MemoryAccessState())
            let result = Outcome(value: try body(rows))
            tenants[tenant] = rows.state
            return result
        }.value
    }

    package func read<Result>(in tenant: TenantID, _ body: (any AccessReading) throws -> Result) throws -> Result {
        let state = tenants.withLock { $0[tenant] ?? MemoryAccessState() }
        return try body(MemoryAccessRows(state))
    }

    package func forgetRemoved() {}

    /// Carries a body's answer out of the lock: it never was in the locked state.
    private struct Outcome<Value>: @unchecked Sendable {
        let value: Value
    }
}

struct MemoryAccessState: Sendable {
    struct Row: Sendable {
        let owner: String
        let subject: String?
        let end: Instant?
        let body: Data
    }

    var rows: [RecordKind: [String: Row]] = [:]
    var events: [String: [ConsentEvent]] = [:]
    var entries: [AuditEntry] = []
    var roots: [AuditRoot] = []
}

final class MemoryAccessRows: AccessTransaction {
    fileprivate(set) var state: MemoryAccessState

    init(_ state: MemoryAccessState) { self.state = state }

    func record<Record: AccessRecord>(_ type: Record.Type, _ id: String) throws -> Record? {
        try state.rows[Record.kind]?[id].map { try JSONDecoder().decode(Record.self, from: $0.body) }
    }

    func records<Record: AccessRecord>(_ type: Record.Type, of owner: String) throws -> [Record] {
        try records { $0.owner == owner }
    }

    func records<Record: AccessRecord>(_ type: Record.Type, about subject: SubjectID) throws -> [Record] {
        try records { $0.subject == subject.text }
    }

    func records<Record: AccessRecord>(_ type: Record.Type) throws -> [Record] { try records { _ in true } }

    private func records<Record: AccessRecord>(_ isAsked: (MemoryAccessState.Row) -> Bool) throws -> [Record] {
        try (state.rows[Record.kind] ?? [:]).filter { isAsked($0.value) }.sorted { $0.key < $1.key }
            .map { try JSONDecoder().decode(Record.self, from: $0.value.body) }
    }

    func counts(about subject: SubjectID) throws -> [RecordKind: Int] {
        state.rows.mapValues { rows in rows.values.count { $0.subject == subject.text } }.filter { $0.value > 0 }
    }

    func insert(_ record: some AccessRecord) throws {
        let kind = type(of: record).kind
        guard state.rows[kind]?[record.id] == nil else { throw AccessStoreError.taken(kind) }
        try put(record)
    }

    func put(_ record: some AccessRecord) throws {
        state.rows[type(of: record).kind, default: [:]][record.id] = MemoryAccessState.Row(
            owner: record.owner, subject: record.subject?.text, end: record.end,
            body: try JSONEncoder().encode(record))
    }

    func remove<Record: AccessRecord>(_ type: Record.Type, _ id: String) throws { state.rows[Record.kind]?[id] = nil }

    func removeAll(about subject: SubjectID) throws {
        state.rows = state.rows.mapValues { rows in rows.filter { $0.value.subject != subject.text } }
    }

    func removeEnded(_ kind: RecordKind, before instant: Instant) throws -> Int {
        let rows = state.rows[kind] ?? [:]
        let ended = rows.filter { $0.value.end.map { $0 < instant } ?? false }.map(\.key)
        for id in ended {
            state.rows[kind]?[id] = nil
            if kind == .consent { state.events[id] = nil }
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

    func lastAuditEntry() throws -> AuditEntry? { state.entries.last }

    func auditEntries(about pseudonym: String, before sequence: Int64?, limit: Int) throws -> [AuditEntry] {
        let own = state.entries.filter { $0.subject == pseudonym && $0.sequence < sequence ?? .max }
        return Array(own.reversed().prefix(limit))
    }

    func auditEntryCount(about pseudonym: String) throws -> Int { state.entries.count { $0.subject == pseudonym } }

    func append(_ entry: AuditEntry) throws {
        guard entry.sequence == (state.entries.last?.sequence ?? 0) + 1 else { throw AccessStoreError.outOfOrder }
        state.entries.append(entry)
    }

    func auditRoots() throws -> [AuditRoot] { state.roots }

    func append(_ root: AuditRoot) throws { state.roots.append(root) }
}
