import Access
import Foundation
import HTTPTypes
import Metering

/// Authenticates callers: by access token, by session, or as nobody.
struct Callers: Sendable {
    let tenant: Tenant

    /// Throws `OAuthError` for an invalid token or proof: neither is taken for anonymous access.
    func caller(of head: HTTPRequest, url: String, now: Instant) throws -> Caller {
        if let authorization = head.headerFields[.authorization], Callers.isToken(authorization) {
            let request = OAuthRequest(
                try OAuthParameters([]), authorization: authorization, proofs: head.headerFields[values: .dpop],
                method: head.method.rawValue, url: url)
            return .client(try tenant.authorization.accessToken(of: request, now: now))
        }
        guard let secret = SessionCookie(isSecure: tenant.isSecure).secret(in: head.headerFields),
            let session = try tenant.accounts.session(secret, now: now)
        else { return .nobody }
        return .person(session, secret)
    }

    private static func isToken(_ authorization: String) -> Bool {
        let scheme = authorization.prefix { $0 != " " }.lowercased()
        return scheme == "bearer" || scheme == "dpop"
    }
}
