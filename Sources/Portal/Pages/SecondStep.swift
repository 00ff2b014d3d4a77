import Access
import Foundation
import HTTPTypes
import Metering

/// The second step of signing in: a code of an authenticator app, which staff must have. Between the
/// steps the cookie holds a session that opens nothing else.
enum SecondStep {
    static let routes = [
        Route(.get, "/login/code", for: .everyone) { call in
            guard let secret = call.cookie.secret(in: call.headers) else { return .seeOther("/login") }
            return page(secret, for: call)
        },
        Route(.post, "/login/code", for: .everyone, body: .form) { call in
            let (secret, form) = try open(call)
            let result = try call.tenant.accounts.giveOneTimePassword(form["code"], session: secret, now: call.now)
            return answer(result, call) { page(secret, isWrong: true, for: call) }
        },
        Route(.get, "/login/code/new", for: .everyone) { call in
            guard let secret = call.cookie.secret(in: call.headers) else { return .seeOther("/login") }
            return try setup(call.tenant.accounts.proposeOneTimePassword(), secret, for: call)
        },
        Route(.post, "/login/code/new", for: .everyone, body: .form) { call in
            let (secret, form) = try open(call)
            let bytes = Base64URL.decode(form["proposed"]) ?? []
            guard let proposed = try? JSONDecoder().decode(OneTimePassword.self, from: Data(bytes)) else {
                throw Problem.formTooOld
            }
            let result = try call.tenant.accounts.confirm(
                proposed, code: form["code"], session: secret, now: call.now)
            return try answer(result, call) { try setup(proposed, secret, isWrong: true, for: call) }
        },
    ]

    /// The secret of the session between the steps, and a form that was made for it.
    private static func open(_ call: Call) throws(Problem) -> (Secret, Form) {
        try call.refuseOtherSites()
        let form = try Form(call)
        guard let secret = call.cookie.secret(in: call.headers), Session.isFormToken(form[FormGuard.field], of: secret)
        else { throw .formTooOld }
        return (secret, form)
    }

    private static func answer(_ result: Accounts.SignIn, _ call: Call, again: () throws -> Answer) rethrows -> Answer {
        switch result {
        case .open(let secret, _): return .seeOther(SignIn.destination(call)).with(cookie: call.cookie.set(secret))
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

    private static func setup(
        _ proposed: OneTimePassword, _ secret: Secret, isWrong: Bool = false, for call: Call
    ) throws -> Answer {
        let letters = Array(proposed.key)
        let groups = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
        return Page.answer(
            "code-setup",
            [
                "action": "/login/code/new?" + FormEncoding.pair("to", SignIn.destination(call)),
                "stepToken": Session.formToken(of: secret), "isWrong": isWrong,
                "key": groups.joined(separator: " "), "uri": proposed.uri(account: call.tenant.id.text),
                "proposed": Base64URL.encode(try JSONEncoder().encode(proposed)),
            ], for: call, status: isWrong ? .unprocessableContent : .ok)
    }
}
