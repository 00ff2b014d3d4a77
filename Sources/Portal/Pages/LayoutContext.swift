import Access
import HTTPTypes

/// The values that the layout shows around every page.
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
