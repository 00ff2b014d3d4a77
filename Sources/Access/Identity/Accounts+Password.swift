package import Metering

extension Accounts {
    /// Changes a password: the present one must be given, and every session ends. Throws `KeyDerivationSlots.Busy`.
    package func changePassword(
        of account: AccountID, from old: String, to new: String, now: Instant
    ) throws -> PasswordChange {
        guard let present = try store.read(in: keys.tenant, { try $0.record(Account.self, account.text) }),
            let attributes = try attributes(of: account),
            try slots.run(for: .known(present.login), { present.password.isOf(old) })
        else { return .unproven }
        if let fault = policy.fault(of: new, for: attributes) { return .refused(fault) }
        let hash = try slots.run(for: .known(present.login)) { try PasswordHash(of: new, cost: policy.cost) }
        return try store.transaction(in: keys.tenant) { store in
            guard let changed = try store.record(Account.self, account.text), changed.password == present.password
            else { return .unproven }
            try store.keep(hash, of: changed, keys, now: now)
            try tell(
                AccountNews(event: .passwordChanged, person: attributes, subject: changed.subject, at: now), store)
            return .changed
        }
    }

    package enum PasswordChange: Hashable, Sendable {
        /// The person is told.
        case changed
        /// The present password, or the secret from the e-mail, is not right.
        case unproven
        case refused(PasswordPolicy.Fault)
    }

    /// What asking for a new password comes to.
    package enum ResetRequest: Sendable {
        /// The address gets this secret.
        case proofNeeded(Secret)
        /// No proven account has the address: it is told so, the caller never.
        case unknown
        case tooMany(retryAfter: Int)
    }

    /// Begins to replace a forgotten password. The caller is told the same for every address, and the same is done for
    /// each: one transaction, one audit entry, one e-mail, so that the response time tells nothing either (ASVS 5.0,
    /// 6.3.8). An address without an account is told in `language`.
    package func askForReset(
        of email: String, source: RequestSource, language: String = "fr", now: Instant
    ) throws -> ResetRequest {
        let login = Login.index(of: email, keys)
        return try store.transaction(in: keys.tenant) { store in
            let account = try store.record(Login.self, login).flatMap {
                try store.record(Account.self, $0.account.text)
            }
            let limits = resetLimits(login, of: account, source, now: now)
            if let wait = try limits.wait(store, now: now) { return .tooMany(retryAfter: wait) }
            try limits.count(store, now: now)
            guard let account, account.isVerified, !account.isSuspended,
                let key = try store.subjectKey(of: SubjectID(account.account), keys)
            else {
                try store.note(
                    .passwordResetAsked, by: .machine, subject: nil, request: source.request,
                    network: source.mark(keys), keys, now: now)
                let stranger = PersonalAttributes(name: "", email: email, language: language)
                try tell(AccountNews(event: .resetOfUnknown, person: stranger, subject: nil, at: now), store)
                return .unknown
            }
            let secret = Secret.random()
            try store.insert(PasswordReset(secret, of: account.account, now: now))
            try store.note(
                .passwordResetAsked, by: .machine, subject: account.subject, request: source.request,
                network: source.mark(keys), keys, now: now)
            let person: PersonalAttributes = try key.open(account.attributes, as: PersonalAttributes.field)
            try tell(AccountNews(event: .resetAsked(secret), person: person, subject: account.subject, at: now), store)
            return .proofNeeded(secret)
        }
    }

    /// A browser that the person signed in with before has letters of its own, which no stranger uses up.
    private func resetLimits(
        _ login: String, of account: Account?, _ source: RequestSource, now: Instant
    ) -> RateLimits {
        let password = account?.password ?? nobody
        if let device = source.device.flatMap({
            KnownDevice($0, of: login, password, account?.oneTimeSecret, keys, now: now)
        }) {
            return RateLimits((.passwordResets, of: device.id))
        }
        return RateLimits(
            (.passwordResets, of: login), (.passwordResetsOfSource, of: keys.index(of: source.network, as: "source")))
    }

    /// Takes a new password with the secret from an e-mail, which counts once; every session ends, what was approved
    /// for applications is taken back, since somebody else may have known the old password, and a one-time password is
    /// asked for as before (ASVS 5.0, 6.4.3, 7.4.3). A password that is refused leaves the secret good. Throws
    /// `KeyDerivationSlots.Busy`.
    package func resetPassword(_ secret: Secret, to new: String, now: Instant) throws -> PasswordChange {
        let reset = try store.read(in: keys.tenant) { try $0.record(PasswordReset.self, secret.digest) }
        guard let reset, now < reset.expires, let attributes = try attributes(of: reset.account) else {
            return .unproven
        }
        if let fault = policy.fault(of: new, for: attributes) { return .refused(fault) }
        let hash = try slots.run(for: .known(reset.account.text)) { try PasswordHash(of: new, cost: policy.cost) }
        return try store.transaction(in: keys.tenant) { store in
            guard try store.record(PasswordReset.self, reset.id) != nil,
                let account = try store.record(Account.self, reset.account.text)
            else { return .unproven }
            try store.keep(hash, of: account, keys, now: now)
            try store.endApprovals(of: SubjectID(account.account))
            try tell(
                AccountNews(event: .passwordChanged, person: attributes, subject: account.subject, at: now), store)
            return .changed
        }
    }
}

extension RecordTransaction {
    /// Keeps a new password. The sessions that the old one opened end, and pending resets with them.
    fileprivate func keep(_ hash: PasswordHash, of account: Account, _ keys: TenantKeys, now: Instant) throws {
        var changed = account
        changed.password = hash
        try put(changed)
        try endSessions(of: account.account)
        try endResets(of: account.account)
        try note(.passwordChanged, by: .account(account.account), subject: account.subject, keys, now: now)
    }

    func endResets(of account: AccountID) throws {
        for reset in try records(PasswordReset.self, of: account.text) { try remove(PasswordReset.self, reset.id) }
    }

    /// Keeps a new session; of those that the person has, the oldest ends where there are too many.
    func open(_ session: Session) throws {
        try insert(session)
        let all = try records(Session.self, of: session.owner).sorted { $0.createdAt > $1.createdAt }
        for former in all.dropFirst(Session.most) where former.id != session.id {
            try remove(Session.self, former.id)
        }
    }

    package func endSessions(of account: AccountID) throws {
        for session in try records(Session.self, of: account.text) { try remove(Session.self, session.id) }
    }
}
