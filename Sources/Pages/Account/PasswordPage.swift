import Access
import HTTPTypes
import Web

/// Where a person changes the password, with the present one.
struct PasswordPage: Page {
    static let template = Template.password
    let form: FormView

    private static let path = "/account/password"

    static let routes = [
        Route(.get, path, for: .signedIn) { call in page(change.blank, for: call) },
        Route(.post, path, for: .signedIn, body: .form, work: .slow) { call in try changePassword(call) },
    ]

    private static let present = Field.password("present", Message("Present password"))
    private static let new = Field.newPassword("new", Message("New password"))
    private static let change = PageForm(present, new, button: Message("Change the password"))

    private static func page(_ filled: FilledForm, for call: Call) -> Answer {
        PasswordPage(form: filled.view(at: path, for: call)).answer(call, with: filled)
    }

    private static func changePassword(_ call: Call) throws -> Answer {
        let account = try SignedInAccount.required(call).account
        let sent = try change.sent(by: call)
        guard let former = sent[present], let chosen = sent[new] else { return page(sent, for: call) }
        switch try call.tenant.accounts.confirm(former, of: account, source: call.from, now: call.now) {
        case .right: break
        case .wrong: return page(sent.refused(present, .wrongPassword), for: call)
        case .tooMany(let seconds): return page(sent.refused(retryAfter: seconds), for: call)
        }
        switch try call.tenant.accounts.changePassword(of: account, from: former, to: chosen, now: call.now) {
        case .changed: return .seeOther("/login").with(cookie: call.cookie.cleared())
        case .unproven: return page(sent.refused(present, .wrongPassword), for: call)
        case .refused(let fault): return page(sent.refused(new, fault.message), for: call)
        }
    }
}
