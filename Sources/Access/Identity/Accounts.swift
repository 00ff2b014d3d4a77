package import Metering

/// Accounts and sessions of one tenant: making them, opening and closing them.
package struct Accounts: Sendable {
    let store: any RecordStore
    let keys: TenantKeys
    let policy: PasswordPolicy
    let lifetime: Session.Lifetime
    package let slots: KeyDerivationSlots
    /// What limits refuse.
    let events: SecurityEvents
    let tell: AccountNewsHandler
    /// Checked when a login is unknown, so that the answer takes as long as for a known one.
    let nobody: PasswordHash

    /// Derives one key: tens of milliseconds. Make it once for a tenant. `tell` queues what people are told by e-mail;
    /// without it nobody is told: on a command line, a clerk knows whom they speak with.
    package init(
        _ store: any RecordStore, _ keys: TenantKeys, policy: PasswordPolicy = PasswordPolicy(),
        lifetime: Session.Lifetime = Session.Lifetime(), slots: KeyDerivationSlots,
        events: SecurityEvents = SecurityEvents(), tell: @escaping AccountNewsHandler = { _, _ in }
    ) throws {
        self.store = store
        self.keys = keys
        self.policy = policy
        self.lifetime = lifetime
        self.slots = slots
        self.events = events
        self.tell = tell
        nobody = try PasswordHash(of: Secret.random().text, cost: policy.cost)
    }

    /// What a registration comes to.
    package enum Registration: Sendable {
        /// The address gets this secret.
        case proofNeeded(AccountID, Secret)
        /// The address has a verified account: its owner is told by e-mail, the caller the same as above.
        case known
        case refused(PasswordPolicy.Fault)
        case tooMany(retryAfter: Int)
    }

    /// Makes an account that waits for the proof of its address. Anybody may register as a resident, a few times an
    /// hour for an address and from a network (`source`); other roles take a clerk, who must be an operator or the
    /// machine. Throws `NotAllowed`, `KeyDerivationSlots.Busy`.
    package func register(
        _ attributes: PersonalAttributes, password: String, role: Role = .resident, source: RequestSource = "",
        by clerk: Agent? = nil, now: Instant
    ) throws -> Registration {
        if role != .resident {
            guard let clerk else { throw NotAllowed() }
            try store.read(in: keys.tenant) { try $0.requireOperator(clerk, now: now) }
        }
        if let fault = policy.fault(of: password, for: attributes) { return .refused(fault) }
        let login = Login.index(of: attributes.email, keys)
        // Before the key is derived, and for known and unknown addresses alike.
        if clerk == nil, let wait = try countRegistration(login, source, now: now) { return .tooMany(retryAfter: wait) }
        let caller = clerk == nil ? KeyDerivationSlots.Caller.stranger(source.network) : .known("clerk")
        let hash = try slots.run(for: caller) { try PasswordHash(of: password, cost: policy.cost) }
        let secret = Secret.random()
        // A clerk tells the person.
        let told: AccountNewsHandler = clerk == nil ? tell : { @Sendable _, _ in }
        return try store.transaction(in: keys.tenant) { store in
            if let known = try store.record(Login.self, login) {
                let held = try store.record(Account.self, known.account.text)
                guard held?.isVerified == false else {
                    let holder = SubjectID(known.account)
                    try told(AccountNews(event: .registeredAgain, person: attributes, subject: holder, at: now), store)
                    return .known
                }
                // The address is not verified: an e-mail that was lost, or somebody else's try, must not block its
                // owner.
                try store.removeAll(about: SubjectID(known.account))
            }
            let id = AccountID.random()
            let key = try store.ensureSubjectKey(of: SubjectID(id), keys)
            let account = Account(
                account: id, role: role, attributes: try key.seal(attributes, as: PersonalAttributes.field),
                createdAt: now, password: hash, login: login)
            try store.insert(account)
            try store.insert(Login(id: login, account: id))
            try store.insert(
                EmailProof(id: secret.digest, account: id, expires: now.advanced(seconds: 86_400)))
            try store.note(
                .accountRegistered, by: clerk ?? .account(id), subject: SubjectID(id), purpose: role.rawValue,
                request: source.request, network: clerk == nil ? source.mark(keys) : nil, keys, now: now)
            try told(
                AccountNews(event: .proofNeeded(secret), person: attributes, subject: SubjectID(id), at: now), store)
            return .proofNeeded(id, secret)
        }
    }

    /// Counts one more; seconds to wait where there is no room.
    private func countRegistration(_ login: String, _ source: RequestSource, now: Instant) throws -> Int? {
        let limits = RateLimits(
            (.registrations, of: login), (.registrationsOfSource, of: keys.index(of: source.network, as: "source")))
        return try store.transaction(in: keys.tenant) { store in
            if let wait = try limits.wait(store, now: now) { return wait }
            try limits.count(store, now: now)
            return nil
        }
    }

    /// Removes the accounts whose address nobody proved in time, as the e-mail says. Costs the open proofs. Gives how
    /// many went.
    package func removeUnproven(now: Instant) throws -> Int {
        try store.transaction(in: keys.tenant) { store in
            try store.records(EmailProof.self).count { proof in
                guard proof.expires <= now, try store.record(Account.self, proof.account.text)?.isVerified == false
                else { return false }
                try store.removeAll(about: SubjectID(proof.account))
                return true
            }
        }
    }

    /// What proving an address comes to.
    package enum AddressProof: Hashable, Sendable {
        case proven
        /// The proof is unknown, used or over.
        case unproven
        case wrongPassword
        case tooMany(retryAfter: Int)
    }

    /// Takes the proof of an address together with the password that was chosen at its registration: who registers
    /// somebody else's address does not have its owner open the account with a click. Throws
    /// `KeyDerivationSlots.Busy`.
    package func proveAddress(
        _ secret: Secret, password: String, source: RequestSource? = nil, now: Instant
    ) throws -> AddressProof {
        let proof = try store.read(in: keys.tenant) { try $0.record(EmailProof.self, secret.digest) }
        guard let proof, now < proof.expires else { return .unproven }
        switch try confirm(password, of: proof.account, source: source, now: now) {
        case .right: return try verifyEmail(secret, now: now) ? .proven : .unproven
        case .wrong: return .wrongPassword
        case .tooMany(let seconds): return .tooMany(retryAfter: seconds)
        }
    }

    /// Takes the proof of an address for a clerk, who knows whose it is. False when it is unknown, used or over.
    package func verifyEmail(_ secret: Secret, now: Instant) throws -> Bool {
        try store.transaction(in: keys.tenant) { store in
            guard let proof = try store.record(EmailProof.self, secret.digest), now < proof.expires,
                var account = try store.record(Account.self, proof.account.text)
            else { return false }
            try store.remove(EmailProof.self, proof.id)
            account.isVerified = true
            try store.put(account)
            return true
        }
    }

    /// The session behind a cookie; nil when it is none, over, or still waits for its one-time password. Marks it as
    /// seen, at most once a minute.
    package func session(_ secret: Secret, now: Instant) throws -> Session? {
        let found = try store.read(in: keys.tenant) { store -> Session? in
            guard var session = try store.record(Session.self, secret.digest), session.isComplete,
                session.isAlive(lifetime, now: now), let account = try store.record(Account.self, session.account.text)
            else { return nil }
            session.roles = try store.roles(of: account, now: now)
            return session
        }
        guard let session = found else { return nil }
        if now.seconds(since: session.seenAt) >= 60 {
            try store.transaction(in: keys.tenant) { store in
                guard var session = try store.record(Session.self, secret.digest) else { return }
                session.seenAt = now
                try store.put(session)
            }
        }
        return session
    }

    package func signOut(_ secret: Secret, now: Instant) throws {
        try store.transaction(in: keys.tenant) { store in
            guard let session = try store.record(Session.self, secret.digest) else { return }
            try store.remove(Session.self, session.id)
            try store.note(
                .signedOut, by: .account(session.account), subject: SubjectID(session.account), keys, now: now)
        }
    }

    /// What names the person; nil when erased.
    package func attributes(of account: AccountID) throws -> PersonalAttributes? {
        try store.read(in: keys.tenant) { try $0.attributes(of: account, keys) }
    }

    /// What asking for the password again comes to.
    package enum Confirmation: Hashable, Sendable {
        case right, wrong
        case tooMany(retryAfter: Int)
    }

    /// Checks the password of somebody signed in, before what cannot be taken back (ASVS 5.0, 7.5.1). Wrong ones count
    /// as failed sign-ins. Throws `KeyDerivationSlots.Busy`.
    package func confirm(
        _ password: String, of account: AccountID, source: RequestSource? = nil, now: Instant
    ) throws -> Confirmation {
        let (present, wait) = try store.read(in: keys.tenant) { store in
            let present = try store.record(Account.self, account.text)
            return (present, try present.flatMap { try store.wait(.failedProofs, of: $0.login, now: now) })
        }
        if let wait {
            events.count(
                .init(.proofFailed, "limit", by: .account(account), about: SubjectID(account)),
                request: source?.request)
            return .tooMany(retryAfter: wait)
        }
        guard let present else { return .wrong }
        if try slots.run(for: .known(present.login), { present.password.isOf(password) }) { return .right }
        try store.transaction(in: keys.tenant) { store in
            try store.count(.failedProofs, of: present.login, now: now)
            try store.note(
                .proofFailed, by: .account(account), subject: SubjectID(account), purpose: "password",
                request: source?.request, network: source?.mark(keys), keys, now: now)
        }
        return .wrong
    }
}
