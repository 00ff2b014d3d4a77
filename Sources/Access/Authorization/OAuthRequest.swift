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
    /// The network that it came from: for limits.
    package let source: String
    /// The identifier of the request.
    package let id: String?

    package init(
        _ parameters: OAuthParameters, authorization: String? = nil, proofs: [String] = [], method: String = "POST",
        url: String, source: String = "", id: String? = nil
    ) {
        self.parameters = parameters
        self.authorization = authorization
        self.proofs = proofs
        self.method = method
        self.url = url
        self.source = source
        self.id = id
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

    /// Those of an authorization request that are read.
    private static let asked: Set = [
        "response_type", "response_mode", "client_id", "redirect_uri", "scope", "state", "code_challenge",
        "code_challenge_method", "dpop_jkt",
    ]
    private static let mostKept = 8 << 10

    /// What is kept of a pushed request: what is read of it later, with the key of its proof. Throws `invalid_request`
    /// where that is too long to be kept.
    func pushed(provenBy key: String?) throws(OAuthError) -> OAuthParameters {
        var kept = values.filter { OAuthParameters.asked.contains($0.key) }
        if let key { kept["dpop_jkt"] = key }
        guard kept.reduce(0, { $0 + $1.value.utf8.count }) <= OAuthParameters.mostKept else {
            throw OAuthError(.invalidRequest, "the parameters are longer than 8 KiB: keep the state at home")
        }
        return OAuthParameters(kept: kept)
    }

    package subscript(_ name: String) -> String? { values[name] }

    package func required(_ name: String) throws(OAuthError) -> String {
        guard let value = values[name] else { throw OAuthError(.invalidRequest, "the parameter \(name) is missing") }
        return value
    }
}
