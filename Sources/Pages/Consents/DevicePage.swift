import Access
import HTTPTypes
import Web

/// Where a person types the code that a device shows, and answers it (RFC 8628 §3.3).
struct DevicePage: Page {
    static let template = Template.device
    let form: FormView

    static let path = "/device"
    static let codeName = "user_code"

    static let routes = [
        Route(.get, path, for: .signedIn) { call in
            let asked = try typing.sent(by: call)
            guard let typed = asked[code], !typed.isEmpty else { return page(typing.blank, for: call) }
            return try asking(typed, call) { approval in ApprovalPage.answer(to: approval, device: typed, for: call) }
        },
        Route(.post, path, for: .signedIn, body: .form) { call in
            let fields = try FormFields(call)
            return try asking(fields[codeName], call) { approval in try answer(approval, fields, call) }
        },
    ]

    private static let code = Field.copiedCode(codeName, Message("Code of the device"))
    private static let typing = PageForm(code, button: Message("Continue"), by: .get)

    private static func page(_ filled: FilledForm, for call: Call) -> Answer {
        DevicePage(form: filled.view(at: path, for: call)).answer(call, with: filled)
    }

    private static func answer(_ approval: Approval, _ fields: FormFields, _ call: Call) throws -> Answer {
        let (code, server) = (fields[codeName], call.tenant.authorization)
        let account = try SignedInAccount.required(call).account
        guard ConsentAnswer.isYes(fields) else {
            try server.answerDevice(code, consents: nil, by: account, now: call.now)
            return DeviceAnsweredPage(isApproved: false).answer(call)
        }
        guard approval.isPossible else { throw Problem.notFound }
        do {
            let (answers, scope) = try approval.answers(in: fields)
            try server.answerDevice(code, scope: scope, answers, by: account, now: call.now)
        } catch ConsentFault.nothingChosen {
            return ApprovalPage.answer(to: approval, device: code, isUnchosen: true, for: call)
        }
        return DeviceAnsweredPage(isApproved: true).answer(call)
    }

    /// What the device behind a code asks for; a code that is none is said on the page where it was typed.
    private static func asking(_ typed: String, _ call: Call, _ body: (Approval) throws -> Answer) throws -> Answer {
        let account = try SignedInAccount.required(call).account
        do {
            let (client, scope) = try call.tenant.authorization.deviceRequest(typed, by: account, now: call.now)
            guard let approval = try Approval(client, scope: scope, to: account, of: call.tenant, now: call.now) else {
                throw Problem.notFound
            }
            return try body(approval)
        } catch let refusal as OAuthError where refusal.code == .invalidRequest {
            let fault = Message("This code is unknown, used already or too old. Look at your device again.")
            return page(typing.blank.with(code, typed).refused(code, fault), for: call)
        } catch let refusal as OAuthError {
            return AuthorizationPage.fault(refusal, for: call)
        }
    }
}

/// That a device was answered.
struct DeviceAnsweredPage: Page {
    static let template = Template.deviceAnswered
    let isApproved: Bool
}
