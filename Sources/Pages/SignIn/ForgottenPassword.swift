import Access
import HTTPTypes
import Web

/// Where a person who forgot the password asks for a message.
struct ForgottenPasswordPage: Page {
    static let template = Template.forgotten
    let form: FormView
}

/// That the message was sent.
struct ResetSentPage: Page {
    static let template = Template.resetSent
    let email: String
}

/// Where the link of the message leads.
struct NewPasswordPage: Page {
    static let template = Template.newPassword
    /// Nil where the link is no longer good.
    let form: FormView?
}

/// A new password for a person who forgot theirs, by a link in an e-mail.
enum ForgottenPassword {
    private static let path = "/password/forgotten"
    private static let replacementPath = "/password/new"

    static let routes = [
        Route(.get, path, for: .everyone) { call in page(form.blank, for: call) },
        Route(.post, path, for: .everyone, body: .form) { call in try ask(call) },
        // A link opens a page and takes nothing by itself: mail programs open links too.
        Route(.get, replacementPath, for: .everyone) { call in
            replacing(replacement.blank.with(code, call.query["code"] ?? ""), for: call)
        },
        Route(.post, replacementPath, for: .everyone, body: .form, work: .slow) { call in try replace(call) },
    ]

    private static let email = Field.email("email", autocomplete: "username")
    private static let form = PageForm(email, button: Message("Get the message"))

    private static let code = Field.hidden("code")
    private static let new = Field.newPassword("new", Message("New password"))
    private static let replacement = PageForm(code, new, button: Message("Change the password"))

    private static func page(_ filled: FilledForm, for call: Call) -> Answer {
        ForgottenPasswordPage(form: filled.view(at: path, for: call)).answer(call, with: filled)
    }

    private static func replacing(_ filled: FilledForm, for call: Call) -> Answer {
        NewPasswordPage(form: filled.view(at: replacementPath, for: call)).answer(call, with: filled)
    }

    /// The caller is told the same whether the address has an account; its owner is told by e-mail. An e-mail is queued
    /// in both cases, so the response time does not reveal whether the account exists.
    private static func ask(_ call: Call) throws -> Answer {
        let sent = try form.sent(by: call)
        guard let email = sent[email] else { return page(sent, for: call) }
        let asked = try call.tenant.accounts.askForReset(
            of: email, source: call.from, language: call.language.rawValue, now: call.now)
        if case .tooMany(let seconds) = asked { return page(sent.refused(retryAfter: seconds), for: call) }
        return ResetSentPage(email: email).answer(call)
    }

    private static func replace(_ call: Call) throws -> Answer {
        let sent = try replacement.sent(by: call)
        guard let code = sent[code], let password = sent[new] else { return replacing(sent, for: call) }
        switch try call.tenant.accounts.resetPassword(Secret(code), to: password, now: call.now) {
        case .changed:
            return SignIn.page(
                signedOut: call, news: Message("Your password is changed: sign in with the new one."))
        case .unproven: return NewPasswordPage(form: nil).answer(call, .unprocessableContent)
        case .refused(let fault): return replacing(sent.refused(new, fault.message), for: call)
        }
    }
}
