import Access
import HTTPTypes
import Metering
import Web

/// Where a person is signed in, and signing out everywhere else.
struct SessionsPage: Page {
    static let template = Template.sessions
    let sessions: [Line]
    /// What was just done.
    let news: String?
    /// Ends the others; nil where there are none.
    let form: FormView?

    struct Line {
        let since: String
        let seen: String
        let isThis: Bool
    }

    private static let path = "/account/sessions"

    static let routes = [
        Route(.get, path, for: .signedIn) { call in try page(ending.blank, call) },
        Route(.post, path, for: .signedIn, body: .form, work: .slow) { call in try endOthers(call) },
    ]

    private static let password = Field.password("password")
    private static let ending = PageForm(password, button: Message("Sign all other devices out"))

    private static func page(_ filled: FilledForm, news: Message? = nil, _ call: Call) throws -> Answer {
        let person = try SignedInAccount.required(call)
        let lines = try call.tenant.accounts.sessions(of: person.account, now: call.now).map { session in
            Line(
                since: session.createdAt.formatted(call.language), seen: session.seenAt.formatted(call.language),
                isThis: session.id == person.session.id)
        }
        return SessionsPage(
            sessions: lines, news: news?.in(call.language),
            form: lines.count > 1 ? filled.view(at: path, for: call) : nil
        ).answer(call, with: filled)
    }

    private static func endOthers(_ call: Call) throws -> Answer {
        let person = try SignedInAccount.required(call)
        let sent = try ending.sent(by: call)
        guard let typed = sent[password] else { return try page(sent, call) }
        switch try call.tenant.accounts.confirm(typed, of: person.account, source: call.from, now: call.now) {
        case .right: break
        case .wrong: return try page(sent.refused(password, .wrongPassword), call)
        case .tooMany(let seconds): return try page(sent.refused(retryAfter: seconds), call)
        }
        _ = try call.tenant.accounts.endOtherSessions(than: person.secret, of: person.account, now: call.now)
        return try page(ending.blank, news: Message("Your other devices are signed out."), call)
    }
}
