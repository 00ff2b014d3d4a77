import Access
import HTTPTypes
import Web

/// Signing in and out.
enum SignIn {
    static let routes = [
        Route(.get, "/login", for: .everyone) { call in page(for: call) },
        Route(.post, "/login", for: .everyone, body: .form, work: .slow) { call in try signIn(call) },
        Route(.post, "/logout", for: .signedIn, body: .form) { call in
            try call.tenant.accounts.signOut(SignedInAccount.required(call).secret, now: call.now)
            var answer = Answer.seeOther("/login").with(cookie: call.cookie.cleared())
            // What the browser still holds of the person's pages goes too (ASVS 5.0, 14.3.1).
            answer.fields[.clearSiteData] = "\"cache\", \"storage\""
            return answer
        },
    ]

    /// Sends a person to sign in and back.
    static func first(then call: Call) -> Answer { first(then: call.address) }

    static func first(then address: String) -> Answer { .seeOther("/login?" + FormEncoding.pair("to", address)) }

    /// Where a person goes after signing in: on this site alone, whatever the address says.
    static func destination(_ call: Call) -> String {
        guard let to = call.query["to"], to.hasPrefix("/"), !to.hasPrefix("//"),
            to.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return "/account" }
        return to
    }

    private static func page(
        _ content: [String: Any?] = [:], for call: Call, status: HTTPResponse.Status = .ok
    ) -> Answer {
        let action = "/login?" + FormEncoding.pair("to", destination(call))
        return Page.answer("login", content.merging(["action": action]) { $1 }, for: call, status: status)
    }

    /// On with an open session, in a browser that is known from now on.
    static func opened(
        _ secret: Secret, _ session: Session, then destination: String, _ call: Call
    ) throws -> Answer {
        let answer = Answer.seeOther(destination).with(cookie: call.cookie.set(secret))
        let device = try call.tenant.accounts.knownDevice(of: session.account, now: call.now)
        return device.map { answer.with(cookie: call.deviceCookie.set($0)) } ?? answer
    }

    private static func signIn(_ call: Call) throws -> Answer {
        try call.requireSameOrigin()
        let form = try Form(call)
        let result = try call.tenant.accounts.signIn(
            email: form["email"], password: form["password"], source: call.from, now: call.now)
        let to = FormEncoding.pair("to", destination(call))
        // A session that the browser still has ends with the new one (ASVS 5.0, 7.2.4).
        if result.isRight, let former = call.cookie.secret(in: call.headers) {
            try call.tenant.accounts.signOut(former, now: call.now)
        }
        switch result {
        case .open(let secret, let session): return try opened(secret, session, then: destination(call), call)
        case .oneTimePasswordNeeded(let secret):
            return .seeOther("/login/code?" + to).with(cookie: call.cookie.set(secret))
        case .oneTimePasswordMissing(let secret):
            return .seeOther("/login/code/new?" + to).with(cookie: call.cookie.set(secret))
        case .refused:
            return page(["email": form["email"], "isRefused": true], for: call, status: .unprocessableContent)
        case .tooMany(let seconds):
            var answer = page(
                ["email": form["email"], "minutes": (seconds + 59) / 60], for: call, status: .tooManyRequests)
            answer.fields[.retryAfter] = "\(seconds)"
            return answer
        }
    }
}

extension Accounts.SignIn {
    /// Whether a new session took the place of what the browser had.
    fileprivate var isRight: Bool {
        switch self {
        case .open, .oneTimePasswordNeeded, .oneTimePasswordMissing: true
        case .refused, .tooMany: false
        }
    }
}
