package import Metering

/// An OAuth client (RFC 6749 §2): an application that asks for data in the name of a recipient.
package struct OAuthClient: StoredRecord {
    package static let kind = RecordKind("client")
    /// 2: a former secret, a suspension.
    package static let version = 2
    package let client: ClientID
    package let name: String
    package let recipient: RecipientID
    package internal(set) var authentication: Authentication
    /// What a new secret took the place of, while it is still good.
    package internal(set) var formerSecret: FormerSecret?
    /// Compared whole, byte by byte.
    package let redirectURIs: [String]
    /// Where it is told of news (`thirdPartyNotifyUri` of Green Button); nil: nowhere.
    package let notifyURI: String?
    package let grants: Set<GrantType>
    package let scope: Scope
    /// Whether an authorization may only begin at the pushed-request endpoint (RFC 9126).
    package let mustPush: Bool
    /// Whether tokens are bound to a key of the client (RFC 9449).
    package let mustProveKey: Bool
    /// It registered itself in the sandbox: its recipient has no agreement, so no consent gives it data.
    package let isSandbox: Bool
    package let registeredAt: Instant
    /// Since when the operator keeps it out: it authenticates nowhere, and its tokens open nothing.
    package internal(set) var suspendedAt: Instant?

    /// A secret that a client may still use, so that its servers can change to the new one.
    package struct FormerSecret: Hashable, Sendable, Codable {
        let digest: String
        let until: Instant
    }

    /// How a client authenticates itself.
    package enum Authentication: Hashable, Sendable, Codable {
        /// It cannot keep a secret: PKCE alone, and rotated refresh tokens.
        case none
        /// `client_secret_basic`; the secret's digest.
        case secret(digest: String)
        /// `private_key_jwt`.
        case keys([JSONWebKey])
    }

    package enum GrantType: String, CaseIterable, Hashable, Sendable, Codable {
        case authorizationCode = "authorization_code"
        case refreshToken = "refresh_token"
        case clientCredentials = "client_credentials"
        case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
    }

    package init(
        client: ClientID = .random(), name: String, recipient: RecipientID, authentication: Authentication,
        redirectURIs: [String] = [], notifyURI: String? = nil,
        grants: Set<GrantType> = [.authorizationCode, .refreshToken], scope: Scope, mustPush: Bool = false,
        mustProveKey: Bool = false, isSandbox: Bool = false, registeredAt: Instant
    ) {
        self.client = client
        self.name = name
        self.recipient = recipient
        self.authentication = authentication
        self.redirectURIs = redirectURIs
        self.notifyURI = notifyURI
        self.grants = grants
        self.scope = scope
        self.mustPush = mustPush
        self.mustProveKey = mustProveKey
        self.isSandbox = isSandbox
        self.registeredAt = registeredAt
    }

    package static func read(version _: Int, from decoder: any Decoder) throws -> OAuthClient {
        try OAuthClient(from: decoder)
    }

    package var isSuspended: Bool { suspendedAt != nil }

    /// Where it is told of news now.
    package var noticeAddress: String? { isSuspended ? nil : notifyURI }

    package var id: String { client.text }
    package var owner: String { recipient.text }
    package var end: Instant? { nil }

    func require(_ grant: GrantType) throws(OAuthError) {
        guard grants.contains(grant) else {
            throw OAuthError(.unauthorizedClient, "this client may not use \(grant.rawValue)")
        }
    }

    /// The scope asked for, or all of the client's where none is.
    func scope(asked: String?) throws(OAuthError) -> Scope {
        guard let asked else { return scope }
        let wanted = try Scope(asked)
        guard wanted.isWithin(scope) else { throw OAuthError(.invalidScope, "this client may not ask for that scope") }
        return wanted
    }
}
