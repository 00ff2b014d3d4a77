import Disclosure
import Foundation
import HTTPTypes
import Metering
import Services
import Store
import Web

extension API {
    /// The documents that left for everybody, byte for byte as they left: the last edition of a use and a day.
    enum Publications {
        static let routes: [Route] = [
            Route(
                .get, "/api/v1/publications/{use}/{day}", for: .everyone, query: ["format", "policy"],
                reply: RouteReply(["application/json", "text/csv"], caching: .open)
            ) { call in
                let format = try TextFormat(call)
                guard let day = CivilDay(parameter: call.parameter("day")),
                    let bytes = try OpenPublications(call.tenant.documents, call.tenant.releases).document(
                        use: call.parameter("use"), day, policy: call.query["policy"] ?? PolicyLibrary.defaultID,
                        type: format.rawValue)
                else { throw Problem.notFound }
                var answer = Answer(fields: [.contentType: format.type], body: .bytes(bytes))
                answer.fields[.vary] = "Accept"
                answer.fields[.contentDisposition] = format.disposition("publication-\(day)")
                return answer
            }
        ]
    }
}
