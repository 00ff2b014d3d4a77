package import Metering

/// The audit log of one tenant.
package struct AuditLog: Sendable {
    let store: any RecordStore
    let keys: TenantKeys

    package init(_ store: any RecordStore, _ keys: TenantKeys) {
        self.store = store
        self.keys = keys
    }

    /// Signs the chain as it stands; nil when nothing was added since the last root. The caller also puts it where
    /// whoever can write to the data directory cannot.
    package func signRoot(now: Instant) throws -> AuditRoot? {
        try store.transaction(in: keys.tenant) { store in
            guard let last = try store.lastAuditEntry(), try store.auditRoots().last?.sequence != last.sequence else {
                return nil
            }
            let root = try AuditRoot(of: last, at: now, by: keys)
            try store.append(root)
            return root
        }
    }

    /// Checks every entry and every root, also those that were kept outside.
    package func verify(roots outside: [AuditRoot] = []) throws -> AuditVerification {
        try store.read(in: keys.tenant) { store in
            var verification = AuditVerification(roots: outside + (try store.auditRoots()), keys)
            try store.forEachAuditEntry { verification.take($0) }
            verification.end()
            return verification
        }
    }

    /// The entries after a number, in their order: so many at most.
    package func entries(after sequence: Int64, limit: Int = 500) throws -> [AuditEntry] {
        try store.read(in: keys.tenant) { try $0.auditEntries(after: sequence, limit: limit) }
    }

    /// What was read of a person, by whom and why, the latest first: at most so many accesses before a number (nil:
    /// the end). Empty for an erased person.
    package func accessHistory(
        of account: AccountID, before sequence: Int64? = nil, limit: Int = 100
    ) throws -> [Access] {
        try store.read(in: keys.tenant) { store in
            guard let key = try store.subjectKey(of: SubjectID(account), keys) else { return [] }
            let entries = try store.auditEntries(about: key.pseudonym, before: sequence, limit: limit)
            return try entries.map { entry in
                guard let facts = entry.facts else { throw KeyError.unreadable("audit entry \(entry.sequence)") }
                let detail = try facts.detail.map { try key.open($0, as: ReadDetail.field, ReadDetail.self) }
                return Access(facts: facts, detail: detail)
            }
        }
    }

    /// When a recipient last read a point of a person, as far as the last thousand entries about the person tell.
    package func lastRead(of account: AccountID, at point: PointID, by recipient: RecipientID) throws -> Instant? {
        try store.read(in: keys.tenant) { store in
            guard let key = try store.subjectKey(of: SubjectID(account), keys) else { return nil }
            var before: Int64?
            for _ in 0..<10 {
                let entries = try store.auditEntries(about: key.pseudonym, before: before, limit: 100)
                for entry in entries {
                    // Only what may be it is opened.
                    guard let facts = entry.facts, facts.action == .read, facts.recipient == recipient,
                        let detail = try facts.detail.map({ try key.open($0, as: ReadDetail.field, ReadDetail.self) }),
                        detail.point == point
                    else { continue }
                    return facts.at
                }
                guard entries.count == 100, let last = entries.last else { return nil }
                before = last.sequence
            }
            return nil
        }
    }

    /// One access to a person's data, as that person sees it.
    package struct Access: Hashable, Sendable {
        package let facts: AuditFacts
        package let detail: ReadDetail?
    }
}
