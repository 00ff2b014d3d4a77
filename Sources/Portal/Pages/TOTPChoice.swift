import Access
import HTTPTypes

/// A second factor by choice: set up, and removed by those whose role needs none.
enum TOTPChoice {
    private static let path = "/account/code"

    static let routes = [
        Route(.get, path, for: .signedIn) { call in
            let visitor = try SignedInAccount.required(call)
            return try call.tenant.accounts.hasOneTimePassword(visitor.account)
                ? present(visitor, call) : setup(visitor, call).page(call.tenant.accounts.proposeOneTimePassword())
        },
        Route(.post, path, for: .signedIn, body: .form) { call in
            try setup(SignedInAccount.required(call), call).take(Form(call), then: path)
        },
        Route(.post, path + "/removal", for: .signedIn, body: .form) { call in
            let visitor = try SignedInAccount.required(call)
            let result = try call.tenant.accounts.removeOneTimePassword(
                Form(call)["code"], session: visitor.secret, now: call.now)
            return TOTPSignIn.answer(result, "/account", call) { present(visitor, isWrong: true, call) }
        },
    ]

    private static func present(_ visitor: SignedInAccount, isWrong: Bool = false, _ call: Call) -> Answer {
        Page.answer(
            "code-present", ["isRequired": visitor.session.role.needsOneTimePassword, "isWrong": isWrong], for: call,
            status: isWrong ? .unprocessableContent : .ok)
    }

    private static func setup(_ visitor: SignedInAccount, _ call: Call) -> TOTPEnrolment {
        TOTPEnrolment(call: call, secret: visitor.secret, action: path, isRequired: false)
    }
}
