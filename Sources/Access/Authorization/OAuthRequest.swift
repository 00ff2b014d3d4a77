import Foundation

/// A request to the authorization server, as the HTTP layer took it apart.
package struct OAuthRequest: Sendable {
    package let parameters: OAuthParameters
    /// The `Authorization` header.
    package let authorization: String?
    /// Each `DPoP` header.
    package let proofs: [String]
    package let method: String
    /// Where it came to, as its sender sees it.
    package let url: String

    package init(
        _ parameters: OAuthParameters, authorization: String? = nil, proofs: [String] = [], method: String = "POST",
        url: String
    ) {
        self.parameters = parameters
        self.authorization = authorization
        self.proofs = proofs
        self.method = method
        self.url = url
    }
}

/// Parameters of a form or a query. None may come twice (RFC 6749 §3.1 and §3.2); an empty one counts as absent.
package struct OAuthParameters: Hashable, Sendable, Codable {
    private let values: [String: String]

    /// Throws `invalid_request` for a parameter that comes twice.
    package init(_ pairs: [(name: String, value: String)]) throws(OAuthError) {
        var values: [String: String] = [:]
        for (name, value) in pairs {
            guard values.updateValue(value, forKey: name) == nil else {
                throw OAuthError(.invalidRequest, "the parameter \(name.prefix(40)) came twice: send it once")
            }
        }
        self.values = values.filter { !$0.value.isEmpty }
    }

    private init(kept values: [String: String]) { self.values = values }

    /// What is kept of a pushed request: without what authenticated the client, with the key of its proof.
    func pushed(provenBy key: String?) -> OAuthParameters {
        var kept = values.filter { !$0.key.hasPrefix("client_assertion") }
        if let key { kept["dpop_jkt"] = key }
        return OAuthParameters(kept: kept)
    }

    package subscript(_ name: String) -> String? { values[name] }

    package func required(_ name: String) throws(OAuthError) -> String {
        guard let value = values[name] else { throw OAuthError(.invalidRequest, "the parameter \(name) is missing") }
        return value
    }
}
