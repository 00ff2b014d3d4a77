import Access
import Exchange
import HTTPTypes
import Metering
import Web

/// RFC 9126 §2.2.
struct PushedAnswer: Encodable {
    let request_uri: String
    let expires_in: Int
}

/// RFC 6749 §5.1, with the consents that the token reads under.
struct TokenDocument: Encodable {
    let access_token: String
    let token_type: String
    let expires_in: Int
    let refresh_token: String?
    let scope: String
    let consents: [String]?
    /// What Green Button's third parties read next, where one consent was given for function blocks (`FB=…`).
    let resourceURI: String?
    let authorizationURI: String?

    init(_ answer: TokenAnswer, _ tenant: Tenant) {
        access_token = answer.accessToken.text
        token_type = answer.type
        expires_in = answer.lifetime
        refresh_token = answer.refreshToken?.text
        scope = answer.scope.description
        consents = answer.consents?.map(\.text).sorted()
        let one = answer.scope.greenButton != nil && answer.consents?.count == 1 ? answer.consents?.first : nil
        let base = ESPIBase(origin: tenant.origin)
        resourceURI = one.map { base.address(of: .batch(ofSubscription: $0.text)) }
        authorizationURI = one.map { base.address(of: .authorization($0.text)) }
    }
}

/// RFC 8628 §3.2.
struct DeviceDocument: Encodable {
    let device_code: String
    let user_code: String
    let verification_uri: String
    let verification_uri_complete: String
    let expires_in: Int
    let interval: Int

    init(_ answer: DeviceAnswer) {
        device_code = answer.deviceCode.text
        user_code = answer.userCode
        verification_uri = answer.verificationAddress
        verification_uri_complete = answer.verificationAddress + "?user_code=" + answer.userCode
        expires_in = answer.lifetime
        interval = answer.interval
    }
}

/// RFC 7662 §2.2. Never who the person is.
struct Introspection: Encodable {
    let active: Bool
    var client_id: String?
    var scope: String?
    var token_type: String?
    var exp: Int64?
    var iat: Int64?
    var cnf: Confirmation?

    /// RFC 9449 §6.2.
    struct Confirmation: Encodable {
        let jkt: String
    }

    init(_ token: AccessTokenInfo?) {
        active = token != nil
        guard let token else { return }
        client_id = token.client.text
        scope = token.scope.description
        token_type = token.key == nil ? "Bearer" : "DPoP"
        exp = token.expires.secondsSinceEpoch
        iat = token.issuedAt.secondsSinceEpoch
        cnf = token.key.map(Confirmation.init)
    }
}

/// RFC 7591 §3.2.1: what was registered, which may be less than what was asked for.
struct RegistrationAnswer: Encodable {
    let client_id: String
    let client_id_issued_at: Int64
    let client_secret: String?
    /// Never: 0.
    let client_secret_expires_at: Int?
    let client_name: String
    let redirect_uris: [String]
    let grant_types: [String]
    let response_types = ["code"]
    let token_endpoint_auth_method: String
    let scope: String
    let jwks: ClientMetadata.KeySet?
    let dpop_bound_access_tokens: Bool
    let require_pushed_authorization_requests: Bool

    init(_ client: OAuthClient, _ secret: Secret?, _ metadata: ClientMetadata) {
        client_id = client.client.text
        client_id_issued_at = client.registeredAt.secondsSinceEpoch
        client_secret = secret?.text
        client_secret_expires_at = secret == nil ? nil : 0
        client_name = client.name
        redirect_uris = client.redirectURIs
        grant_types = client.grants.map(\.rawValue).sorted()
        token_endpoint_auth_method = metadata.token_endpoint_auth_method ?? "client_secret_basic"
        scope = client.scope.description
        jwks = metadata.jwks
        dpop_bound_access_tokens = client.mustProveKey
        require_pushed_authorization_requests = client.mustPush
    }
}
