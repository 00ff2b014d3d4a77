import HTTPTypes
import Web

extension API {
    /// The file that describes this API (OpenAPI 3.1).
    enum Contract {
        static let text = PackageResources.openapi_yaml

        static let routes: [Route] = [
            Route(
                .get, "/api/v1/openapi.yaml", for: .everyone, query: [],
                reply: RouteReply(["application/yaml"], caching: .open)
            ) { call in
                Answer(fields: [.contentType: "application/yaml"], body: .bytes(text))
            }
        ]
    }
}
