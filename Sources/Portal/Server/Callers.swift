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

/// The cookie that holds a session's secret. Over TLS it has the prefix that no other host or path can set.
struct SessionCookie {
    let isSecure: Bool

    private var name: String { isSecure ? "__Host-maille" : "maille" }

    func secret(in fields: HTTPFields) -> Secret? { fields.cookie(name).map { Secret($0) } }

    /// Lasts as long as the browser is open; the server ends it earlier.
    func set(_ secret: Secret) -> String { "\(name)=\(secret.text)\(attributes)" }

    func cleared() -> String { "\(name)=\(attributes); Max-Age=0" }

    private var attributes: String { "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "") }
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

extension HTTPFields {
    /// The first cookie of a name.
    func cookie(_ name: String) -> String? {
        for header in self[values: .cookie] {
            for pair in header.split(separator: ";") {
                let sides = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if sides.count == 2, sides[0] == name { return String(sides[1]) }
            }
        }
        return nil
    }
}

extension HTTPField.Name {
    static let formToken = HTTPField.Name("X-Form-Token")!
}
