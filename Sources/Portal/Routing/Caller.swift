import Access

/// Who sent a request.
enum Caller: Sendable {
    case nobody
    /// With the secret of the session, which forms must prove.
    case person(Session, Secret)
    case client(AccessTokenInfo)

    /// Whose calls are counted together: those of an account, of a client, or of an address.
    func rateLimitKey(from source: String) -> String {
        switch self {
        case .nobody: "address \(source)"
        case .person(let session, _): "account \(session.account.text)"
        case .client(let token): "client \(token.client.text)"
        }
    }

    /// Under which a caller's jobs and idempotency records are kept: part of stored records.
    var owner: String {
        switch self {
        case .nobody: ""
        case .person(let session, _): "account \(session.account.text)"
        case .client(let token): "client \(token.client.text)"
        }
    }

    /// What the public identifiers of a caller's Green Button downloads are derived from: Atom ids never change
    /// (RFC 4287 §4.2.6), so neither does this.
    var publicIDSeed: String {
        switch self {
        case .nobody: "address "
        case .person(let session, _): "account \(session.account.text)"
        case .client(let token): "client \(token.client.text)"
        }
    }

    /// Whose personal data it is that the caller asked for something.
    var subject: SubjectID? {
        if case .person(let session, _) = self { SubjectID(session.account) } else { nil }
    }
}
