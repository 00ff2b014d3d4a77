import Metering

/// A request for authorization that may be shown to a person.
package struct AuthorizationRequest: Hashable, Sendable, Codable {
    package let client: ClientID
    package let redirectURI: String
    package let scope: Scope
    package let state: String?
    let challenge: CodeChallenge
    /// The thumbprint of the key that the code is bound to (RFC 9449 §10).
    let key: String?
    /// The pushed request that it came from: used up by the answer.
    var pushed: String?
}

/// Why a request for authorization is not shown.
package enum AuthorizationFailure: Error, Hashable {
    /// The client or its address is not to be trusted: tell the person, send nobody anywhere.
    case show(OAuthError)
    /// Send the person back, with the error.
    case redirect(OAuthError, to: String)

    var reason: OAuthError {
        switch self {
        case .show(let error), .redirect(let error, to: _): error
        }
    }
}

/// A request that a client pushed beforehand (RFC 9126): it counts once.
struct PushedRequest: StoredRecord {
    static let kind = RecordKind("pushed_request")
    static let prefix = "urn:ietf:params:oauth:request_uri:"
    let id: String
    let client: ClientID
    let parameters: OAuthParameters
    let expires: Instant

    var owner: String { client.text }
    var end: Instant? { expires }
}

/// A code that was sent through a person's browser. It counts once; a second use revokes what the first one gave.
struct AuthorizationCode: StoredRecord {
    static let kind = RecordKind("authorization_code")
    let id: String
    let request: AuthorizationRequest
    let account: AccountID
    let consents: Set<ConsentID>
    let expires: Instant
    /// The family that its first use gave; empty when that use failed.
    var usedFor: String?

    var owner: String { request.client.text }
    var subject: SubjectID? { SubjectID(account) }
    var end: Instant? { expires }
}

extension AuthorizationRequest {
    /// Reads the parameters of a client's request. Errors before the address of return is known are `.show`.
    init(
        _ parameters: OAuthParameters, of client: OAuthClient, pushed: String? = nil, issuer: String
    ) throws(AuthorizationFailure) {
        // Exactly one registered address, byte by byte: a prefix or a pattern is an open door.
        guard let uri = parameters["redirect_uri"],
            client.redirectURIs.contains(where: { $0.utf8.elementsEqual(uri.utf8) })
        else {
            throw .show(OAuthError(.invalidRequest, "the redirect_uri is not one that this client registered"))
        }
        do throws(OAuthError) {
            try client.require(.authorizationCode)
            guard parameters["response_type"] == "code" else {
                throw OAuthError(.unsupportedResponseType, "only response_type=code is offered")
            }
            guard parameters["request"] == nil else {
                throw OAuthError(.invalidRequest, "signed request objects are not taken: push the request")
            }
            if let mode = parameters["response_mode"], mode != "query" {
                throw OAuthError(.invalidRequest, "only response_mode=query is offered")
            }
            self.init(
                client: client.client, redirectURI: uri, scope: try client.scope(asked: parameters["scope"]),
                state: parameters["state"], challenge: try CodeChallenge(parameters), key: parameters["dpop_jkt"],
                pushed: pushed)
        } catch {
            throw .redirect(error, to: Redirect.address(uri, error, state: parameters["state"], issuer: issuer))
        }
    }
}
