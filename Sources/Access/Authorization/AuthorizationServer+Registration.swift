package import Metering

/// What a client says of itself when it registers (RFC 7591 §2).
package struct ClientMetadata: Sendable, Codable {
    package var client_name: String?
    package var redirect_uris: [String]?
    package var token_endpoint_auth_method: String?
    package var grant_types: [String]?
    package var scope: String?
    package var jwks: KeySet?
    package var dpop_bound_access_tokens: Bool?
    package var require_pushed_authorization_requests: Bool?

    package init() {}

    package struct KeySet: Sendable, Codable {
        package let keys: [JSONWebKey]

        package init(keys: [JSONWebKey]) { self.keys = keys }
    }
}

extension AuthorizationServer {
    /// Registers a client for the sandbox, and gives its secret where it has one. Throws `invalid_client_metadata`,
    /// `invalid_redirect_uri`, and `access_denied` where the operator has not opened the sandbox.
    /// `source`: the network that it came from, which may register a few an hour.
    package func register(
        _ metadata: ClientMetadata, source: String = "", now: Instant
    ) throws -> (client: OAuthClient, secret: Secret?) {
        guard policy.allowsRegistration else {
            throw OAuthError(.accessDenied, "clients are registered by the operator here", status: 403)
        }
        let (authentication, secret) = try AuthorizationServer.authentication(metadata)
        let names = metadata.grant_types ?? [OAuthClient.GrantType.authorizationCode.rawValue]
        let grants = Set(names.compactMap(OAuthClient.GrantType.init(rawValue:)))
        guard grants.count == Set(names).count else {
            throw OAuthError(.invalidClientMetadata, "a grant type is not offered")
        }
        let uris = metadata.redirect_uris ?? []
        guard uris.count <= 10, uris.allSatisfy(OAuthClient.isRedirectAddress),
            !grants.contains(.authorizationCode) || !uris.isEmpty
        else {
            throw OAuthError(
                .invalidRedirectURI, "give https addresses, or http ones on this machine, without fragment")
        }
        guard (metadata.client_name ?? "").utf8.count <= 200 else {
            throw OAuthError(.invalidClientMetadata, "the name is too long")
        }
        let client = OAuthClient(
            name: metadata.client_name ?? "sandbox", recipient: .random(), authentication: authentication,
            redirectURIs: uris, grants: grants, scope: try Scope(metadata.scope ?? "curves"),
            mustPush: metadata.require_pushed_authorization_requests ?? false,
            mustProveKey: metadata.dpop_bound_access_tokens ?? false, isSandbox: true, registeredAt: now)
        try deciding(from: source, nil) { store in
            try store.limit(.registeredClientsOfSource, of: source, now: now)
            try store.insert(client)
            try store.note(.clientRegistered, by: .client(client.client), subject: nil, keys, now: now)
        }
        return (client, secret)
    }

    private static func authentication(
        _ metadata: ClientMetadata
    ) throws(OAuthError) -> (OAuthClient.Authentication, Secret?) {
        switch metadata.token_endpoint_auth_method ?? "client_secret_basic" {
        case "none": return (.none, nil)
        case "client_secret_basic":
            let secret = Secret.random()
            return (.secret(digest: secret.digest), secret)
        case "private_key_jwt":
            guard let keys = metadata.jwks?.keys, (1...10).contains(keys.count) else {
                throw OAuthError(.invalidClientMetadata, "private_key_jwt needs a jwks of one to ten keys")
            }
            return (.keys(keys), nil)
        default: throw OAuthError(.invalidClientMetadata, "this token_endpoint_auth_method is not offered")
        }
    }
}

extension OAuthClient {
    /// An absolute https address, or one of the loopback interface (RFC 8252 §7.3), without fragment, wildcard or user.
    package static func isRedirectAddress(_ text: String) -> Bool {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.contains("#"),
            !text.contains("*"), !text.contains("@")
        else { return false }
        return ["https://", "http://127.0.0.1", "http://[::1]", "http://localhost"].contains { prefix in
            guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count else { return false }
            let next = text.dropFirst(prefix.count).first
            return prefix == "https://" ? next != "/" : next == ":" || next == "/"
        }
    }
}
