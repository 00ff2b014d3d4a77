package import Access

/// Who sent a request.
package enum Caller: Sendable {
    case nobody
    /// With the secret of the session, which forms must prove.
    case person(Session, Secret)
    case client(AccessTokenInfo)

    /// Whose calls are counted together: those of an account, of one account's use of a client, of a client in its own
    /// name, or of an address. One busy phone uses up no other phone's calls.
    package func rateLimitKey(from source: String) -> String {
        switch self {
        case .nobody: "address \(source)"
        case .person, .client: owner
        }
    }

    /// Under which a caller's jobs and idempotency records are kept: part of stored records. Of a token that a person
    /// approved they are that person's, at that client: all phones of a public client have the same client identifier.
    package var owner: String {
        switch self {
        case .nobody: ""
        case .person(let session, _): "account \(session.account.text)"
        case .client(let token):
            if let account = token.account {
                "client \(token.client.text) for account \(account.text)"
            } else {
                "client \(token.client.text)"
            }
        }
    }

    /// What the public identifiers of a caller's Green Button downloads are derived from: Atom ids never change
    /// (RFC 4287 §4.2.6), so neither does this.
    package var publicIDSeed: String {
        switch self {
        case .nobody: "address "
        case .person(let session, _): "account \(session.account.text)"
        case .client(let token): "client \(token.client.text)"
        }
    }

    /// Whose personal data it is that the caller asked for something: the person's behind the session or the token.
    package var subject: SubjectID? {
        switch self {
        case .nobody: nil
        case .person(let session, _): SubjectID(session.account)
        case .client(let token): token.account.map { SubjectID($0) }
        }
    }
}
