import Access
import HTTPTypes
import Metering
import Store

extension API {
    /// The person who is signed in, and what is kept of them.
    enum Me {
        static let path = "/api/v1/me"

        static let routes: [Route] = [
            Route(.get, path, for: .signedIn) { call in
                try call.query.only()
                let session = try session(call)
                guard let attributes = try call.tenant.accounts.attributes(of: session.account) else {
                    throw Problem.notFound
                }
                return Answer(
                    json: Person(
                        account: session.account.text, role: session.role.rawValue, name: attributes.name,
                        email: attributes.email, language: attributes.language)
                ).tagged(for: call)
            },
            Route(.get, path + "/catalogue", for: .signedIn) { call in
                try call.query.only()
                let extract = try PersonalDataCatalogue.extract(
                    of: session(call).account, call.tenant.access, call.tenant.keys)
                return Answer(
                    json: Listing(
                        entries: PersonalDataCatalogue.entries.map {
                            Catalogue.Entry($0, count: extract.counts[$0.kind])
                        })
                ).tagged(for: call)
            },
            Route(.get, path + "/access-history", for: .signedIn) { call in
                try call.query.only("cursor")
                let before = try Cursor(call).map { cursor throws(Problem) in
                    guard let sequence = Int64(cursor.place) else { throw .badCursor }
                    return sequence
                }
                let accesses = try call.tenant.audit.accessHistory(
                    of: session(call).account, before: before, limit: Cursor.pageSize + 1)
                return ListPage(accesses.map(AccessEntry.init), after: call) { "\($0.entry)" }.answer(to: call)
            },
        ]

        private static func session(_ call: Call) throws(Problem) -> Session {
            guard case .person(let session, _) = call.caller else { throw .notSignedIn }
            return session
        }

        private struct Person: Encodable {
            let account: String
            let role: String
            let name: String
            let email: String
            let language: String
        }

        private struct Listing: Encodable {
            let entries: [Catalogue.Entry]
        }

        /// One access to the person's data.
        private struct AccessEntry: Encodable {
            let entry: Int64
            let at: String
            let action: String
            let by: String
            let basis: String?
            let recipient: String?
            let consent: String?
            let purpose: String?
            let request: String?
            let point: PointID?
            let step: String?
            let from: CivilDay?
            let to: CivilDay?

            init(_ access: AuditLog.Access) {
                let (facts, detail) = (access.facts, access.detail)
                entry = facts.sequence
                at = facts.at.description
                action = facts.action.rawValue
                by =
                    switch facts.actor {
                    case .account: "account"
                    case .client(let client): "program \(client.text)"
                    case .machine: "machine"
                    }
                (basis, recipient, consent) = (facts.basis?.rawValue, facts.recipient?.text, facts.consent?.text)
                (purpose, request) = (facts.purpose, facts.request)
                (point, step) = (detail?.point, detail?.step.rawValue)
                (from, to) = (detail?.first, detail?.last)
            }
        }
    }
}
