import Access
import Foundation
import HTTPTypes
import Web

/// An HTML page: a value whose stored members are what its template shows. Pages work without JavaScript.
///
/// Members are texts, amounts, flags, HTML of ours, and structs, optionals and arrays of these. A test compares them
/// with the tags of the templates: one that is missing, unused or of another kind fails it.
protocol Page: Sendable {
    static var template: Template { get }
}

extension Page {
    func answer(_ call: Call, _ status: HTTPResponse.Status = .ok) -> Answer {
        let frame = Frame(call)
        let page = answer(in: frame, status)
        guard let chosen = frame.chosen else { return page }
        return page.with(cookie: LanguageCookie(isSecure: call.tenant.isSecure).set(chosen))
    }

    /// The page with a form on it as it stands: 422 where it has faults, 429 where its sender is to wait.
    func answer(_ call: Call, with form: FilledForm) -> Answer {
        var answer = answer(call, form.status)
        if let seconds = form.retryAfter { answer.fields[.retryAfter] = "\(seconds)" }
        return answer
    }

    func answer(in frame: Frame, _ status: HTTPResponse.Status = .ok) -> Answer {
        let layout = frame.layout(around: self, isFaulty: status == .unprocessableContent)
        var answer = Answer(
            status, text: TemplateLibrary.render(layout, with: Self.template, frame.language),
            type: "text/html; charset=utf-8")
        answer.fields[.contentLanguage] = frame.language.rawValue
        answer.fields[.vary] = "Accept-Language, Cookie"
        return answer
    }
}

extension Answer {
    /// Lets the forms of a page lead to another origin: it joins the policy's `form-action`, which browsers apply to
    /// the redirects after a form too.
    mutating func allowForms(to address: String) {
        // Encoded: a decoded host may hold `;`, and more directives after it.
        guard let url = URLComponents(string: address), let scheme = url.scheme, let host = url.encodedHost else {
            return
        }
        let origin = "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
        fields[.contentSecurityPolicy] = PagePolicy.header(formsTo: origin)
    }
}
