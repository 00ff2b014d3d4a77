import Access
import HTTPTypes
import Metering
import Web

/// Who read a person's data, when and why: the audit log, as the person sees it.
struct AccessHistoryPage: Page {
    static let template = Template.accesses
    let lines: [Line]
    let isEmpty: Bool
    /// The page of those before; nil on the last one.
    let earlier: String?

    private static let pageSize = 50

    static let routes = [
        Route(.get, "/accesses", for: .signedIn) { call in
            let account = try SignedInAccount.required(call).account
            let before = try call.query.value("before", like: "1000") { Int64($0) }
            let accesses = try call.tenant.audit.accessHistory(of: account, before: before, limit: pageSize)
            let lines = try accesses.map { try Line($0, account, call) }
            return AccessHistoryPage(
                lines: lines, isEmpty: lines.isEmpty,
                earlier: accesses.count == pageSize
                    ? accesses.last.map { "/accesses?before=\($0.facts.sequence)" } : nil
            ).answer(call)
        }
    ]

    struct Line {
        let at: String
        let who: String
        let what: String
        let basis: String?
        let purpose: String?
        let data: Data?

        /// What of a meter was read.
        struct Data {
            let meter: String
            let days: String
            let step: String
        }

        init(_ access: AuditLog.Access, _ account: AccountID, _ call: Call) throws {
            let language = call.language
            let facts = access.facts
            at = facts.at.formatted(language)
            who = try Line.name(of: facts.actor, account, call)
            what = facts.action.name.shown(in: language)
            basis = facts.basis?.name.shown(in: language)
            purpose = facts.action == .read ? facts.purpose : nil
            data = access.detail.map { detail in
                Data(
                    meter: detail.point.text,
                    days: "\(detail.first.formatted(language)) – \(detail.last.formatted(language))",
                    step: detail.step.name.shown(in: language))
            }
        }

        private static func name(of actor: Agent, _ account: AccountID, _ call: Call) throws -> String {
            switch actor {
            case .account(account): Message("you").in(call.language)
            case .account: Message("a member of the operator's staff").in(call.language)
            case .client(let client): try call.tenant.name(of: client)
            case .machine: Message("the service itself").in(call.language)
            case .systemUser: Message("the operator").in(call.language)
            }
        }
    }
}
