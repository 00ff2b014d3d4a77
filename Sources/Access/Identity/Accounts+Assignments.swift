package import Metering

extension Accounts {
    /// Gives a role from a day on. Their sessions end, so that the next sign-in asks for the second step where the role
    /// needs one. Throws `AssignmentFault.noAccount`, `NotAllowed`.
    package func assign(_ assignment: Assignment, by clerk: Agent, now: Instant) throws {
        try store.transaction(in: keys.tenant) { store in
            try store.requireOperator(clerk, now: now)
            guard try store.record(Account.self, assignment.account.text) != nil else {
                throw AssignmentFault.noAccount(assignment.account)
            }
            try store.insert(assignment)
            try store.endSessions(of: assignment.account)
            try store.note(
                .assignmentGiven, by: clerk, subject: assignment.subject, purpose: assignment.words, keys, now: now)
        }
    }

    /// Ends an assignment with a day; one that is over stays as it was. Holds at once: roles are looked up at each
    /// request. Throws `AssignmentFault.notThere`, `NotAllowed`.
    package func endAssignment(_ id: String, before day: CivilDay, by clerk: Agent, now: Instant) throws {
        try store.transaction(in: keys.tenant) { store in
            try store.requireOperator(clerk, now: now)
            guard var assignment = try store.record(Assignment.self, id) else { throw AssignmentFault.notThere(id) }
            guard assignment.until.map({ day < $0 }) ?? true else { return }
            assignment.until = day
            try store.put(assignment)
            try store.note(
                .assignmentEnded, by: clerk, subject: assignment.subject, purpose: assignment.words, keys, now: now)
        }
    }
}

extension Assignment {
    fileprivate var words: String { "\(role.rawValue) \(resource)" }
}

extension RecordReading {
    /// All roles that an account has now: its own, those of assignments, and that of managers by their mandates.
    package func roles(of account: Account, now: Instant) throws -> Set<Role> {
        var roles: Set<Role> = [account.role]
        for assignment in try assignments(of: account.account, now: now) { roles.insert(assignment.role) }
        if try !mandates(of: account.account, now: now).isEmpty { roles.insert(.buildingManager) }
        return roles
    }

    package func assignments(of account: AccountID, now: Instant) throws -> [Assignment] {
        try records(Assignment.self, of: account.text).filter { $0.holds(on: CivilDay(containing: now)) }
    }

    /// False where there is no such account.
    func hasRole(_ role: Role, _ account: AccountID, now: Instant) throws -> Bool {
        guard let account = try record(Account.self, account.text), !account.isSuspended else { return false }
        return try roles(of: account, now: now).contains(role)
    }

    func requireOperator(_ agent: Agent, now: Instant) throws {
        switch agent {
        case .machine, .systemUser: return
        case .account(let account):
            guard try hasRole(.operator, account, now: now) else { throw NotAllowed() }
        case .client: throw NotAllowed()
        }
    }
}
