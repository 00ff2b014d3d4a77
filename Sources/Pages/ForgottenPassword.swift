import Access
import HTTPTypes
import Web

/// A new password for a person who forgot theirs, by a link in an e-mail.
enum ForgottenPassword {
    static let routes = [
        Route(.get, "/password/forgotten", for: .everyone) { call in Page.answer("forgotten", [:], for: call) },
        Route(.post, "/password/forgotten", for: .everyone, body: .form) { call in try ask(call) },
        // A link opens a page and takes nothing by itself: mail programs open links too.
        Route(.get, "/password/new", for: .everyone) { call in
            Page.answer("new-password", ["code": call.query["code"] ?? ""], for: call)
        },
        Route(.post, "/password/new", for: .everyone, body: .form, work: .slow) { call in try replace(call) },
    ]

    /// The caller is told the same whether the address has an account; its owner is told by e-mail. An e-mail is queued
    /// in both cases, so the response time does not reveal whether the account exists.
    private static func ask(_ call: Call) throws -> Answer {
        try call.requireSameOrigin()
        let email = try Form(call).trimmed("email")
        guard MailAddress.isOne(email) else {
            return Page.answer(
                "forgotten", ["email": email, "isNoAddress": true], for: call, status: .unprocessableContent)
        }
        let asked = try call.tenant.accounts.askForReset(
            of: email, source: call.from, language: call.language.rawValue, now: call.now)
        if case .tooMany(let seconds) = asked { throw Problem.tooMany(retryAfter: seconds) }
        return Page.answer("reset-sent", ["email": email], for: call)
    }

    private static func replace(_ call: Call) throws -> Answer {
        try call.requireSameOrigin()
        let form = try Form(call)
        func again(_ content: [String: Any?]) -> Answer {
            Page.answer("new-password", content, for: call, status: .unprocessableContent)
        }
        switch try call.tenant.accounts.resetPassword(Secret(form["code"]), to: form["new"], now: call.now) {
        case .changed:
            let frame = LayoutContext(call, session: nil)
            return Page.answer("login", ["action": "/login", "isReplaced": true], in: frame, .ok)
                .with(cookie: call.cookie.cleared())
        case .unproven: return again(["isOver": true])
        case .refused(let fault): return again(["code": form["code"], "fault": fault.text.in(call.language)])
        }
    }
}
