import Access
import Foundation
import HTTPTypes

/// Pages of HTML. They work without JavaScript: links and forms alone.
enum Page {
    /// A template within the one layout. What is nil in the content is absent to the template.
    static func answer(
        _ template: String, _ content: [String: Any?], for call: Call, status: HTTPResponse.Status = .ok
    ) -> Answer {
        answer(template, content, in: LayoutContext(call), status)
    }

    static func answer(
        _ template: String, _ content: [String: Any?], in frame: LayoutContext, _ status: HTTPResponse.Status
    ) -> Answer {
        let values = frame.values.merging(content.compactMapValues { $0 }) { $1 }
        var answer = Answer(
            status, text: Templates.render(template, values, frame.language), type: "text/html; charset=utf-8")
        answer.fields[.contentLanguage] = frame.language.rawValue
        answer.fields[.vary] = "Accept-Language, Cookie"
        if let chosen = frame.chosen {
            answer.fields.append(LanguageCookie.set(chosen))
        }
        return answer
    }
}

extension Answer {
    /// Lets the forms of a page lead to an address elsewhere: its origin joins the policy's `form-action`, against
    /// which browsers hold the redirects after a form too.
    mutating func allowForms(to address: String) {
        // Encoded: a decoded host may hold `;`, and more directives after it.
        guard let url = URLComponents(string: address), let scheme = url.scheme, let host = url.encodedHost else {
            return
        }
        let origin = "\(scheme)://\(host)" + (url.port.map { ":\($0)" } ?? "")
        fields[.contentSecurityPolicy] = PagePolicy.header(formsTo: origin)
    }
}

/// What the layout shows around every page.
struct LayoutContext {
    let language: Language
    /// The language that the address asks for, which the browser is to keep.
    let chosen: Language?
    private let address: String
    private let query: Query
    private let session: Secret?

    init(_ call: Call) {
        self.init(call.headers, call.address, call.query, session: SignedInAccount(call)?.secret)
    }

    init(_ headers: HTTPFields, _ address: String, _ query: Query, session: Secret?) {
        language = PageLanguage.of(headers, query)
        chosen = PageLanguage.chosen(query)
        self.address = address
        self.query = query
        self.session = session
    }

    var values: [String: Any] {
        [
            "lang": language.rawValue, "style": Style.path, "isSignedIn": session != nil,
            "token": session.map(Session.formToken) ?? "", "otherLanguage": otherLanguage,
        ]
    }

    /// This page in the other language.
    private var otherLanguage: String {
        let other: Language = language == .french ? .english : .french
        let pairs = query.pairs.filter { $0.name != PageLanguage.parameter }
        return address.prefix { $0 != "?" } + "?"
            + FormEncoding.query(pairs + [(PageLanguage.parameter, other.rawValue)])
    }
}

/// In which language people read: what the address says (`?lang=`), what they chose before, what their browser asks.
enum PageLanguage {
    static let parameter = "lang"

    static func of(_ headers: HTTPFields, _ query: Query) -> Language {
        chosen(query) ?? headers.cookie(parameter).flatMap(Language.init(rawValue:))
            ?? Language(headers[.acceptLanguage])
    }

    static func chosen(_ query: Query) -> Language? { query[parameter].flatMap(Language.init(rawValue:)) }
}

/// The person whom a page is for.
struct SignedInAccount {
    let session: Session
    let secret: Secret

    var account: AccountID { session.account }

    init?(_ call: Call) {
        guard case .person(let session, let secret) = call.caller else { return nil }
        self.session = session
        self.secret = secret
    }

    /// For routes whose audience is people: never throws there.
    static func required(_ call: Call) throws(Problem) -> SignedInAccount {
        guard let visitor = SignedInAccount(call) else { throw .notSignedIn }
        return visitor
    }
}
