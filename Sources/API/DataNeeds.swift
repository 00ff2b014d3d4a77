import Access
import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// What recipients need data for: the questions that consents answer. Open to all.
    enum DataNeeds {
        static let path = "/api/v1/data-needs"

        static let routes: [Route] = [
            Route(.get, path, for: .everyone, query: ["cursor"], reply: .open) { call in
                let after = try Cursor(call)?.place
                let needs = try call.tenant.access.read(in: call.tenant.id) { try $0.records(DataNeed.self) }
                    .filter { $0.withdrawnAt == nil }
                let rest = needs.drop { need in after.map { need.id <= $0 } ?? false }
                return ListPage(rest.map(Document.init), for: call) { $0.need }.answer(to: call)
            },
            Route(.get, path + "/{need}", for: .everyone, query: [], reply: .open) { call in
                guard let need = try call.tenant.consents.need(DataNeedID(call.parameter("need"))) else {
                    throw Problem.notFound
                }
                return Answer(json: Document(need))
            },
        ]

        struct Document: Encodable {
            let need: String
            let recipient: String
            let purpose: BilingualJSON
            let carriers: [String]
            let directions: [String]
            let steps: [String]
            let pastMonths: Int
            let durationMonths: Int
            let text: Text
            let withdrawnAt: String?

            struct Text: Encodable {
                let version: String
                let hash: String
                let words: BilingualJSON
            }

            init(_ need: DataNeed) {
                self.need = need.id
                recipient = need.recipient.text
                purpose = BilingualJSON(need.purpose)
                carriers = need.carriers.map(\.rawValue).sorted()
                directions = need.directions.map(\.rawValue).sorted()
                steps = need.granularity.names
                pastMonths = need.pastMonths
                durationMonths = need.durationMonths
                text = Text(version: need.text.version, hash: need.text.hash, words: BilingualJSON(need.text.body))
                withdrawnAt = need.withdrawnAt?.description
            }
        }
    }
}
