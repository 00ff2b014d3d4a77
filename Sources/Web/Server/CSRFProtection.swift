import Access
import HTTPTypes

/// Protection against cross-site request forgery (OWASP): another site can make a browser send a session's cookie, and
/// can neither know the form's token nor set `Origin`.
package enum CSRFProtection {
    package static let field = "form_token"

    /// What the head proves: all of it, unless a form's token stands in its fields. A file is never a form.
    static func checkHead(
        of caller: Caller, _ head: HTTPRequest, to route: Route, of tenant: Tenant
    ) throws(Problem) {
        guard case .person(_, let secret) = caller, head.method != .get, head.method != .head else { return }
        if let origin = head.headerFields[.origin] {
            guard origin == tenant.origin else { throw .formTooOld }
        }
        guard !isForm(head.headerFields, to: route) else { return }
        // A plain form of another site cannot send this header.
        guard let token = head.headerFields[.formToken], Session.isFormToken(token, of: secret) else {
            throw .formTooOld
        }
    }

    /// What a form's fields prove, once they are there.
    static func checkForm(of call: Call, to route: Route) throws(Problem) {
        guard case .person(_, let secret) = call.caller, call.method != .get, call.method != .head,
            isForm(call.headers, to: route)
        else { return }
        let pairs = FormEncoding.pairs(String(decoding: call.bytes, as: UTF8.self)) ?? []
        guard let token = pairs.first(where: { $0.name == field })?.value, Session.isFormToken(token, of: secret)
        else { throw .formTooOld }
    }

    private static func isForm(_ fields: HTTPFields, to route: Route) -> Bool {
        guard case .bytes = route.body else { return false }
        return (fields[.contentType] ?? "").hasPrefix("application/x-www-form-urlencoded")
    }
}

extension Call {
    /// Refuses a form of another site where there is no session yet, and so no token (login CSRF: a person must not be
    /// signed in to somebody else's account).
    package func requireSameOrigin() throws(Problem) {
        if let origin = headers[.origin], origin != tenant.origin { throw .formTooOld }
        if headers[.fetchSite] == "cross-site" { throw .formTooOld }
    }
}

extension HTTPField.Name {
    fileprivate static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
