import Foundation
import Metering

/// Authenticates a client by its request, with the one method that it registered.
struct ClientAuthentication {
    let policy: OAuthPolicy
    let store: any RecordTransaction
    let now: Instant

    private static let refused = OAuthError(.invalidClient, "the client could not be authenticated")

    /// Throws `invalid_client`, the same for an unknown client and a wrong proof, or `invalid_request` for several
    /// methods at once.
    func client(of request: OAuthRequest) throws -> OAuthClient {
        let parameters = request.parameters
        let assertion = parameters["client_assertion"]
        let basic = try request.authorization.flatMap { try ClientAuthentication.basic($0) }
        guard parameters["client_secret"] == nil else {
            throw OAuthError(.invalidClient, "send the secret in the Authorization header, not in the body")
        }
        switch (basic, assertion) {
        case (.some, .some): throw OAuthError(.invalidRequest, "authenticate the client in one way, not in two")
        case (.some(let basic), nil): return try client(basic: basic, named: parameters["client_id"])
        case (nil, .some(let assertion)): return try client(assertion: assertion, parameters)
        case (nil, nil):
            guard let id = parameters["client_id"], let client = try known(id), client.authentication == .none
            else { throw ClientAuthentication.refused }
            return client
        }
    }

    /// A client that is registered and not suspended.
    private func known(_ id: String) throws -> OAuthClient? {
        try store.record(OAuthClient.self, id).flatMap { $0.isSuspended ? nil : $0 }
    }

    /// RFC 6749 §2.3.1: both parts are form-encoded before they are joined.
    private static func basic(_ header: String) throws -> (id: String, secret: String)? {
        guard header.lowercased().hasPrefix("basic ") else { return nil }
        let joined = Data(base64Encoded: String(header.dropFirst(6))).map { String(decoding: $0, as: UTF8.self) }
        let parts = joined?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map {
            $0.replacing("+", with: " ").removingPercentEncoding
        }
        guard let parts, parts.count == 2, let id = parts[0], let secret = parts[1] else { throw refused }
        return (id, secret)
    }

    private func client(basic: (id: String, secret: String), named: String?) throws -> OAuthClient {
        guard named == nil || named == basic.id, let client = try known(basic.id),
            client.hasSecret(Secret(basic.secret), now: now)
        else { throw ClientAuthentication.refused }
        return client
    }

    private struct Claims: Decodable {
        let iss: String
        let sub: String
        /// The issuer alone, as one word: a list would be good for other servers too (FAPI 2.0 §5.3.2.1).
        let aud: String
        let exp: Double
        let iat: Double?
        let nbf: Double?
        let jti: String
    }

    /// `private_key_jwt` (RFC 7523 §3, OpenID Connect Core §9).
    private func client(assertion: String, _ parameters: OAuthParameters) throws -> OAuthClient {
        guard parameters["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            let signed = try? JSONWebSignature(assertion), signed.header.jwk == nil
        else { throw ClientAuthentication.refused }
        guard let (client, claims) = try signer(of: signed, named: parameters["client_id"]),
            isTimely(claims), claims.aud == policy.issuer, claims.iss == client.id, claims.sub == client.id,
            !claims.jti.isEmpty, claims.jti.utf8.count <= 256,
            try store.use(
                claims.jti, of: client.id,
                until: Instant(secondsSinceEpoch: Int64(claims.exp) + Int64(policy.clockSkew) + 1))
        else { throw ClientAuthentication.refused }
        return client
    }

    private func signer(of signed: JSONWebSignature, named: String?) throws -> (OAuthClient, Claims)? {
        guard let id = named ?? signed.unverifiedIssuer, let client = try known(id),
            case .keys(let keys) = client.authentication
        else { return nil }
        let candidates = keys.filter { signed.header.kid == nil || $0.kid == nil || $0.kid == signed.header.kid }
        for key in candidates {
            if let claims = try? signed.claims(signedBy: key, Claims.self) { return (client, claims) }
        }
        return nil
    }

    private func isTimely(_ claims: Claims) -> Bool {
        let (now, skew) = (Double(now.secondsSinceEpoch), Double(policy.clockSkew))
        guard claims.exp > now - skew, claims.exp <= now + Double(policy.assertion) + skew else { return false }
        return [claims.iat, claims.nbf].allSatisfy { $0.map { $0 <= now + skew } ?? true }
    }
}

extension OAuthClient {
    /// Whether a secret is the client's, or the one before while that is good.
    fileprivate func hasSecret(_ secret: Secret, now: Instant) -> Bool {
        guard case .secret(let digest) = authentication else { return false }
        if areEqualInConstantTime(digest, secret.digest) { return true }
        guard let formerSecret, now < formerSecret.until else { return false }
        return areEqualInConstantTime(formerSecret.digest, secret.digest)
    }
}

extension JSONWebSignature {
    /// The issuer that the assertion claims, not yet verified: it only finds the key to verify it with.
    fileprivate var unverifiedIssuer: String? {
        struct Issuer: Decodable { let iss: String }
        return try? JSONDecoder().decode(Issuer.self, from: Data(payload)).iss
    }
}
