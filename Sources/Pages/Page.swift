import Access
import Foundation
import HTTPTypes
import Web

/// HTML pages. They work without JavaScript.
enum Page {
    /// Renders a template within the layout. A nil value counts as absent in the template.
    static func answer(
        _ template: String, _ content: [String: Any?], for call: Call, status: HTTPResponse.Status = .ok
    ) -> Answer {
        let frame = LayoutContext(call)
        let page = answer(template, content, in: frame, status)
        guard let chosen = frame.chosen else { return page }
        return page.with(cookie: LanguageCookie(isSecure: call.tenant.isSecure).set(chosen))
    }

    static func answer(
        _ template: String, _ content: [String: Any?], in frame: LayoutContext, _ status: HTTPResponse.Status
    ) -> Answer {
        let values = frame.values.merging(content.compactMapValues { $0 }) { $1 }
        var answer = Answer(
            status, text: Templates.render(template, values, frame.language), type: "text/html; charset=utf-8")
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
