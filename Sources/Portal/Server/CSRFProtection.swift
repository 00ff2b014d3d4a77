import Access
import HTTPTypes

/// Protection against cross-site request forgery (OWASP): another site can make a browser send a session's cookie, and
/// can neither know the form's token nor set `Origin`.
enum CSRFProtection {
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

extension Call {
    /// Refuses a form of another site where there is no session yet, and so no token (login CSRF: a person must not be
    /// signed in to somebody else's account).
    func requireSameOrigin() throws(Problem) {
        if let origin = headers[.origin], origin != tenant.origin { throw .formTooOld }
        if headers[.fetchSite] == "cross-site" { throw .formTooOld }
    }
}

extension HTTPField.Name {
    fileprivate static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
