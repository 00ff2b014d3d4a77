import Access
import HTTPTypes
import Web

/// The second step of signing in: a code of an authenticator app (TOTP, RFC 6238), which staff must have. Between the
/// steps the cookie holds a session that opens nothing else.
enum TOTPSignIn {
    static let routes = [
        Route(.get, "/login/code", for: .everyone) { call in
            guard let secret = call.cookie.secret(in: call.headers) else { return .seeOther("/login") }
            return page(secret, for: call)
        },
        Route(.post, "/login/code", for: .everyone, body: .form) { call in
            let (secret, form) = try open(call)
            let result = try call.tenant.accounts.giveOneTimePassword(
                form["code"], session: secret, source: call.from, now: call.now)
            return try answer(result, SignIn.destination(call), call) { page(secret, isWrong: true, for: call) }
        },
        Route(.get, "/login/code/new", for: .everyone) { call in
            guard let secret = call.cookie.secret(in: call.headers) else { return .seeOther("/login") }
            return try setup(secret, call).page()
        },
        Route(.post, "/login/code/new", for: .everyone, body: .form) { call in
            let (secret, form) = try open(call)
            return try setup(secret, call).take(form, then: SignIn.destination(call))
        },
    ]

    /// The secret of the session between the steps, and a form that was made for it.
    private static func open(_ call: Call) throws(Problem) -> (Secret, Form) {
        try call.requireSameOrigin()
        let form = try Form(call)
        guard let secret = call.cookie.secret(in: call.headers),
            Session.isFormToken(form[CSRFProtection.field], of: secret)
        else { throw .formTooOld }
        return (secret, form)
    }

    /// The answer to a code: on with a new session secret, or its page again.
    static func answer(
        _ result: Accounts.SignIn, _ destination: String, _ call: Call, again: () throws -> Answer
    ) throws -> Answer {
        switch result {
        case .open(let secret, let session): return try SignIn.opened(secret, session, then: destination, call)
        case .tooMany(let seconds):
            var answer = try again()
            answer.status = .tooManyRequests
            answer.fields[.retryAfter] = "\(seconds)"
            return answer
        case .refused, .oneTimePasswordNeeded, .oneTimePasswordMissing: return try again()
        }
    }

    private static func page(_ secret: Secret, isWrong: Bool = false, for call: Call) -> Answer {
        Page.answer(
            "code",
            [
                "action": "/login/code?" + FormEncoding.pair("to", SignIn.destination(call)),
                "stepToken": Session.formToken(of: secret), "isWrong": isWrong,
            ], for: call, status: isWrong ? .unprocessableContent : .ok)
    }

    private static func setup(_ secret: Secret, _ call: Call) -> TOTPEnrolment {
        let action = "/login/code/new?" + FormEncoding.pair("to", SignIn.destination(call))
        return TOTPEnrolment(call: call, secret: secret, action: action, account: nil)
    }
}
