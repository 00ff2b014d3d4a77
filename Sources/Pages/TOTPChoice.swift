import Access
import HTTPTypes
import Web

/// A second factor by choice: set up, and removed by those whose role needs none.
enum TOTPChoice {
    private static let path = "/account/code"

    static let routes = [
        Route(.get, path, for: .signedIn) { call in
            let person = try SignedInAccount.required(call)
            return try call.tenant.accounts.hasOneTimePassword(person.account)
                ? present(person, call) : setup(person, call).page()
        },
        Route(.post, path, for: .signedIn, body: .form, work: .slow) { call in
            try setup(SignedInAccount.required(call), call).take(Form(call), then: path)
        },
        Route(.post, path + "/removal", for: .signedIn, body: .form) { call in
            let person = try SignedInAccount.required(call)
            let result = try call.tenant.accounts.removeOneTimePassword(
                Form(call)["code"], session: person.secret, now: call.now)
            return try TOTPSignIn.answer(result, "/account", call) { present(person, isWrong: true, call) }
        },
    ]

    private static func present(_ person: SignedInAccount, isWrong: Bool = false, _ call: Call) -> Answer {
        Page.answer(
            "code-present",
            ["isRequired": person.session.roles.contains(where: \.needsOneTimePassword), "isWrong": isWrong], for: call,
            status: isWrong ? .unprocessableContent : .ok)
    }

    private static func setup(_ person: SignedInAccount, _ call: Call) -> TOTPEnrolment {
        TOTPEnrolment(call: call, secret: person.secret, action: path, account: person.account)
    }
}
