import Access
import Foundation
import HTTPTypes
import Metering

/// Who sends a request: the holder of an access token, the person of a session, or nobody.
struct Callers: Sendable {
    let tenant: Tenant
    let portal: Portal

    /// Throws where a token or a proof is wrong: a wrong token never counts as none.
    func caller(of head: HTTPRequest, url: String, now: Instant) throws -> Caller {
        if let authorization = head.headerFields[.authorization], Callers.isToken(authorization) {
            let request = OAuthRequest(
                try OAuthParameters([]), authorization: authorization, proofs: head.headerFields[values: .dpop],
                method: head.method.rawValue, url: url)
            return .program(try tenant.authorization.holder(of: request, now: now))
        }
        guard let secret = SessionCookie(isSecure: portal.isSecure).secret(in: head.headerFields),
            let session = try tenant.accounts.session(secret, now: now)
        else { return .nobody }
        return .person(session, secret)
    }

    private static func isToken(_ authorization: String) -> Bool {
        let scheme = authorization.prefix { $0 != " " }.lowercased()
        return scheme == "bearer" || scheme == "dpop"
    }
}

/// Whether a change that comes with a session's cookie was meant by its person: another site can make a browser send
/// the cookie, and cannot know the form's token nor set `Origin` (OWASP, CSRF prevention).
enum FormGuard {
    static let field = "form_token"

    static func check(_ call: Call) throws(Problem) {
        guard case .person(_, let secret) = call.caller, call.method != .get, call.method != .head else { return }
        if let origin = call.headers[.origin] {
            guard origin == call.tenant.origin else { throw .formTooOld }
        }
        let type = call.headers[.contentType] ?? ""
        if type.hasPrefix("application/x-www-form-urlencoded") {
            let pairs = FormEncoding.pairs(String(decoding: call.bytes, as: UTF8.self)) ?? []
            guard let token = pairs.first(where: { $0.name == field })?.value, Session.isFormToken(token, of: secret)
            else { throw .formTooOld }
        } else {
            // A plain form of another site cannot send this header.
            guard let token = call.headers[.formToken], Session.isFormToken(token, of: secret) else {
                throw .formTooOld
            }
        }
    }
}

extension HTTPField.Name {
    static let formToken = HTTPField.Name("X-Form-Token")!
}
