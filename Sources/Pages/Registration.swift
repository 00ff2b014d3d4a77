import Access
import HTTPTypes
import Web

/// Making an account, and verifying its address by a link in an e-mail.
enum Registration {
    static let routes = [
        Route(.get, "/register", for: .everyone) { call in page(for: call) },
        Route(.post, "/register", for: .everyone, body: .form, work: .slow) { call in try register(call) },
        // A link opens a page and takes nothing by itself: mail programs open links too.
        Route(.get, "/verify", for: .everyone) { call in
            Page.answer("verification", ["code": call.query["code"] ?? ""], for: call)
        },
        Route(.post, "/verify", for: .everyone, body: .form, work: .slow) { call in try prove(call) },
    ]

    private static func prove(_ call: Call) throws -> Answer {
        let form = try Form(call)
        func again(_ content: [String: Any?]) -> Answer {
            Page.answer("verification", content, for: call, status: .unprocessableContent)
        }
        switch try call.tenant.accounts.proveAddress(
            Secret(form["code"]), password: form["password"], source: call.from, now: call.now)
        {
        case .proven: return Page.answer("login", ["action": "/login", "isProven": true], for: call)
        case .unproven: return again(["isRefused": true])
        case .wrongPassword: return again(["code": form["code"], "isWrong": true])
        case .tooMany(let seconds): throw Problem.tooMany(retryAfter: seconds)
        }
    }

    private static func page(
        _ content: [String: Any?] = [:], for call: Call, status: HTTPResponse.Status = .ok
    ) -> Answer {
        Page.answer("registration", content, for: call, status: status)
    }

    /// The caller is told the same whether the address has an account already; its owner is told by e-mail.
    private static func register(_ call: Call) throws -> Answer {
        try call.requireSameOrigin()
        let form = try Form(call)
        let attributes = PersonalAttributes(
            name: form.trimmed("name"), email: form.trimmed("email"), language: call.language.rawValue)
        let typed: [String: Any?] = ["name": attributes.name, "email": attributes.email]
        guard (1...200).contains(attributes.name.count), MailAddress.isOne(attributes.email) else {
            let faults: [String: Any?] = [
                "hasNoName": attributes.name.isEmpty, "isNoAddress": !MailAddress.isOne(attributes.email),
            ]
            return page(typed.merging(faults) { $1 }, for: call, status: .unprocessableContent)
        }
        switch try call.tenant.accounts.register(
            attributes, password: form["password"], source: call.from, now: call.now)
        {
        case .proofNeeded, .known: break
        case .tooMany(let seconds): throw Problem.tooMany(retryAfter: seconds)
        case .refused(let fault):
            return page(
                typed.merging(["fault": fault.text.in(call.language)]) { $1 }, for: call,
                status: .unprocessableContent)
        }
        return Page.answer("registered", ["email": attributes.email], for: call)
    }
}

extension PasswordPolicy.Fault {
    /// What to do about it.
    var text: BilingualText {
        switch self {
        case .tooShort:
            .init(
                french: "Il est trop court : prenez au moins 12 caractères, par exemple quatre mots.",
                english: "It is too short: take at least 12 characters, four words for instance.")
        case .tooLong:
            .init(
                french: "Il est trop long : 128 caractères au plus.", english: "It is too long: 128 characters at most."
            )
        case .commonplace:
            .init(
                french: "Il est trop facile à deviner : prenez plusieurs mots sans rapport entre eux.",
                english: "It is too easy to guess: take several words that have nothing to do with each other.")
        case .saysWho:
            .init(
                french: "Il contient votre nom ou votre adresse : prenez autre chose.",
                english: "It contains your name or your address: take something else.")
        }
    }
}
