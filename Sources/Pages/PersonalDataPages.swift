import Access
import HTTPTypes
import Metering
import Store
import Web

/// What is kept of a person: the catalogue, its copy to take away, the password, and the end of the account.
enum PersonalDataPages {
    /// `copy` makes the copy to take away.
    static func routes(_ copy: @escaping @Sendable (Call) throws -> Answer) -> [Route] {
        [
            Route(.get, "/personal-data", for: .signedIn) { call in try catalogue(call) },
            Route(.post, "/personal-data/copy", for: .signedIn, body: .form) { call in
                try call.count(.accountCopies, of: SignedInAccount.required(call).account.text)
                return try copy(call)
            },
            Route(.get, "/account/password", for: .signedIn) { call in Page.answer("password", [:], for: call) },
            Route(.post, "/account/password", for: .signedIn, body: .form, work: .slow) { call in
                try changePassword(call)
            },
            Route(.get, "/account/deletion", for: .signedIn) { call in Page.answer("deletion", [:], for: call) },
            Route(.post, "/account/deletion", for: .signedIn, body: .form, work: .slow) { call in try delete(call) },
        ]
    }

    private struct Entry {
        let what: String
        let why: String
        let basis: String
        let source: String
        let kept: String
        let count: Int?
    }

    private static func catalogue(_ call: Call) throws -> Answer {
        let account = try SignedInAccount.required(call).account
        let counts = try PersonalDataCatalogue.counts(of: account, call.tenant.access, call.tenant.keys)
        let language = call.language
        let entries = PersonalDataCatalogue.entries.map { entry in
            Entry(
                what: entry.what.in(language), why: entry.why.in(language), basis: entry.basis.in(language),
                source: entry.source.in(language), kept: entry.kept.in(language), count: counts[entry.sort])
        }
        return Page.answer("personal-data", ["entries": entries], for: call)
    }

    private static func changePassword(_ call: Call) throws -> Answer {
        let account = try SignedInAccount.required(call).account
        let form = try Form(call)
        func again(_ content: [String: Any?], _ status: HTTPResponse.Status = .unprocessableContent) -> Answer {
            Page.answer("password", content, for: call, status: status)
        }
        switch try call.tenant.accounts.confirm(
            form["present"], of: account, source: call.from, now: call.now)
        {
        case .right: break
        case .wrong: return again(["isWrong": true])
        case .tooMany(let seconds): throw Problem.tooMany(retryAfter: seconds)
        }
        let change = try call.tenant.accounts.changePassword(
            of: account, from: form["present"], to: form["new"], now: call.now)
        switch change {
        case .changed: return .seeOther("/login").with(cookie: call.cookie.cleared())
        case .unproven: return again(["isWrong": true])
        case .refused(let fault): return again(["fault": fault.text.in(call.language)])
        }
    }

    /// Erases the person at once.
    private static func delete(_ call: Call) throws -> Answer {
        let account = try SignedInAccount.required(call).account
        let form = try Form(call)
        switch try call.tenant.accounts.confirm(
            form["password"], of: account, source: call.from, now: call.now)
        {
        case .right: break
        case .wrong: return Page.answer("deletion", ["isWrong": true], for: call, status: .unprocessableContent)
        case .tooMany(let seconds): throw Problem.tooMany(retryAfter: seconds)
        }
        try call.tenant.erase(account, by: .account(account), now: call.now)
        let frame = LayoutContext(call, session: nil)
        return Page.answer("deleted", [:], in: frame, .ok).with(cookie: call.cookie.cleared())
    }
}
