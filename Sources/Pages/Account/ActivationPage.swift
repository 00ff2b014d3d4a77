import Access
import HTTPTypes
import Web

/// Where a person adds a meter with the code of a letter.
struct ActivationPage: Page {
    static let template = Template.activation
    let form: FormView

    private static let path = "/activation"

    static let routes = [
        Route(.get, path, for: .signedIn) { call in page(definition.blank, for: call) },
        Route(.post, path, for: .signedIn, body: .form) { call in try activate(call) },
    ]

    private static let code = Field.copiedCode(
        "code", Message("Code of the letter"), hint: Message("Sixteen letters and digits, like 7K2M-Q9RT-4XWB-3HNC."))
    private static let definition = PageForm(code, button: Message("Add this meter"))

    private static func page(_ filled: FilledForm, for call: Call) -> Answer {
        ActivationPage(form: filled.view(at: path, for: call)).answer(call, with: filled)
    }

    private static func activate(_ call: Call) throws -> Answer {
        let account = try SignedInAccount.required(call).account
        let sent = try definition.sent(by: call)
        guard let typed = sent[code] else { return page(sent, for: call) }
        switch try call.tenant.occupancies.activate(typed, by: account, now: call.now) {
        case .linked: return .seeOther("/account")
        case .refused:
            let fault = Message(
                "This code is unknown, used already or too old. Check it, or ask {tenant} for another letter.",
                ["tenant": call.tenant.appearance.name.shown(in: call.language)])
            return page(sent.refused(code, fault), for: call)
        case .tooMany(let seconds): return page(sent.refused(retryAfter: seconds), for: call)
        }
    }
}
