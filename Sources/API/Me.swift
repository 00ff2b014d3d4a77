import Access
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// The person who is signed in, and what is kept of them.
    enum Me {
        static let path = "/api/v1/me"

        static let routes: [Route] = [
            Route(.get, path, for: .signedIn, query: [], reply: .document) { call in
                Answer(json: try person(call))
            },
            Route(.get, path + "/catalogue", for: .signedIn, query: [], reply: .document) { call in
                Answer(json: Listing(entries: try catalogue(call)))
            },
            Route(.get, path + "/access-history", for: .signedIn, query: ["cursor"], reply: .document) { call in
                let before = try Cursor(call).map { cursor throws(Problem) in
                    guard let sequence = Int64(cursor.place) else { throw .badCursor }
                    return sequence
                }
                let accesses = try call.tenant.audit.accessHistory(
                    of: SignedInAccount.required(call).account, before: before, limit: Cursor.pageSize + 1)
                let entries = try accesses.map { try AccessEntry($0, call.tenant) }
                return ListPage(entries, for: call) { "\($0.entry)" }.answer(to: call)
            },
        ]

        static func person(_ call: Call) throws -> Person {
            let session = try SignedInAccount.required(call).session
            guard let attributes = try call.tenant.accounts.attributes(of: session.account) else {
                throw Problem.notFound
            }
            return Person(
                account: session.account.text, role: session.role.rawValue,
                roles: session.roles.map(\.rawValue).sorted(), name: attributes.name,
                email: attributes.email, language: attributes.language)
        }

        static func catalogue(_ call: Call) throws -> [DataCatalogue.Entry] {
            let account = try SignedInAccount.required(call).account
            let counts = try PersonalDataCatalogue.counts(of: account, call.tenant.access, call.tenant.keys)
            return PersonalDataCatalogue.entries.map { DataCatalogue.Entry($0, count: counts[$0.sort]) }
        }

        struct Person: Encodable {
            let account: String
            let role: String
            let roles: [String]
            let name: String
            let email: String
            let language: String
        }

        private struct Listing: Encodable {
            let entries: [DataCatalogue.Entry]
        }

        /// One access to the person's data.
        struct AccessEntry: Encodable {
            let entry: Int64
            let at: String
            let action: String
            let by: String
            /// The client's name, for people.
            let program: String?
            let basis: String?
            let recipient: String?
            let consent: String?
            let purpose: String?
            let request: String?
            let point: PointID?
            let step: String?
            let from: CivilDay?
            let to: CivilDay?

            init(_ access: AuditLog.Access, _ tenant: Tenant) throws {
                let (facts, detail) = (access.facts, access.detail)
                entry = facts.sequence
                at = facts.at.description
                action = facts.action.rawValue
                switch facts.actor {
                case .account: (by, program) = ("account", nil)
                case .client(let client): (by, program) = ("program \(client.text)", try tenant.name(of: client))
                case .machine, .systemUser: (by, program) = ("machine", nil)
                }
                (basis, recipient, consent) = (facts.basis?.rawValue, facts.recipient?.text, facts.consent?.text)
                (purpose, request) = (facts.purpose, facts.request)
                (point, step) = (detail?.point, detail?.step.rawValue)
                (from, to) = (detail?.first, detail?.last)
            }
        }
    }
}
