/// Authorization server metadata (RFC 8414). Encode it with sorted keys.
package struct ServerMetadata: Hashable, Sendable, Encodable {
    package let issuer: String
    package let authorization_endpoint: String
    package let token_endpoint: String
    package let pushed_authorization_request_endpoint: String
    package let device_authorization_endpoint: String
    package let revocation_endpoint: String
    package let introspection_endpoint: String
    package let registration_endpoint: String?
    package let scopes_supported: [String]
    package let response_types_supported = ["code"]
    package let response_modes_supported = ["query"]
    package let grant_types_supported = OAuthClient.GrantType.allCases.map(\.rawValue)
    package let token_endpoint_auth_methods_supported = ["client_secret_basic", "none", "private_key_jwt"]
    package let token_endpoint_auth_signing_alg_values_supported = JWSAlgorithm.allCases.map(\.rawValue)
    package let revocation_endpoint_auth_methods_supported = ["client_secret_basic", "none", "private_key_jwt"]
    package let introspection_endpoint_auth_methods_supported = ["client_secret_basic", "private_key_jwt"]
    package let code_challenge_methods_supported = ["S256"]
    package let dpop_signing_alg_values_supported = JWSAlgorithm.allCases.map(\.rawValue)
    package let authorization_response_iss_parameter_supported = true

    package init(_ policy: OAuthPolicy, scopes: [String]) {
        issuer = policy.issuer
        authorization_endpoint = policy.authorizationEndpoint
        token_endpoint = policy.tokenEndpoint
        pushed_authorization_request_endpoint = policy.pushedRequestEndpoint
        device_authorization_endpoint = policy.deviceEndpoint
        revocation_endpoint = policy.revocationEndpoint
        introspection_endpoint = policy.introspectionEndpoint
        registration_endpoint = policy.allowsRegistration ? policy.registrationEndpoint : nil
        scopes_supported = scopes
    }
}
