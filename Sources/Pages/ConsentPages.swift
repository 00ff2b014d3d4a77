import Access
import HTTPTypes
import Metering
import Store
import Web

/// A person's consents and the applications that use them: answering, withdrawing, disconnecting.
enum ConsentPages {
    static let routes = [
        Route(.get, "/consents", for: .signedIn) { call in try page(for: call) },
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

    /// What the template shows of a consent.
    private struct Shown {
        let id: String
        let recipient: String
        let contact: String?
        let purpose: String
        let words: String
        let hash: String
        let point: String
        let carriers: String
        /// The first day of which data may be read, and the last day of the consent.
        let past: String
        let until: String?
        let state: String
        let isAsked: Bool
        /// The words that were asked are not known any more: nobody can agree to them.
        let isChanged: Bool
        let hasDaily: Bool
        let hasHalfHourly: Bool
        let isDailyOn: Bool
        let isHalfHourlyOn: Bool
        let isWithdrawable: Bool
        let since: String
        let history: [Line]
    }

    private struct Line {
        let at: String
        let what: String
    }

    private struct Program {
        let id: String
        let name: String
        let until: String
    }

    private static func page(_ content: [String: Any?] = [:], for call: Call, status: HTTPResponse.Status = .ok) throws
        -> Answer
    {
        let account = try SignedInAccount.required(call).account
        let language = call.language
        let all = try call.tenant.consents.consents(of: account).map { try shown($0, call) }
        let programs = try call.tenant.authorization.families(of: account, now: call.now).map { family in
            Program(
                id: family.id, name: try call.tenant.name(of: family.client),
                until: CivilDay(containing: family.expires).formatted(language))
        }
        let own: [String: Any?] = [
            "asked": all.filter(\.isAsked), "current": all.filter(\.isWithdrawable),
            "past": all.filter { !$0.isAsked && !$0.isWithdrawable }, "programs": programs,
        ]
        return Page.answer("consents", content.merging(own) { $1 }, for: call, status: status)
    }

    private static func shown(_ consent: Consent, _ call: Call) throws -> Shown {
        let (language, terms) = (call.language, consent.terms)
        let (need, recipient, point) = try call.tenant.access.read(in: call.tenant.id) { store in
            (
                try store.record(DataNeed.self, terms.need.text),
                try store.record(Recipient.self, terms.recipient.text),
                try store.record(Occupancy.self, terms.occupancy.text)?.point
            )
        }
        let granularity = consent.choice?.granularity ?? []
        let isSame = need?.text.hash == terms.textHash
        let text = terms.text ?? (isSame ? need?.text.body : nil)
        let begins = CivilDay(containing: consent.acceptedAt ?? call.now)
        let ends = consent.ends.map { CivilDay(containing: $0) } ?? begins.advanced(months: terms.durationMonths)
        return Shown(
            id: consent.consent.text, recipient: recipient?.name ?? terms.recipient.text, contact: recipient?.contact,
            purpose: (terms.purpose ?? need?.purpose)?.in(language) ?? "", words: text?.in(language) ?? "",
            hash: terms.textHash, point: point?.text ?? "",
            carriers: terms.carriers.map { $0.name.in(language) }.sorted().joined(separator: ", "),
            past: (consent.choice?.from ?? begins.advanced(months: -terms.pastMonths)).formatted(language),
            until: consent.state.isFinal ? nil : ends.advanced(by: -1).formatted(language),
            state: consent.state.name.in(language), isAsked: consent.state == .sent, isChanged: text == nil,
            hasDaily: terms.granularity.contains(.daily),
            hasHalfHourly: terms.granularity.contains(.halfHourly), isDailyOn: granularity.contains(.daily),
            isHalfHourlyOn: granularity.contains(.halfHourly), isWithdrawable: consent.state.next(.revoked) != nil,
            since: consent.since.formatted(language),
            history: consent.history.map { Line(at: $0.at.formatted(language), what: $0.kind.name.in(language)) })
    }

    private static func answer(_ call: Call) throws -> Answer {
        let (consent, account) = try own(call)
        let form = try Form(call)
        guard form["answer"] == "yes" else {
            _ = try call.tenant.consents.refuse(consent.consent, by: account, now: call.now)
            return .seeOther("/consents")
        }
        var granularity: Granularity = []
        if form.has("daily", "on") { granularity.insert(.daily) }
        if form.has("half-hourly", "on") { granularity.insert(.halfHourly) }
        do {
            guard try !shown(consent, call).isChanged else { throw ConsentFault.otherText }
            let choice = ConsentChoice(granularity: granularity, textHash: form["text"])
            _ = try call.tenant.consents.accept(consent.consent, choice, by: account, now: call.now)
        } catch ConsentFault.nothingChosen {
            return try page(["isFaulty": true], for: call, status: .unprocessableContent)
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
