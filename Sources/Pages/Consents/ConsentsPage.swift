import Access
import HTTPTypes
import Metering
import Store
import Web

/// A person's consents and the applications that use them: answering, withdrawing, disconnecting.
struct ConsentsPage: Page {
    static let template = Template.consents
    let asked: [ShownConsent]
    let current: [ShownConsent]
    let programs: [Program]
    let past: [ShownConsent]

    /// An application that may read until it is disconnected.
    struct Program {
        let name: String
        let until: String
        let disconnection: FormView
    }

    static let routes = [
        Route(.get, "/consents", for: .signedIn) { call in try page(for: call).answer(call) },
        Route(.post, "/consents/{consent}/answer", for: .signedIn, body: .form) { call in try answer(call) },
        Route(.post, "/consents/{consent}/withdrawal", for: .signedIn, body: .form) { call in
            let (consent, account) = try own(call)
            _ = try call.tenant.consents.revoke(consent.consent, by: account, now: call.now)
            return .seeOther("/consents")
        },
        Route(.post, "/programs/{family}/disconnection", for: .signedIn, body: .form) { call in
            let account = try SignedInAccount.required(call).account
            let isOwn = try call.tenant.authorization.revoke(
                family: call.parameter("family"), by: account, now: call.now)
            guard isOwn else { throw Problem.notFound }
            return .seeOther("/consents")
        },
    ]

    private static let disconnection = PageForm(button: .init(label: Message("Disconnect"), weight: .quiet))

    /// `unchosen`: the consent to which a person said yes without ticking anything.
    private static func page(unchosen: ConsentID? = nil, for call: Call) throws -> ConsentsPage {
        let account = try SignedInAccount.required(call).account
        let consents = try call.tenant.consents.consents(of: account)
        func shown(_ belongs: (Consent) -> Bool) throws -> [ShownConsent] {
            try consents.filter(belongs).map { try ShownConsent($0, isUnchosen: $0.consent == unchosen, call) }
        }
        let programs = try call.tenant.authorization.families(of: account, now: call.now).map { family in
            Program(
                name: try call.tenant.name(of: family.client),
                until: CivilDay(containing: family.expires).formatted(call.language),
                disconnection: disconnection.blank.view(at: "/programs/\(family.id)/disconnection", for: call))
        }
        return ConsentsPage(
            asked: try shown { $0.state == .sent }, current: try shown(\.isWithdrawable), programs: programs,
            past: try shown { $0.state != .sent && !$0.isWithdrawable })
    }

    private static func answer(_ call: Call) throws -> Answer {
        let (consent, account) = try own(call)
        let fields = try FormFields(call)
        guard ConsentAnswer.isYes(fields) else {
            _ = try call.tenant.consents.refuse(consent.consent, by: account, now: call.now)
            return .seeOther("/consents")
        }
        do {
            guard try ConsentDetails(consent, call).words != nil else { throw ConsentFault.otherText }
            let choice = ConsentChoice(
                granularity: ConsentSwitches.granularity(in: fields), textHash: fields[ConsentAnswer.text])
            _ = try call.tenant.consents.accept(consent.consent, choice, by: account, now: call.now)
        } catch ConsentFault.nothingChosen {
            return try page(unchosen: consent.consent, for: call).answer(call, .unprocessableContent)
        }
        return .seeOther("/consents")
    }

    /// The consent of the address, where it is the person's.
    private static func own(_ call: Call) throws -> (Consent, AccountID) {
        let account = try SignedInAccount.required(call).account
        let found = try call.tenant.consents.consents(of: account).first {
            $0.consent.text == call.parameter("consent")
        }
        guard let found else { throw Problem.notFound }
        return (found, account)
    }
}
