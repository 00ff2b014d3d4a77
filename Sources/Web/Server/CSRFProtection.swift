import Access
import HTTPTypes

/// Protection against cross-site request forgery (OWASP): another site can make a browser send a session's cookie, and
/// can neither know the form's token nor set `Origin`.
///
/// It holds for every request that changes something and comes by a session, or to people's pages with or without one:
/// nobody is to be signed in to somebody else's account either (login CSRF). No route can leave it out.
package struct CSRFProtection: Sendable {
    package static let field = "form_token"

    private let origin: String
    /// Of the session that the browser has, open or not; nil where it has none, and no token.
    private let secret: Secret?
    /// Whether the token stands in the fields of a form. A file is never a form.
    private let isForm: Bool

    /// Nil where there is nothing to protect.
    init?(_ caller: Caller, _ head: HTTPRequest, to route: Route, of chapter: Chapter, at tenant: Tenant) {
        guard head.method != .get, head.method != .head else { return nil }
        switch caller {
        case .client: return nil
        case .person(_, let secret): self.secret = secret
        case .nobody:
            guard chapter.authenticator.isOfPeopleAlone else { return nil }
            secret = SessionCookie(isSecure: tenant.isSecure).secret(in: head.headerFields)
        }
        origin = tenant.origin
        if case .bytes = route.body {
            isForm = head.headerFields[.contentType]?.hasPrefix("application/x-www-form-urlencoded") ?? false
        } else {
            isForm = false
        }
    }

    /// What the head proves: all of it, unless a token is to stand in a form.
    func checkHead(_ head: HTTPRequest) throws(Problem) {
        if let origin = head.headerFields[.origin], origin != self.origin { throw .formTooOld }
        if head.headerFields[.fetchSite] == "cross-site" { throw .formTooOld }
        guard !isForm, let secret else { return }
        // A plain form of another site cannot send this header.
        guard let token = head.headerFields[.formToken], Session.isFormToken(token, of: secret) else {
            throw .formTooOld
        }
    }

    /// What a form's fields prove, once they are there.
    func checkForm(_ call: Call) throws(Problem) {
        guard isForm, let secret else { return }
        let pairs = FormEncoding.pairs(String(decoding: call.bytes, as: UTF8.self)) ?? []
        guard let token = pairs.first(where: { $0.name == CSRFProtection.field })?.value,
            Session.isFormToken(token, of: secret)
        else { throw .formTooOld }
    }
}

extension HTTPField.Name {
    fileprivate static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
