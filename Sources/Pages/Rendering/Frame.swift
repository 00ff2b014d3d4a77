import Access
import HTTPTypes
import Web

/// Who asks for a page, where and in which language: what the layout is made of.
struct Frame {
    let language: Language
    /// The language that the address asks for, which the browser is to keep.
    let chosen: Language?
    private let address: String
    private let query: Query
    private let caller: Caller
    private let tenant: Tenant?

    init(_ call: Call) {
        self.init(call, caller: call.caller)
    }

    /// For a page that ends the caller's session, or says that it ended.
    init(signedOut call: Call) {
        self.init(call, caller: .nobody)
    }

    private init(_ call: Call, caller: Caller) {
        self.init(call.headers, call.address, call.query, caller: caller, at: call.tenant)
    }

    /// `tenant` is nil where the host is none of ours: the page has nobody's name then.
    init(_ headers: HTTPFields, _ address: String, _ query: Query, caller: Caller, at tenant: Tenant?) {
        language = PageLanguage.of(headers, query)
        chosen = PageLanguage.chosen(query)
        self.address = address
        self.query = query
        self.caller = caller
        self.tenant = tenant
    }

    func layout<Content>(around page: Content, isFaulty: Bool) -> Layout<Content> {
        let appearance = tenant?.appearance ?? .undescribed
        return Layout(
            language: language.rawValue, otherLanguage: otherLanguage, style: Style.path,
            look: appearance.sheet?.path, logo: appearance.logo?.path, tenant: appearance.name.shown(in: language),
            isDescribed: appearance.isDescribed, isFaulty: isFaulty,
            menu: Menu(for: caller, at: tenant, on: String(address.prefix { $0 != "?" }), language), page: page)
    }

    private var otherLanguage: OtherLanguage {
        let other: Language = language == .french ? .english : .french
        let pairs = query.pairs.filter { $0.name != PageLanguage.parameter }
        return OtherLanguage(
            code: other.rawValue, name: other == .french ? "Français" : "English",
            address: address.prefix { $0 != "?" } + "?"
                + FormEncoding.query(pairs + [(PageLanguage.parameter, other.rawValue)]))
    }
}
