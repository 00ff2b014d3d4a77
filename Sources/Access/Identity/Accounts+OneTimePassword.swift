package import Metering

extension Accounts {
    /// Sets up a one-time password in a session that was opened with the password alone. Nothing is kept until a
    /// first code is confirmed: `confirmOneTimePassword` gets the same value back.
    package func proposeOneTimePassword() -> OneTimePassword { .random() }

    /// Keeps a proposed one-time password once its first code is right, and opens the session.
    package func confirm(
        _ proposed: OneTimePassword, code: String, session secret: Secret, now: Instant
    ) throws -> SignIn {
        try oneTime(secret, now: now) { account, key in
            guard account.oneTimeSecret == nil, let step = proposed.acceptedStep(of: code, now: now, after: nil) else {
                return false
            }
            account.oneTimeSecret = try key.seal(proposed, as: OneTimePassword.field)
            account.lastOneTimeStep = step
            return true
        }
    }

    /// The second step of a sign-in: the session gets a new secret.
    package func giveOneTimePassword(_ code: String, session secret: Secret, now: Instant) throws -> SignIn {
        try oneTime(secret, now: now) { account, key in
            guard let sealed = account.oneTimeSecret else { return false }
            let password = try key.open(sealed, as: OneTimePassword.field, OneTimePassword.self)
            guard let step = password.acceptedStep(of: code, now: now, after: account.lastOneTimeStep) else {
                return false
            }
            account.lastOneTimeStep = step
            return true
        }
    }

    private func oneTime(
        _ secret: Secret, now: Instant, _ check: (inout Account, SubjectKey) throws -> Bool
    ) throws -> SignIn {
        try store.transaction(in: keys.tenant) { store in
            guard let session = try store.record(Session.self, secret.digest), !session.isComplete,
                session.isAlive(lifetime, now: now),
                var account = try store.record(Account.self, session.account.text),
                let key = try store.subjectKey(of: SubjectID(account.account), keys)
            else { return .refused }
            if let wait = try store.wait(.failedSignIns, of: account.login, now: now) {
                return .tooMany(retryAfter: wait)
            }
            guard try check(&account, key) else {
                try store.count(.failedSignIns, of: account.login, now: now)
                return .refused
            }
            try store.put(account)
            try store.remove(Session.self, session.id)
            let renewed = Secret.random()
            let complete = Session(renewed, of: account, isComplete: true, now: now, lifetime: lifetime)
            try store.insert(complete)
            return .open(renewed, complete)
        }
    }
}
