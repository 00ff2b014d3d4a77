import Access
import Foundation
import Metering

@testable import Web

/// The clients of recipients, and tokens for them.
extension Place {
    /// A client that reads by its own credentials, for all customers of its recipient.
    func client(
        of recipient: RecipientID? = nil, scope: String = "curves"
    ) throws -> (client: OAuthClient, secret: Secret) {
        let secret = Secret.random()
        let client = OAuthClient(
            name: "program", recipient: recipient ?? self.recipient, authentication: .secret(digest: secret.digest),
            grants: [.clientCredentials], scope: try Scope(scope), registeredAt: Neighbourhood.start)
        try tenant.access.transaction(in: tenant.id) { try $0.insert(client) }
        return (client, secret)
    }

    /// The token of a client by its own credentials (RFC 6749 §4.4).
    func token(of program: (client: OAuthClient, secret: Secret), now: Instant = Neighbourhood.start) throws
        -> Credentials
    {
        let basic = Data("\(program.client.id):\(program.secret.text)".utf8).base64EncodedString()
        let answer = try tenant.authorization.token(
            OAuthRequest(
                OAuthParameters([("grant_type", "client_credentials")]), authorization: "Basic \(basic)",
                url: tenant.authorization.policy.tokenEndpoint), now: now)
        return .token(answer.accessToken)
    }

    /// The token of a new client of the place's recipient.
    func token(scope: String = "curves", now: Instant = Neighbourhood.start) throws -> Credentials {
        try token(of: client(scope: scope), now: now)
    }

    /// An application on the telephones of many people, which all have its identifier and no secret.
    func publicClient(scope: String = "curves") throws -> OAuthClient {
        let client = OAuthClient(
            name: "app", recipient: recipient, authentication: .none, redirectURIs: [FrontDesk.callback],
            scope: try Scope(scope), registeredAt: Neighbourhood.start)
        try tenant.access.transaction(in: tenant.id) { try $0.insert(client) }
        return client
    }

    /// The token of a public client that a person approved for some consents (RFC 6749 §4.1).
    func token(
        of app: OAuthClient, approvedBy account: AccountID, for consents: Set<ConsentID>,
        now: Instant = Neighbourhood.start
    ) throws -> Credentials {
        let server = tenant.authorization
        let asked = try server.authorizationRequest(
            OAuthParameters([
                ("response_type", "code"), ("client_id", app.id), ("redirect_uri", FrontDesk.callback),
                ("code_challenge", FrontDesk.challenge), ("code_challenge_method", "S256"),
            ]), now: now)
        let address = try server.approve(asked, consents: consents, by: account, now: now)
        let code = URLComponents(string: address)?.queryItems?.first { $0.name == "code" }?.value ?? ""
        let answer = try server.token(
            OAuthRequest(
                OAuthParameters([
                    ("grant_type", "authorization_code"), ("client_id", app.id), ("code", code),
                    ("redirect_uri", FrontDesk.callback), ("code_verifier", FrontDesk.verifier),
                ]), url: server.policy.tokenEndpoint), now: now)
        return .token(answer.accessToken)
    }
}
