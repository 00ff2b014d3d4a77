import Access
import HTTPTypes
import Web

/// The values that the layout shows around every page.
struct LayoutContext {
    let language: Language
    /// The language that the address asks for, which the browser is to keep.
    let chosen: Language?
    private let address: String
    private let query: Query
    private let session: Secret?
    private let appearance: TenantAppearance

    init(_ call: Call) {
        self.init(call, session: SignedInAccount(call)?.secret)
    }

    init(_ call: Call, session: Secret?) {
        self.init(call.headers, call.address, call.query, session: session, of: call.tenant.appearance)
    }

    init(
        _ headers: HTTPFields, _ address: String, _ query: Query, session: Secret?, of appearance: TenantAppearance
    ) {
        language = PageLanguage.of(headers, query)
        chosen = PageLanguage.chosen(query)
        self.address = address
        self.query = query
        self.session = session
        self.appearance = appearance
    }

    var values: [String: Any] {
        var values: [String: Any] = [
            "lang": language.rawValue, "style": Style.path, "isSignedIn": session != nil,
            "token": session.map(Session.formToken) ?? "", "otherLanguage": otherLanguage,
            "tenant": appearance.name.in(language), "isDescribed": appearance.isDescribed,
        ]
        values["look"] = appearance.sheet?.path
        values["logo"] = appearance.logo?.path
        return values
    }

    /// This page in the other language.
    private var otherLanguage: String {
        let other: Language = language == .french ? .english : .french
        let pairs = query.pairs.filter { $0.name != PageLanguage.parameter }
        return address.prefix { $0 != "?" } + "?"
            + FormEncoding.query(pairs + [(PageLanguage.parameter, other.rawValue)])
    }
}
