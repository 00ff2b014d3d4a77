import Crypto
package import Metering

/// A person's session in a browser. The cookie holds a secret; the store its digest.
package struct Session: StoredRecord {
    package static let kind = RecordKind("session")
    /// 2: a proposed one-time password.
    package static let version = 2
    /// How many one person has at once: a further one ends the oldest.
    static let most = 20
    package let id: String
    package let account: AccountID
    /// The role that the account was made with.
    package let role: Role
    /// All roles of the account, looked up when the session is (`Accounts.session`); kept nowhere.
    package internal(set) var roles: Set<Role> = []
    package let createdAt: Instant
    /// Whether a one-time password was given where the role needs one: before, the session opens nothing else.
    package internal(set) var isComplete: Bool
    package internal(set) var seenAt: Instant
    let expires: Instant
    /// The one-time password that is being set up, sealed with the person's key; nil until its page was asked for.
    var proposal: Sealed?

    private enum CodingKeys: String, CodingKey {
        case id, account, role, createdAt, isComplete, seenAt, expires, proposal
    }

    package static func read(version _: Int, from decoder: any Decoder) throws -> Session {
        try Session(from: decoder)
    }

    package var owner: String { account.text }
    package var subject: SubjectID? { SubjectID(account) }
    package var end: Instant? { expires }

    init(_ secret: Secret, of account: Account, isComplete: Bool, now: Instant, lifetime: Lifetime) {
        id = secret.digest
        self.account = account.account
        role = account.role
        createdAt = now
        seenAt = now
        self.isComplete = isComplete
        expires = now.advanced(seconds: lifetime.absolute)
    }

    /// How long a session lives (ASVS 5.0, 7.3).
    package struct Lifetime: Hashable, Sendable {
        package var idle = 30 * 60
        package var absolute = 12 * 3_600
        /// A step between password and one-time password.
        package var incomplete = 5 * 60

        package init() {}
    }

    /// False once it is idle or old. A clock that jumped back far ends it too: it must not lengthen a session.
    func isAlive(_ lifetime: Lifetime, now: Instant) -> Bool {
        guard now < expires, now.seconds(since: createdAt) >= -60 else { return false }
        return now.seconds(since: seenAt) < Int64(isComplete ? lifetime.idle : lifetime.incomplete)
    }

    /// The CSRF token of a session's forms: a MAC under the session's secret, which another site cannot know (OWASP,
    /// signed double submit).
    package static func formToken(of secret: Secret) -> String {
        let key = SymmetricKey(data: Array(secret.text.utf8))
        return Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: Array("form".utf8), using: key)))
    }

    package static func isFormToken(_ token: String, of secret: Secret) -> Bool {
        areEqualInConstantTime(token, formToken(of: secret))
    }
}
