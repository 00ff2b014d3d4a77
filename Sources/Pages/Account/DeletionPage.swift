import Access
import HTTPTypes
import Web

/// Where a person ends the account.
struct DeletionPage: Page {
    static let template = Template.deletion
    let form: FormView

    private static let path = "/account/deletion"

    static let routes = [
        Route(.get, path, for: .signedIn) { call in page(deletion.blank, for: call) },
        Route(.post, path, for: .signedIn, body: .form, work: .slow) { call in try delete(call) },
    ]

    private static let password = Field.password("password", Message("Your password, to confirm"))
    private static let deletion = PageForm(
        password, button: .init(label: Message("Delete my account"), weight: .danger))

    private static func page(_ filled: FilledForm, for call: Call) -> Answer {
        DeletionPage(form: filled.view(at: path, for: call)).answer(call, with: filled)
    }

    /// Erases the person at once.
    private static func delete(_ call: Call) throws -> Answer {
        let account = try SignedInAccount.required(call).account
        let sent = try deletion.sent(by: call)
        guard let typed = sent[password] else { return page(sent, for: call) }
        switch try call.tenant.accounts.confirm(typed, of: account, source: call.from, now: call.now) {
        case .right: break
        case .wrong: return page(sent.refused(password, .wrongPassword), for: call)
        case .tooMany(let seconds): return page(sent.refused(retryAfter: seconds), for: call)
        }
        try call.tenant.erase(account, by: .account(account), now: call.now)
        return DeletedPage().answer(in: Frame(signedOut: call)).with(cookie: call.cookie.cleared())
    }
}

/// That the account is gone.
struct DeletedPage: Page {
    static let template = Template.deleted
}
