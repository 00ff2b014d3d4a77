import HTTPTypes
import Metering
import Store
import Web

extension API {
    /// The sets that open figures are made of: their names and uses, never their members. Open to all. Restricted sets
    /// are not there: their names may say who is in them.
    enum PointSets {
        static let path = "/api/v1/sets"

        static let routes: [Route] = [
            Route(.get, path, for: .everyone, query: ["cursor"], reply: .open) { call in
                let after = try Cursor(call)?.place
                let rest = try open(call).drop { set in
                    after.map { set.id <= $0 } ?? false
                }
                return ListPage(rest.map(Document.init), for: call) { $0.set }.answer(to: call)
            },
            Route(.get, path + "/{set}", for: .everyone, query: [], reply: .open) { call in
                let id = call.parameter("set")
                guard let set = try open(call).first(where: { $0.id == id }) else { throw Problem.notFound }
                return Answer(json: Document(set))
            },
        ]

        private static func open(_ call: Call) throws -> [PointSet] {
            try call.tenant.catalogue.sets(call.known(at: nil)).filter { $0.visibility == .public }
        }

        private struct Document: Encodable {
            let set: String
            let kind: String
            let use: String
            let usage: String
            let step: String

            init(_ set: PointSet) {
                (self.set, kind, use) = (set.id, set.kind, set.useCase)
                (usage, step) = (set.visibility.rawValue, set.figureStep.rawValue)
            }
        }
    }
}
