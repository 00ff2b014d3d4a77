package import Metering

extension Accounts {
    /// Closes an account until it is opened again: its sessions end, nobody signs in or asks for a new password, and
    /// what its holder approved for applications is taken back, since it may have been somebody else. Consents and
    /// occupancies stay. False where there is no such account. Throws `NotAllowed` unless an operator or the machine
    /// asks.
    package func suspend(_ account: AccountID, by clerk: Agent, now: Instant) throws -> Bool {
        try change(account, .accountSuspended, by: clerk, now: now) { account, store in
            account.suspendedAt = account.suspendedAt ?? now
            try store.endSessions(of: account.account)
            try store.endResets(of: account.account)
            try store.endApprovals(of: SubjectID(account.account))
        }
    }

    /// Opens a suspended account again. False where there is none. Throws `NotAllowed` as `suspend`.
    package func resume(_ account: AccountID, by clerk: Agent, now: Instant) throws -> Bool {
        try change(account, .accountResumed, by: clerk, now: now) { account, _ in account.suspendedAt = nil }
    }

    private func change(
        _ id: AccountID, _ action: AuditAction, by clerk: Agent, now: Instant,
        _ change: (inout Account, any RecordTransaction) throws -> Void
    ) throws -> Bool {
        try store.transaction(in: keys.tenant) { store in
            try store.requireOperator(clerk, now: now)
            guard var account = try store.record(Account.self, id.text) else { return false }
            try change(&account, store)
            try store.put(account)
            try store.note(action, by: clerk, subject: account.subject, keys, now: now)
            return true
        }
    }
}

extension RecordTransaction {
    /// Takes back what a person approved for applications: their tokens, and the codes that would give them some.
    func endApprovals(of person: SubjectID) throws {
        for family in try records(TokenFamily.self, about: person) { try revoke(family: family.id) }
        for code in try records(AuthorizationCode.self, about: person) { try remove(AuthorizationCode.self, code.id) }
        for device in try records(DeviceCode.self, about: person) { try remove(DeviceCode.self, device.id) }
    }
}
