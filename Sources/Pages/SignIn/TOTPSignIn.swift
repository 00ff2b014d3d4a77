import Access
import HTTPTypes
import Web

/// Where a person gives the code of an authenticator app.
struct CodePage: Page {
    static let template = Template.code
    let form: FormView
}

/// The second step of signing in: a code of an authenticator app (TOTP, RFC 6238), which staff must have. Between the
/// steps the cookie holds a session that opens nothing else.
enum TOTPSignIn {
    static let path = "/login/code"
    static let setupPath = "/login/code/new"

    static let routes = [
        Route(.get, path, for: .everyone) { call in
            secret(call) == nil ? .seeOther("/login") : page(form.blank, for: call)
        },
        Route(.post, path, for: .everyone, body: .form) { call in
            guard let secret = secret(call) else { throw Problem.formTooOld }
            let sent = try form.sent(by: call)
            guard let code = sent[code] else { return page(sent, for: call) }
            let result = try call.tenant.accounts.giveOneTimePassword(
                code, session: secret, source: call.from, now: call.now)
            return try answer(result, to: sent, then: SignIn.destination(call), call) { page($0, for: call) }
        },
        Route(.get, setupPath, for: .everyone) { call in
            guard let secret = secret(call) else { return .seeOther("/login") }
            return try setup(secret, call).page()
        },
        Route(.post, setupPath, for: .everyone, body: .form) { call in
            guard let secret = secret(call) else { throw Problem.formTooOld }
            return try setup(secret, call).take(then: SignIn.destination(call))
        },
    ]

    static let code = Field.oneTimeCode("code")
    private static let form = PageForm(code, button: Message("Continue"))

    /// Of the session between the steps.
    private static func secret(_ call: Call) -> Secret? { call.cookie.secret(in: call.headers) }

    /// The answer to a code: on with a new session secret, or its page again.
    static func answer(
        _ result: Accounts.SignIn, to sent: FilledForm, then destination: String, _ call: Call,
        again: (FilledForm) throws -> Answer
    ) throws -> Answer {
        switch result {
        case .open(let secret, let session): return try SignIn.opened(secret, session, then: destination, call)
        case .tooMany(let seconds): return try again(sent.refused(retryAfter: seconds))
        case .refused, .oneTimePasswordNeeded, .oneTimePasswordMissing:
            return try again(
                sent.refused(
                    code, Message("This code is not right, or it was used already. Wait for the next one and copy it."))
            )
        }
    }

    private static func page(_ filled: FilledForm, for call: Call) -> Answer {
        CodePage(form: filled.view(at: SignIn.address(path, call), for: call)).answer(call, with: filled)
    }

    private static func setup(_ secret: Secret, _ call: Call) -> TOTPEnrolment {
        TOTPEnrolment(call: call, secret: secret, action: SignIn.address(setupPath, call), account: nil)
    }
}
