/// The issuer of the authorization server, and the lifetimes of what it issues, in seconds.
package struct OAuthPolicy: Hashable, Sendable {
    /// An HTTPS address without query or fragment (RFC 8414 §2).
    package let issuer: String
    /// FAPI 2.0: at most 60.
    package var code = 60
    /// Short, though consent is asked again at every read.
    package var accessToken = 300
    /// Of one refresh token, unused.
    package var refreshToken = 30 * 86_400
    /// From the person's approval on, whatever is refreshed (ASVS 5.0, 10.4.8).
    package var tokenFamily = 365 * 86_400
    /// FAPI 2.0: under 600. It holds until the person has answered, who may have to sign in first.
    package var pushedRequest = 590
    package var deviceCode = 600
    /// RFC 8628 §3.5.
    package var devicePolling = 5
    /// How far the clock of a client may be off.
    package var clockSkew = 30
    /// How old a DPoP proof may be (RFC 9449 §11.1).
    package var proofAge = 60
    /// The longest that a client assertion may hold: Authlib's default. Each counts once all the same.
    package var assertion = 3_600
    /// Whether clients may register themselves, for the sandbox.
    package var allowsRegistration = false

    package init(issuer: String) { self.issuer = issuer }

    package var authorizationEndpoint: String { issuer + "/oauth/authorize" }
    package var tokenEndpoint: String { issuer + "/oauth/token" }
    package var pushedRequestEndpoint: String { issuer + "/oauth/par" }
    package var deviceEndpoint: String { issuer + "/oauth/device" }
    /// Where a person types the code of a device.
    package var verificationAddress: String { issuer + "/device" }
    package var revocationEndpoint: String { issuer + "/oauth/revoke" }
    package var introspectionEndpoint: String { issuer + "/oauth/introspect" }
    package var registrationEndpoint: String { issuer + "/oauth/register" }
}
