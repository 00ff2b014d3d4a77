import Access
import HTTPTypes
import Web

/// What an application asked wrongly: the person can do nothing about it.
struct RequestFaultPage: Page {
    static let template = Template.requestFault
    let code: String
    let description: String
}

/// The authorization endpoint, to which a client sends a person (RFC 6749 §3.1). The request stands in the address of
/// the page and of its form; the answer in the form.
enum AuthorizationPage {
    static let routes = [
        Route(.get, "/oauth/authorize", for: .everyone) { call in
            try showing(call) { request in
                guard let person = SignedInAccount(call) else { return SignIn.first(then: call) }
                let approval = try Approval(
                    request.client, scope: request.scope, to: person.account, of: call.tenant, now: call.now)
                guard let approval else { throw Problem.notFound }
                return page(approval, request, for: call)
            }
        },
        Route(.post, "/oauth/authorize", for: .signedIn, body: .form) { call in
            try showing(call) { request in try answer(request, call) }
        },
    ]

    private static func answer(_ request: AuthorizationRequest, _ call: Call) throws -> Answer {
        let fields = try FormFields(call)
        let server = call.tenant.authorization
        guard ConsentAnswer.isYes(fields) else { return .seeOther(try server.deny(request)) }
        let account = try SignedInAccount.required(call).account
        guard
            let approval = try Approval(
                request.client, scope: request.scope, to: account, of: call.tenant, now: call.now),
            approval.isPossible
        else { throw Problem.notFound }
        do {
            let (answers, scope) = try approval.answers(in: fields)
            return .seeOther(try server.approve(request, scope: scope, answers, by: account, now: call.now))
        } catch ConsentFault.nothingChosen {
            return page(approval, request, isUnchosen: true, for: call)
        }
    }

    private static func page(
        _ approval: Approval, _ request: AuthorizationRequest, isUnchosen: Bool = false, for call: Call
    ) -> Answer {
        var answer = ApprovalPage.answer(to: approval, isUnchosen: isUnchosen, for: call)
        // Browsers hold the address that a form's answer leads to against this list as well.
        answer.allowForms(to: request.redirectURI)
        return answer
    }

    /// Errors go to the client where its redirect address is known, and are shown to the person otherwise.
    private static func showing(_ call: Call, _ body: (AuthorizationRequest) throws -> Answer) throws -> Answer {
        do {
            let parameters = try OAuthParameters(call.query.pairs.filter { $0.name != PageLanguage.parameter })
            return try body(call.tenant.authorization.authorizationRequest(parameters, now: call.now))
        } catch AuthorizationFailure.redirect(_, to: let address) {
            return .seeOther(address)
        } catch AuthorizationFailure.show(let refusal) {
            return fault(refusal, for: call)
        } catch let refusal as OAuthError {
            return fault(refusal, for: call)
        }
    }

    static func fault(_ refusal: OAuthError, for call: Call) -> Answer {
        var answer = RequestFaultPage(code: refusal.code.rawValue, description: refusal.description)
            .answer(call, .init(code: refusal.status))
        if let seconds = refusal.retryAfter { answer.fields[.retryAfter] = "\(seconds)" }
        return answer
    }
}
