import Access
import HTTPTypes
import Metering
import Web

/// Where a person is signed in, and signing out everywhere else.
enum SessionsPage {
    private static let path = "/account/sessions"

    static let routes = [
        Route(.get, path, for: .signedIn) { call in try page(call) },
        Route(.post, path, for: .signedIn, body: .form, work: .slow) { call in try endOthers(call) },
    ]

    private struct Line {
        let since: String
        let seen: String
        let isThis: Bool
    }

    private static func page(
        _ call: Call, _ content: [String: Any?] = [:], status: HTTPResponse.Status = .ok
    ) throws -> Answer {
        let person = try SignedInAccount.required(call)
        let lines = try call.tenant.accounts.sessions(of: person.account, now: call.now).map { session in
            Line(
                since: session.createdAt.formatted(call.language), seen: session.seenAt.formatted(call.language),
                isThis: session.id == person.session.id)
        }
        let all: [String: Any?] = ["sessions": lines, "hasOthers": lines.count > 1]
        return Page.answer("sessions", content.merging(all) { $1 }, for: call, status: status)
    }

    private static func endOthers(_ call: Call) throws -> Answer {
        let person = try SignedInAccount.required(call)
        switch try call.tenant.accounts.confirm(
            Form(call)["password"], of: person.account, source: call.from, now: call.now)
        {
        case .right: break
        case .wrong: return try page(call, ["isWrong": true], status: .unprocessableContent)
        case .tooMany(let seconds): throw Problem.tooMany(retryAfter: seconds)
        }
        _ = try call.tenant.accounts.endOtherSessions(than: person.secret, of: person.account, now: call.now)
        return try page(call, ["isDone": true])
    }
}
