package import Metering

/// All tokens that go back to one approval: revoked together.
package struct TokenFamily: StoredRecord {
    package static let kind = RecordKind("token_family")
    package let id: String
    package let client: ClientID
    package let recipient: RecipientID
    /// Who approved; nil for a client's own tokens.
    package let account: AccountID?
    package let scope: Scope
    /// The consents it was approved for; nil: all of the recipient's.
    package internal(set) var consents: Set<ConsentID>?
    /// The thumbprint of the key that the tokens are bound to.
    package let key: String?
    package let expires: Instant
    package internal(set) var isRevoked = false

    package var owner: String { client.text }
    package var subject: SubjectID? { account.map { SubjectID($0) } }
    package var end: Instant? { expires }
}

/// An access token, kept under its digest. It is opaque: it is looked up at each request.
struct AccessToken: StoredRecord {
    static let kind = RecordKind("access_token")
    let id: String
    let family: String
    let scope: Scope
    let issuedAt: Instant
    let expires: Instant

    var owner: String { family }
    var end: Instant? { expires }
}

/// A refresh token, kept under its digest. The second use of one revokes the family: one of the
/// two users is not the client (RFC 9700 §4.14.2).
struct RefreshToken: StoredRecord {
    static let kind = RecordKind("refresh_token")
    let id: String
    let family: String
    let expires: Instant
    var isUsed = false

    var owner: String { family }
    var end: Instant? { expires }
}

/// What the token endpoint answers (RFC 6749 §5.1), with the consents that Green Button names as resources.
package struct TokenAnswer: Sendable {
    package let accessToken: Secret
    package let refreshToken: Secret?
    /// `Bearer` or `DPoP`.
    package let type: String
    package let lifetime: Int
    package let scope: Scope
    package let consents: Set<ConsentID>?
}

extension RecordTransaction {
    func revoke(family id: String) throws {
        guard var family = try record(TokenFamily.self, id), !family.isRevoked else { return }
        family.isRevoked = true
        try put(family)
    }

    /// Issues the tokens of a family; its refresh token only where the client may refresh.
    func issue(
        _ family: TokenFamily, scope: Scope? = nil, refreshable: Bool, _ policy: OAuthPolicy, now: Instant
    ) throws -> TokenAnswer {
        let (access, refresh) = (Secret.random(), refreshable ? Secret.random() : nil)
        let scope = scope ?? family.scope
        let expires = min(now.advanced(seconds: policy.accessToken), family.expires)
        try insert(AccessToken(id: access.digest, family: family.id, scope: scope, issuedAt: now, expires: expires))
        if let refresh {
            let end = min(now.advanced(seconds: policy.refreshToken), family.expires)
            try insert(RefreshToken(id: refresh.digest, family: family.id, expires: end))
        }
        return TokenAnswer(
            accessToken: access, refreshToken: refresh, type: family.key == nil ? "Bearer" : "DPoP",
            lifetime: Int(expires.seconds(since: now)), scope: scope, consents: family.consents)
    }
}
