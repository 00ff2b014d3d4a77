import Access
import Foundation
import GRDB
import Metering
import Store

/// One tenant's rows in one transaction.
struct AccessRows: RecordTransaction {
    private let db: Database
    private let tenant: String
    let registry: RecordRegistry
    /// All kinds in the file.
    private let kinds: Set<RecordKind>
    private let decoded: DecodedRecords
    private let remembered: RememberedRecords?

    /// `remembered`: with the writer alone, whose state is the latest one.
    init(
        _ db: Database, _ tenant: TenantID, _ registry: RecordRegistry, _ kinds: Set<RecordKind>,
        _ decoded: DecodedRecords, _ remembered: RememberedRecords? = nil
    ) {
        self.db = db
        self.registry = registry
        self.kinds = kinds
        self.decoded = decoded
        self.remembered = remembered
        self.tenant = tenant.text
    }

    func record<Record: StoredRecord>(_ type: Record.Type, _ id: String) throws -> Record? {
        try answer(Record.kind, .byID, id) { try records(type, "WHERE tenant = ? AND id = ?", id) }.first
    }

    func records<Record: StoredRecord>(_ type: Record.Type, of owner: String) throws -> [Record] {
        try answer(Record.kind, .byOwner, owner) {
            try records(type, "INDEXED BY \(Record.kind)_by_owner WHERE tenant = ? AND owner = ?", owner)
        }
    }

    private func answer<Value: Sendable>(
        _ kind: RecordKind, _ way: RememberedRecords.Question.Way, _ key: String, _ ask: () throws -> [Value]
    ) throws -> [Value] {
        guard let remembered else { return try ask() }
        return try remembered.answer(to: question(kind, way, key), or: ask)
    }

    private func question(
        _ kind: RecordKind, _ way: RememberedRecords.Question.Way, _ key: String
    ) -> RememberedRecords.Question {
        RememberedRecords.Question(tenant: tenant, kind: kind, way: way, key: key)
    }

    func records<Record: StoredRecord>(_ type: Record.Type, about subject: SubjectID) throws -> [Record] {
        try records(
            type, "INDEXED BY \(Record.kind)_by_subject WHERE tenant = ? AND subject = ?", subject.text)
    }

    func records<Record: StoredRecord>(_ type: Record.Type) throws -> [Record] {
        try records(type, "WHERE tenant = ? AND ? IS NULL", nil)
    }

    func records<Record: StoredRecord>(
        _: Record.Type, endingBy instant: Instant, limit: Int
    ) throws -> [Record] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT body FROM \(Record.kind) INDEXED BY \(Record.kind)_by_end
                WHERE tenant = ? AND ends_at <= ? ORDER BY ends_at, id LIMIT ?
                """)
        return try String.fetchAll(statement, arguments: [tenant, instant.secondsSinceEpoch, limit])
            .map { try decoded.decode($0) }
    }

    func records<Record: StoredRecord>(_: Record.Type, after id: String?, limit: Int) throws -> [Record] {
        let statement = try db.cachedStatement(
            sql: "SELECT body FROM \(Record.kind) WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?")
        return try String.fetchAll(statement, arguments: [tenant, id ?? "", limit]).map { try decoded.decode($0) }
    }

    /// Indexes are named: left alone, SQLite walks through all of a tenant's rows to have them by id.
    private func records<Record: StoredRecord>(
        _: Record.Type, _ condition: String, _ value: String?
    ) throws -> [Record] {
        let statement = try db.cachedStatement(
            sql: "SELECT body FROM \(Record.kind) \(condition) ORDER BY id")
        return try String.fetchAll(statement, arguments: [tenant, value]).map { try decoded.decode($0) }
    }

    func counts(about subject: SubjectID) throws -> [RecordKind: Int] {
        var counts: [RecordKind: Int] = [:]
        for kind in kinds {
            let count = try Int.fetchOne(
                db.cachedStatement(sql: "SELECT count(*) FROM \(kind) WHERE tenant = ? AND subject = ?"),
                arguments: [tenant, subject.text])
            if let count, count > 0 { counts[kind] = count }
        }
        return counts
    }

    func insert(_ record: some StoredRecord) throws {
        do {
            try write(record, "INSERT")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw RecordStoreError.taken(type(of: record).kind)
        }
    }

    func put(_ record: some StoredRecord) throws { try write(record, "REPLACE") }

    private func write<Record: StoredRecord>(_ record: Record, _ verb: String) throws {
        try registry.require(Record.kind)
        try forget(Record.self, record.id, owner: record.owner)
        try db.cachedStatement(
            sql: """
                \(verb) INTO \(Record.kind) (tenant, id, owner, subject, ends_at, body)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                tenant, record.id, record.owner, record.subject?.text, record.end?.secondsSinceEpoch,
                try encode(record),
            ])
        guard let header = record as? ConsentHeader else { return }
        try db.cachedStatement(sql: "UPDATE consent SET recipient = ? WHERE tenant = ? AND id = ?")
            .execute(arguments: [header.recipient.text, tenant, header.id])
    }

    /// Before a record changes: refuses where its body is of a later version, and forgets what is remembered of it,
    /// under its id, under the owner that it has, and under the one that it will have.
    private func forget<Record: StoredRecord>(_: Record.Type, _ id: String, owner: String? = nil) throws {
        let kind = Record.kind
        let former = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT owner, body ->> '$.recordVersion' FROM \(kind) WHERE tenant = ? AND id = ?"),
            arguments: [tenant, id])
        if let version = former?[1] as Int? { try Record.refuseNewer(version) }
        let owners = [former?[0] as String?, owner].compactMap(\.self)
        remembered?.forget(kind, [question(kind, .byID, id)] + owners.map { question(kind, .byOwner, $0) })
    }

    func remove<Record: StoredRecord>(_ type: Record.Type, _ id: String) throws {
        try forget(Record.self, id)
        try db.cachedStatement(sql: "DELETE FROM \(Record.kind) WHERE tenant = ? AND id = ?")
            .execute(arguments: [tenant, id])
    }

    func removeAll(about subject: SubjectID) throws {
        remembered?.forgetAll(of: kinds)
        for kind in kinds {
            try db.cachedStatement(sql: "DELETE FROM \(kind) WHERE tenant = ? AND subject = ?")
                .execute(arguments: [tenant, subject.text])
        }
    }

    func removeEnded(_ kind: RecordKind, before instant: Instant, limit: Int) throws -> Int {
        let ended = try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id FROM \(kind) INDEXED BY \(kind)_by_end WHERE tenant = ? AND ends_at < ?
                    ORDER BY ends_at LIMIT ?
                    """), arguments: [tenant, instant.secondsSinceEpoch, limit])
        guard !ended.isEmpty else { return 0 }
        remembered?.forgetAll(of: kinds)
        for id in ended {
            if kind == ConsentHeader.kind {
                try db.cachedStatement(sql: "DELETE FROM consent_event WHERE tenant = ? AND consent = ?")
                    .execute(arguments: [tenant, id])
            }
            try db.cachedStatement(sql: "DELETE FROM \(kind) WHERE tenant = ? AND id = ?")
                .execute(arguments: [tenant, id])
        }
        return ended.count
    }

    func consentHeaders(to recipient: RecipientID) throws -> [ConsentHeader] {
        try records(ConsentHeader.self, AccessRows.ofRecipient, recipient.text)
    }

    static let ofRecipient = "INDEXED BY consent_by_recipient WHERE tenant = ? AND recipient = ?"

    func consentEvents(of consent: ConsentID) throws -> [ConsentEvent] {
        try answer(ConsentHeader.kind, .events, consent.text) {
            let sql = "SELECT body FROM consent_event WHERE tenant = ? AND consent = ? ORDER BY number"
            return try String.fetchAll(db.cachedStatement(sql: sql), arguments: [tenant, consent.text])
                .map { try decoded.decode($0) }
        }
    }

    func append(_ event: ConsentEvent, to consent: ConsentID) throws {
        remembered?.forget(ConsentHeader.kind, [question(ConsentHeader.kind, .events, consent.text)])
        try db.cachedStatement(
            sql: """
                INSERT INTO consent_event (tenant, consent, number, body) VALUES (?1, ?2,
                (SELECT coalesce(max(number), 0) + 1 FROM consent_event WHERE tenant = ?1 AND consent = ?2), ?3)
                """
        ).execute(arguments: [tenant, consent.text, try encode(event)])
    }

    private func encode(_ content: some VersionedBody) throws -> String {
        String(decoding: try JSONEncoder().encode(RecordBody(content)), as: UTF8.self)
    }

    // MARK: The audit log

    func forEachAuditEntry(_ body: (AuditEntry) throws -> Void) throws {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT sequence, subject, body, hash FROM audit_entry WHERE tenant = ? ORDER BY sequence",
            arguments: [tenant])
        while let row = try rows.next() { try body(AuditEntry(row: row)) }
    }

    func auditEntries(after sequence: Int64, limit: Int) throws -> [AuditEntry] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT sequence, subject, body, hash FROM audit_entry
                    WHERE tenant = ? AND sequence > ? ORDER BY sequence LIMIT ?
                    """), arguments: [tenant, sequence, limit]
        ).map(AuditEntry.init(row:))
    }

    func lastAuditEntry() throws -> AuditEntry? {
        if let last = remembered?.lastEntry(of: tenant) { return last }
        return try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT sequence, subject, body, hash FROM audit_entry WHERE tenant = ?
                    ORDER BY sequence DESC LIMIT 1
                    """), arguments: [tenant]
        ).map(AuditEntry.init(row:))
    }

    func auditEntries(about pseudonym: String, before sequence: Int64?, limit: Int) throws -> [AuditEntry] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT sequence, subject, body, hash FROM audit_entry
                    WHERE tenant = ? AND subject = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?
                    """), arguments: [tenant, pseudonym, sequence ?? .max, limit]
        ).map(AuditEntry.init(row:))
    }

    func auditEntryCount(about pseudonym: String) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT count(*) FROM audit_entry WHERE tenant = ? AND subject = ?"),
            arguments: [tenant, pseudonym]) ?? 0
    }

    func append(_ entry: AuditEntry) throws {
        guard entry.sequence == (try lastAuditEntry()?.sequence ?? 0) + 1 else { throw RecordStoreError.outOfOrder }
        try db.cachedStatement(
            sql: "INSERT INTO audit_entry (tenant, sequence, subject, body, hash) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [tenant, entry.sequence, entry.subject, entry.body, entry.hash])
        remembered?.keep(lastEntry: entry, of: tenant)
    }

    func auditRoots() throws -> [AuditRoot] {
        try String.fetchAll(
            db, sql: "SELECT body FROM audit_root WHERE tenant = ? ORDER BY sequence", arguments: [tenant]
        ).map { try decoded.decode($0) }
    }

    func append(_ root: AuditRoot) throws {
        try db.execute(
            sql: "INSERT INTO audit_root (tenant, sequence, body) VALUES (?, ?, ?)",
            arguments: [tenant, root.sequence, try encode(root)])
    }
}

extension AuditEntry {
    fileprivate init(row: Row) { self.init(sequence: row[0], subject: row[1], body: row[2], hash: row[3]) }
}
