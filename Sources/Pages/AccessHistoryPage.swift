import Access
import HTTPTypes
import Metering
import Web

/// Who read a person's data, when and why: the audit log, as the person sees it.
enum AccessHistoryPage {
    private static let pageSize = 50

    static let routes = [
        Route(.get, "/accesses", for: .signedIn) { call in
            let account = try SignedInAccount.required(call).account
            let before = try call.query.value("before", like: "1000") { Int64($0) }
            let accesses = try call.tenant.audit.accessHistory(of: account, before: before, limit: pageSize)
            let lines = try accesses.map { try Line($0, account, call) }
            return Page.answer(
                "accesses",
                [
                    "lines": lines, "isEmpty": lines.isEmpty,
                    "earlier": accesses.count == pageSize ? accesses.last.map { String($0.facts.sequence) } : nil,
                ], for: call)
        }
    ]

    private struct Line {
        let at: String
        let who: String
        let what: String
        let basis: String?
        let purpose: String?
        let point: String?
        let days: String?
        let step: String?

        init(_ access: AuditLog.Access, _ account: AccountID, _ call: Call) throws {
            let language = call.language
            let facts = access.facts
            at = facts.at.formatted(language)
            who = try Line.name(of: facts.actor, account, call)
            what = facts.action.name.in(language)
            basis = facts.basis?.name.in(language)
            purpose = facts.action == .read ? facts.purpose : nil
            point = access.detail?.point.text
            days = access.detail.map { "\($0.first.formatted(language)) – \($0.last.formatted(language))" }
            step = access.detail?.step.name.in(language)
        }

        private static func name(of actor: Agent, _ account: AccountID, _ call: Call) throws -> String {
            switch actor {
            case .account(account): BilingualText(french: "vous", english: "you").in(call.language)
            case .account:
                BilingualText(french: "un agent de l'exploitant", english: "a member of the operator's staff")
                    .in(call.language)
            case .client(let client): try call.tenant.name(of: client)
            case .machine: "Maille"
            case .systemUser: BilingualText(french: "l'exploitant", english: "the operator").in(call.language)
            }
        }
    }
}
