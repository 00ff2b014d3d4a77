import Access
import HTTPTypes
import Web

/// Where a person types the code that a device shows, and answers it (RFC 8628 §3.3).
enum DevicePage {
    static let routes = [
        Route(.get, "/device", for: .signedIn) { call in
            guard let code = call.query["user_code"], !code.isEmpty else {
                return Page.answer("device", [:], for: call)
            }
            return try asking(code, call) { approval in ApprovalForm.page(approval, device: code, for: call) }
        },
        Route(.post, "/device", for: .signedIn, body: .form) { call in
            let form = try Form(call)
            let code = form["user_code"]
            let server = call.tenant.authorization
            let account = try SignedInAccount.required(call).account
            return try asking(code, call) { approval in
                guard form["answer"] == "yes" else {
                    try server.answerDevice(code, consents: nil, by: account, now: call.now)
                    return Page.answer("device-answered", ["isApproved": false], for: call)
                }
                guard approval.isPossible else { throw Problem.notFound }
                do {
                    let (answers, scope) = try approval.answers(in: form)
                    try server.answerDevice(code, scope: scope, answers, by: account, now: call.now)
                } catch ConsentFault.nothingChosen {
                    return ApprovalForm.page(approval, device: code, fault: true, for: call)
                }
                return Page.answer("device-answered", ["isApproved": true], for: call)
            }
        },
    ]

    /// What the device behind a code asks for; a code that is none is said on the page where it was typed.
    private static func asking(_ code: String, _ call: Call, _ body: (Approval) throws -> Answer) throws -> Answer {
        let account = try SignedInAccount.required(call).account
        do {
            let (client, scope) = try call.tenant.authorization.deviceRequest(code, by: account, now: call.now)
            guard let approval = try Approval(client, scope: scope, to: account, of: call.tenant, now: call.now) else {
                throw Problem.notFound
            }
            return try body(approval)
        } catch let refusal as OAuthError where refusal.code == .invalidRequest {
            return Page.answer("device", ["code": code, "isWrong": true], for: call, status: .unprocessableContent)
        } catch let refusal as OAuthError {
            return AuthorizationPage.fault(refusal, for: call)
        }
    }
}
