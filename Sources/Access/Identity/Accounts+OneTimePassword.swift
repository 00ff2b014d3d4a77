package import Metering

extension Accounts {
    /// When a one-time password is set up.
    package enum Enrolment: Hashable, Sendable {
        /// Between the steps of a sign-in, whose password was just given.
        case atSignIn
        /// In an open session: the caller asks for the password again.
        case byChoice

        fileprivate func suits(_ session: Session) -> Bool { session.isComplete == (self == .byChoice) }
    }

    /// A one-time password to set up, kept with the session until a first code confirms it: the same until then. Nil
    /// where there is no session of that kind, or the account has a one-time password.
    package func proposeOneTimePassword(
        _ enrolment: Enrolment, session secret: Secret, now: Instant
    ) throws -> OneTimePassword? {
        try store.transaction(in: keys.tenant) { store in
            guard var session = try store.record(Session.self, secret.digest), session.isAlive(lifetime, now: now),
                enrolment.suits(session),
                let account = try store.record(Account.self, session.account.text), !account.hasOneTimePassword,
                let key = try store.subjectKey(of: account.subject ?? SubjectID(account.account), keys)
            else { return nil }
            if let proposal = session.proposal { return try key.open(proposal, as: Session.proposalField) }
            let proposed = OneTimePassword.random()
            session.proposal = try key.seal(proposed, as: Session.proposalField)
            try store.put(session)
            return proposed
        }
    }

    package func hasOneTimePassword(_ account: AccountID) throws -> Bool {
        try store.read(in: keys.tenant) { try $0.record(Account.self, account.text)?.hasOneTimePassword ?? false }
    }

    /// Keeps a proposed one-time password once its first code is right: in a session that was opened with the password
    /// alone, which staff need it for, or in one that is open, by choice. All other sessions end.
    package func confirm(
        _ enrolment: Enrolment, code: String, session secret: Secret, source: RequestSource? = nil, now: Instant
    ) throws -> SignIn {
        try oneTime(secret, source, now: now) { store, account, key in
            guard account.oneTimeSecret == nil, let session = try store.record(Session.self, secret.digest),
                enrolment.suits(session), let proposal = session.proposal
            else { return false }
            let proposed: OneTimePassword = try key.open(proposal, as: Session.proposalField)
            guard let step = proposed.acceptedStep(of: code, now: now, after: nil) else { return false }
            account.oneTimeSecret = try key.seal(proposed, as: OneTimePassword.field)
            account.lastOneTimeStep = step
            try store.endSessions(of: account.account)
            try store.note(
                .secondStepAdded, by: .account(account.account), subject: account.subject, keys, now: now)
            return true
        }
    }

    /// The second step of a sign-in: the session gets a new secret.
    package func giveOneTimePassword(
        _ code: String, session secret: Secret, source: RequestSource? = nil, now: Instant
    ) throws -> SignIn {
        try oneTime(secret, source, now: now) { _, account, key in try account.take(code, key, now: now) }
    }

    /// Removes the one-time password, for a last code of it. Refused to staff, who must have one.
    package func removeOneTimePassword(
        _ code: String, session secret: Secret, source: RequestSource? = nil, now: Instant
    ) throws -> SignIn {
        try oneTime(secret, source, now: now) { store, account, key in
            guard try !store.roles(of: account, now: now).contains(where: \.needsOneTimePassword),
                try account.take(code, key, now: now)
            else { return false }
            try store.forgetOneTimePassword(of: &account, by: .account(account.account), keys, now: now)
            return true
        }
    }

    /// Forgets the one-time password of a person who lost the telephone; every session ends, and staff set another up
    /// at the next sign-in. False where there is none. The clerk must be an operator or the machine, and must know
    /// whom they speak with. Throws `NotAllowed`.
    package func forgetOneTimePassword(of account: AccountID, by clerk: Agent, now: Instant) throws -> Bool {
        try store.transaction(in: keys.tenant) { store in
            try store.requireOperator(clerk, now: now)
            guard var account = try store.record(Account.self, account.text), account.hasOneTimePassword else {
                return false
            }
            try store.forgetOneTimePassword(of: &account, by: clerk, keys, now: now)
            try store.put(account)
            return true
        }
    }

    /// What wrong codes count against: the browser in which the person signed in before, else the account. Who knows
    /// the password alone never had such a browser, and keeps the person out of none.
    private func prover(of account: Account, _ source: RequestSource?, now: Instant) -> String {
        let device = source?.device.flatMap {
            KnownDevice($0, of: account.login, account.password, account.oneTimeSecret, keys, now: now)
        }
        return device.map { "device \($0.id)" } ?? account.login
    }

    private func oneTime(
        _ secret: Secret, _ source: RequestSource?, now: Instant,
        _ check: (any RecordTransaction, inout Account, SubjectKey) throws -> Bool
    ) throws -> SignIn {
        try store.transaction(in: keys.tenant) { store in
            guard let session = try store.record(Session.self, secret.digest), session.isAlive(lifetime, now: now),
                var account = try store.record(Account.self, session.account.text),
                let key = try store.subjectKey(of: SubjectID(account.account), keys)
            else { return .refused }
            let caller = prover(of: account, source, now: now)
            if let wait = try store.wait(.failedProofs, of: caller, now: now) {
                events.count(
                    .init(.signInFailed, "limit", by: .machine, about: account.subject, from: source?.mark(keys)),
                    request: source?.request)
                return .tooMany(retryAfter: wait)
            }
            guard try check(store, &account, key) else {
                try store.count(.failedProofs, of: caller, now: now)
                try store.note(
                    .signInFailed, by: .machine, subject: account.subject, purpose: "code", request: source?.request,
                    network: source?.mark(keys), keys, now: now)
                return .refused
            }
            try store.put(account)
            try store.remove(Session.self, session.id)
            let renewed = Secret.random()
            let complete = Session(renewed, of: account, isComplete: true, now: now, lifetime: lifetime)
            try store.open(complete)
            if !session.isComplete {
                try store.note(
                    .signedIn, by: .account(account.account), subject: account.subject, purpose: "password, code",
                    request: source?.request, network: source?.mark(keys), keys, now: now)
            }
            return .open(renewed, complete)
        }
    }
}

extension Session {
    fileprivate static let proposalField = "one-time-proposal"
}

extension Account {
    /// Whether a code is right and new; it counts once.
    fileprivate mutating func take(_ code: String, _ key: SubjectKey, now: Instant) throws -> Bool {
        guard let oneTimeSecret else { return false }
        let password = try key.open(oneTimeSecret, as: OneTimePassword.field, OneTimePassword.self)
        guard let step = password.acceptedStep(of: code, now: now, after: lastOneTimeStep) else { return false }
        lastOneTimeStep = step
        return true
    }
}

extension RecordTransaction {
    fileprivate func forgetOneTimePassword(
        of account: inout Account, by agent: Agent, _ keys: TenantKeys, now: Instant
    ) throws {
        account.oneTimeSecret = nil
        account.lastOneTimeStep = nil
        try endSessions(of: account.account)
        try note(.secondStepRemoved, by: agent, subject: account.subject, keys, now: now)
    }
}
