import Access
import HTTPTypes
import Web

/// Where a person makes an account.
struct RegistrationPage: Page {
    static let template = Template.registration
    let form: FormView
}

/// That a message was sent to the address.
struct RegisteredPage: Page {
    static let template = Template.registered
    let email: String
}

/// Where the link of the message leads.
struct VerificationPage: Page {
    static let template = Template.verification
    /// Nil where the link is no longer good.
    let form: FormView?
}

/// Making an account, and verifying its address by a link in an e-mail.
enum Registration {
    private static let path = "/register"
    private static let verificationPath = "/verify"

    static let routes = [
        Route(.get, path, for: .everyone) { call in page(form.blank, for: call) },
        Route(.post, path, for: .everyone, body: .form, work: .slow) { call in try register(call) },
        // A link opens a page and takes nothing by itself: mail programs open links too.
        Route(.get, verificationPath, for: .everyone) { call in
            verification(proof.blank.with(code, call.query["code"] ?? ""), for: call)
        },
        Route(.post, verificationPath, for: .everyone, body: .form, work: .slow) { call in try prove(call) },
    ]

    private static let name = Field.text(
        "name", Message("Name"), autocomplete: "name", atMost: 200,
        fault: Message("Write your name, in 200 characters at most."))
    private static let email = Field.email("email", autocomplete: "email")
    private static let newPassword = Field.newPassword("password", Message("Password"))
    private static let form = PageForm(name, email, newPassword, button: Message("Make the account"))

    private static let code = Field.hidden("code")
    private static let password = Field.password("password")
    private static let proof = PageForm(code, password, button: Message("Yes, this address is mine"))

    private static func page(_ filled: FilledForm, for call: Call) -> Answer {
        RegistrationPage(form: filled.view(at: path, for: call)).answer(call, with: filled)
    }

    /// The caller is told the same whether the address has an account already; its owner is told by e-mail.
    private static func register(_ call: Call) throws -> Answer {
        let sent = try form.sent(by: call)
        guard let name = sent[name], let email = sent[email], let password = sent[newPassword] else {
            return page(sent, for: call)
        }
        let attributes = PersonalAttributes(name: name, email: email, language: call.language.rawValue)
        switch try call.tenant.accounts.register(attributes, password: password, source: call.from, now: call.now) {
        case .proofNeeded, .known: return RegisteredPage(email: email).answer(call)
        case .tooMany(let seconds): return page(sent.refused(retryAfter: seconds), for: call)
        case .refused(let fault): return page(sent.refused(newPassword, fault.message), for: call)
        }
    }

    private static func verification(_ filled: FilledForm, for call: Call) -> Answer {
        VerificationPage(form: filled.view(at: verificationPath, for: call)).answer(call, with: filled)
    }

    private static func prove(_ call: Call) throws -> Answer {
        let sent = try proof.sent(by: call)
        guard let code = sent[code], let password = sent[password] else { return verification(sent, for: call) }
        switch try call.tenant.accounts.proveAddress(
            Secret(code), password: password, source: call.from, now: call.now)
        {
        case .proven: return SignIn.page(news: Message("Your address is confirmed: you can sign in."), for: call)
        case .unproven: return VerificationPage(form: nil).answer(call, .unprocessableContent)
        case .wrongPassword:
            let refused = sent.refused(
                Registration.password,
                Message(
                    "This is not the password that you chose when you made the account. If it was not you who made it, make one: yours takes its place."
                ))
            return verification(refused, for: call)
        case .tooMany(let seconds): return verification(sent.refused(retryAfter: seconds), for: call)
        }
    }
}
