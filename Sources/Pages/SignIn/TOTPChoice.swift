import Access
import HTTPTypes
import Web

/// Where a person sees that an authenticator app protects the account.
struct CodePresentPage: Page {
    static let template = Template.codePresent
    /// Takes it off; nil where the person's role asks for it.
    let removal: FormView?
}

/// A second factor by choice: set up, and removed by those whose role needs none.
enum TOTPChoice {
    private static let path = "/account/code"
    private static let removalPath = path + "/removal"

    static let routes = [
        Route(.get, path, for: .signedIn) { call in
            let person = try SignedInAccount.required(call)
            return try call.tenant.accounts.hasOneTimePassword(person.account)
                ? present(person, form.blank, call) : setup(person, call).page()
        },
        Route(.post, path, for: .signedIn, body: .form, work: .slow) { call in
            try setup(SignedInAccount.required(call), call).take(then: path)
        },
        Route(.post, removalPath, for: .signedIn, body: .form) { call in
            let person = try SignedInAccount.required(call)
            let sent = try form.sent(by: call)
            guard let code = sent[TOTPSignIn.code] else { return present(person, sent, call) }
            let result = try call.tenant.accounts.removeOneTimePassword(code, session: person.secret, now: call.now)
            return try TOTPSignIn.answer(result, to: sent, then: "/account", call) { present(person, $0, call) }
        },
    ]

    private static let form = PageForm(TOTPSignIn.code, button: Message("Take this protection off"))

    private static func present(_ person: SignedInAccount, _ filled: FilledForm, _ call: Call) -> Answer {
        let isRequired = person.session.roles.contains(where: \.needsOneTimePassword)
        return CodePresentPage(removal: isRequired ? nil : filled.view(at: removalPath, for: call))
            .answer(call, with: filled)
    }

    private static func setup(_ person: SignedInAccount, _ call: Call) -> TOTPEnrolment {
        TOTPEnrolment(call: call, secret: person.secret, action: path, account: person.account)
    }
}
