import Access
import Foundation
import HTTPTypes
import Metering

/// How the callers of a chapter prove who they are. What a chapter does not take – a token on people's pages, a cookie
/// at Green Button – is not looked at.
package struct Authenticator: Sendable {
    private let takesTokens: Bool
    private let takesSessions: Bool

    /// The server asks nobody: the routes know their callers by what stands in bodies.
    package static let none = Authenticator(takesTokens: false, takesSessions: false)
    /// People by the session that their browser keeps.
    package static let sessions = Authenticator(takesTokens: false, takesSessions: true)
    /// Clients by an access token (RFC 6750, RFC 9449).
    package static let tokens = Authenticator(takesTokens: true, takesSessions: false)
    package static let sessionsAndTokens = Authenticator(takesTokens: true, takesSessions: true)

    /// Whether nothing but browsers calls its chapter, with a session or to get one.
    var isOfPeopleAlone: Bool { takesSessions && !takesTokens }

    /// Throws `OAuthError` for an invalid token or proof: neither is taken for anonymous access.
    func caller(of head: HTTPRequest, url: String, at tenant: Tenant, now: Instant) throws -> Caller {
        if takesTokens, let authorization = head.headerFields[.authorization], Authenticator.isToken(authorization) {
            let request = OAuthRequest(
                try OAuthParameters([]), authorization: authorization, proofs: head.headerFields[values: .dpop],
                method: head.method.rawValue, url: url)
            return .client(try tenant.authorization.accessToken(of: request, now: now))
        }
        guard takesSessions, let secret = SessionCookie(isSecure: tenant.isSecure).secret(in: head.headerFields),
            let session = try tenant.accounts.session(secret, now: now)
        else { return .nobody }
        return .person(session, secret)
    }

    private static func isToken(_ authorization: String) -> Bool {
        let scheme = authorization.prefix { $0 != " " }.lowercased()
        return scheme == "bearer" || scheme == "dpop"
    }
}
