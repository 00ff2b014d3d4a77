package import Metering

extension Accounts {
    /// What a sign-in comes to.
    package enum SignIn: Sendable {
        case open(Secret, Session)
        /// Password right; now the one-time password.
        case oneTimePasswordNeeded(Secret)
        /// Password right; staff must set a one-time password up first.
        case oneTimePasswordMissing(Secret)
        /// The same for an unknown login, a wrong password and an unverified address.
        case refused
        case tooMany(retryAfter: Int)
    }

    /// Checks a password; a session always gets a new secret. Throws `KeyDerivationSlots.Busy`.
    package func signIn(email: String, password: String, source: RequestSource, now: Instant) throws -> SignIn {
        let login = Login.index(of: email, keys)
        let (attempt, wait, caller, account) = try store.read(in: keys.tenant) { store in
            let account = try store.record(Login.self, login).flatMap {
                try store.record(Account.self, $0.account.text)
            }
            let attempt = Attempt(
                login: login, account?.password ?? nobody, account?.oneTimeSecret, source, keys, now: now)
            return (attempt, try attempt.limits(store).wait(store, now: now), try attempt.caller(store), account)
        }
        func tooMany(_ wait: Int) -> SignIn {
            events.count(
                .init(.signInFailed, "limit", by: .machine, about: account?.subject, from: source.mark(keys)),
                request: source.request)
            return .tooMany(retryAfter: wait)
        }
        if let wait { return tooMany(wait) }
        let isRight = try slots.run(for: caller) { (account?.password ?? nobody).isOf(password) }
        return try store.transaction(in: keys.tenant) { store in
            // Asked again: others may have tried while the password was checked.
            let limits = try attempt.limits(store)
            if let wait = try limits.wait(store, now: now) { return tooMany(wait) }
            guard isRight, let account, account.isVerified,
                let present = try store.record(Account.self, account.id), present.password == account.password,
                !present.isSuspended
            else {
                try limits.count(store, now: now)
                try store.note(
                    .signInFailed, by: .machine, subject: account?.subject, purpose: "password",
                    request: source.request, network: source.mark(keys), keys, now: now)
                return .refused
            }
            let secret = Secret.random()
            // As the account is now: a second step may have been set up while the password was checked.
            let isStaff = try store.roles(of: present, now: now).contains(where: \.needsOneTimePassword)
            let isComplete = !isStaff && !present.hasOneTimePassword
            let session = Session(secret, of: present, isComplete: isComplete, now: now, lifetime: lifetime)
            try store.open(session)
            if isComplete {
                try store.note(
                    .signedIn, by: .account(account.account), subject: account.subject, purpose: "password",
                    request: source.request, network: source.mark(keys), keys, now: now)
                return .open(secret, session)
            }
            return present.hasOneTimePassword ? .oneTimePasswordNeeded(secret) : .oneTimePasswordMissing(secret)
        }
    }
}

/// One try to sign in: by a browser that is known, or by a stranger.
private struct Attempt {
    let login: String
    private let site: String
    private let origin: String
    private let siteOrigin: String
    private let device: KnownDevice?
    private let now: Instant

    init(
        login: String, _ password: PasswordHash, _ secondStep: Sealed?, _ source: RequestSource, _ keys: TenantKeys,
        now: Instant
    ) {
        self.login = login
        site = source.site
        origin = keys.index(of: source.network, as: "source")
        siteOrigin = keys.index(of: source.site, as: "source")
        device = source.device.flatMap { KnownDevice($0, of: login, password, secondStep, keys, now: now) }
        self.now = now
    }

    /// What it counts against. A known browser that failed too often is a stranger.
    func limits(_ store: any RecordReading) throws -> RateLimits {
        if let device = try presentDevice(store) { return RateLimits((.failedSignInsOfDevice, of: device.id)) }
        return RateLimits(
            (.failedSignIns, of: "\(login) \(origin)"), (.failedSignInsOfSite, of: "\(login) \(siteOrigin)"),
            (.failedSignInsOfLogin, of: login), (.failedSignInsOfSource, of: origin))
    }

    func caller(_ store: any RecordReading) throws -> KeyDerivationSlots.Caller {
        try presentDevice(store) == nil ? .stranger(site) : .known(login)
    }

    private func presentDevice(_ store: any RecordReading) throws -> KnownDevice? {
        try device.flatMap { try store.wait(.failedSignInsOfDevice, of: $0.id, now: now) == nil ? $0 : nil }
    }
}
