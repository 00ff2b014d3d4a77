import Access
import HTTPTypes
import Store
import Web

extension API {
    /// What is kept of people, why, on what basis, from where and how long. Open to all.
    enum DataCatalogue {
        static let routes: [Route] = [
            Route(.get, "/api/v1/catalogue", for: .everyone, query: [], reply: .open) { call in
                return Answer(
                    json: Document(
                        entries: PersonalDataCatalogue.entries.map { Entry($0) },
                        retention: call.tenant.access.registry.retention.map {
                            Document.Rule(records: $0.kind.name, days: $0.days, reason: $0.reason)
                        })
                )
            }
        ]

        private struct Document: Encodable {
            let entries: [Entry]
            let retention: [Rule]

            struct Rule: Encodable {
                let records: String
                /// Days after their end.
                let days: Int
                let reason: String
            }
        }

        struct Entry: Encodable {
            let kind: String
            let what: BilingualJSON
            let why: BilingualJSON
            let basis: String
            let source: BilingualJSON
            let kept: BilingualJSON
            /// How many records there are of one person.
            let count: Int?

            init(_ entry: PersonalDataCatalogue.Entry, count: Int? = nil) {
                (kind, basis, self.count) = (entry.sort.rawValue, entry.basis.english, count)
                (what, why, source, kept) = (
                    BilingualJSON(entry.what), BilingualJSON(entry.why), BilingualJSON(entry.source),
                    BilingualJSON(entry.kept)
                )
            }
        }
    }
}
