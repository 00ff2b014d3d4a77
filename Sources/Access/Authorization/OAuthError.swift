/// Why a request of OAuth is refused: the code and the HTTP status that its standard gives.
package struct OAuthError: Error, Hashable, Sendable, CustomStringConvertible {
    package let code: Code
    package let status: Int
    /// What the caller should do; never a secret, never whether something exists.
    package let description: String
    /// Seconds to wait, with status 429.
    package let retryAfter: Int?

    /// RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, RFC 7591 §3.2.2, RFC 8628 §3.5, RFC 9101 §6.2, RFC 9449 §5.
    package enum Code: String, CaseIterable, Hashable, Sendable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case unsupportedResponseType = "unsupported_response_type"
        case invalidScope = "invalid_scope"
        case accessDenied = "access_denied"
        case temporarilyUnavailable = "temporarily_unavailable"
        case invalidToken = "invalid_token"
        case authorizationPending = "authorization_pending"
        case slowDown = "slow_down"
        case expiredToken = "expired_token"
        case invalidRequestURI = "invalid_request_uri"
        case invalidDPoPProof = "invalid_dpop_proof"
        case invalidRedirectURI = "invalid_redirect_uri"
        case invalidClientMetadata = "invalid_client_metadata"

        fileprivate var status: Int {
            switch self {
            case .invalidClient, .invalidToken: 401
            default: 400
            }
        }
    }

    package init(_ code: Code, _ description: String, status: Int? = nil, retryAfter: Int? = nil) {
        self.code = code
        self.status = status ?? code.status
        self.description = description
        self.retryAfter = retryAfter
    }

    static func tooMany(_ seconds: Int) -> OAuthError {
        OAuthError(
            .temporarilyUnavailable, "too many requests: come back in \(seconds) seconds", status: 429,
            retryAfter: seconds)
    }
}
