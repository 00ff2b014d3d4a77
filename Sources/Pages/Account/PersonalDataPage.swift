import Access
import HTTPTypes
import Metering
import Store
import Web

/// What is kept of a person, and its copy to take away.
struct PersonalDataPage: Page {
    static let template = Template.personalData
    let entries: [Entry]
    let copy: FormView

    struct Entry {
        let what: String
        let why: String
        let basis: String
        let source: String
        let kept: String
        let count: Amount?
    }

    private static let copyPath = "/personal-data/copy"

    /// `copy` makes the copy to take away.
    static func routes(_ copy: @escaping @Sendable (Call) throws -> Answer) -> [Route] {
        [
            Route(.get, "/personal-data", for: .signedIn) { call in try page(call) },
            Route(.post, copyPath, for: .signedIn, body: .form) { call in
                try call.count(.accountCopies, of: SignedInAccount.required(call).account.text)
                return try copy(call)
            },
        ]
    }

    private static let copying = PageForm(button: Message("Download my copy (JSON)"))

    private static func page(_ call: Call) throws -> Answer {
        let account = try SignedInAccount.required(call).account
        let counts = try PersonalDataCatalogue.counts(of: account, call.tenant.access, call.tenant.keys)
        let language = call.language
        let entries = PersonalDataCatalogue.entries.map { entry in
            Entry(
                what: entry.what.shown(in: language), why: entry.why.shown(in: language),
                basis: entry.basis.shown(in: language), source: entry.source.shown(in: language),
                kept: entry.kept.shown(in: language), count: counts[entry.sort].map { Amount($0, language) })
        }
        return PersonalDataPage(entries: entries, copy: copying.blank.view(at: copyPath, for: call)).answer(call)
    }
}
