import Crypto
import Foundation
import Metering
import TestKit

@testable import Access

/// An authorization server with three clients: a program in a browser, a server with a secret, and one with keys.
struct Office: Sendable {
    static let issuer = "https://maille.example"
    static let callback = "https://app.example/callback"
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    static let deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

    let town = Town()
    let server: AuthorizationServer
    let key = SigningKey()
    let secret = Secret.random()
    let account: AccountID
    let consent: ConsentID
    let browser = ClientID("browser")
    let backend = ClientID("backend")
    let signer = ClientID("signer")

    var now: Instant { town.start }

    init(allowsRegistration: Bool = true) throws {
        var policy = OAuthPolicy(issuer: Office.issuer)
        policy.allowsRegistration = allowsRegistration
        server = AuthorizationServer(town.store, town.keys, policy: policy)
        let (anna, occupancy) = try town.customer("anna")
        account = anna
        consent = try town.consent(of: anna, occupancy).consent
        let scope = Scope(["curves", "totals"])
        let clients = [
            OAuthClient(
                client: browser, name: "b", recipient: town.recipient, authentication: .none,
                redirectURIs: [Office.callback], grants: [.authorizationCode, .refreshToken, .deviceCode],
                scope: scope, registeredAt: town.start),
            OAuthClient(
                client: backend, name: "s", recipient: town.recipient,
                authentication: .secret(digest: secret.digest),
                redirectURIs: [Office.callback, Office.callback + "?a=b"],
                grants: Set(OAuthClient.GrantType.allCases), scope: scope, registeredAt: town.start),
            OAuthClient(
                client: signer, name: "k", recipient: town.recipient, authentication: .keys([try key.publicKey()]),
                redirectURIs: [Office.callback], scope: scope, mustPush: true, mustProveKey: true,
                registeredAt: town.start),
        ]
        try town.store.transaction(in: town.keys.tenant) { store in for client in clients { try store.insert(client) } }
    }

    /// Parameters of a good request for authorization, some of them changed or (nil) left out.
    func asking(_ client: ClientID, _ changes: [String: String?] = [:]) throws -> OAuthParameters {
        try form(
            [
                "response_type": "code", "client_id": client.text, "redirect_uri": Office.callback, "scope": "curves",
                "state": "s1", "code_challenge": Office.challenge, "code_challenge_method": "S256",
            ], changes)
    }

    func form(_ values: [String: String], _ changes: [String: String?] = [:]) throws -> OAuthParameters {
        var values: [String: String?] = values.mapValues { $0 }
        for (name, value) in changes { values[name] = value }
        return try OAuthParameters(values.compactMap { name, value in value.map { (name, $0) } })
    }

    var basic: String { "Basic " + Data("backend:\(secret.text)".utf8).base64EncodedString() }

    func post(
        _ path: String, _ values: [String: String], _ changes: [String: String?] = [:], authorization: String? = nil,
        proofs: [String] = [], source: String = "192.0.2.1"
    ) throws -> OAuthRequest {
        OAuthRequest(
            try form(values, changes), authorization: authorization, proofs: proofs,
            url: Office.issuer + "/oauth/" + path, source: source)
    }

    /// A code for a client, as the person approves it.
    func code(for client: ClientID, now: Instant? = nil) throws -> String {
        let asked = try server.authorizationRequest(asking(client), now: now ?? self.now)
        return try code(in: server.approve(asked, consents: [consent], by: account, now: now ?? self.now))
    }

    func code(in address: String) throws -> String {
        guard let items = URLComponents(string: address)?.queryItems,
            let code = items.first(where: { $0.name == "code" })?.value
        else { throw Unexpected() }
        return code
    }

    func redemption(_ code: String, _ changes: [String: String?] = [:]) throws -> OAuthRequest {
        try post(
            "token",
            [
                "grant_type": "authorization_code", "code": code, "client_id": browser.text,
                "redirect_uri": Office.callback, "code_verifier": Office.verifier,
            ], changes)
    }

    func refreshing(_ token: Secret?, _ changes: [String: String?] = [:]) throws -> OAuthRequest {
        try post(
            "token", ["grant_type": "refresh_token", "refresh_token": token?.text ?? "", "client_id": browser.text],
            changes)
    }

    /// Tokens of the browser client.
    func tokens() throws -> TokenAnswer { try server.token(redemption(code(for: browser)), now: now) }

    func call(
        _ authorization: String?, proofs: [String] = [], method: String = "GET", url: String = issuer + "/api/v1/points"
    ) throws -> OAuthRequest {
        OAuthRequest(try form([:]), authorization: authorization, proofs: proofs, method: method, url: url)
    }

    /// A client assertion, with claims and header changed or (nil) left out.
    func assertion(
        _ claims: [String: any Sendable] = [:], without: String? = nil, header: [String: any Sendable] = [:],
        by key: SigningKey? = nil
    ) throws -> String {
        var all: [String: any Sendable] = [
            "iss": signer.text, "sub": signer.text, "aud": Office.issuer, "jti": Secret.random().text,
            "iat": now.secondsSinceEpoch, "exp": now.secondsSinceEpoch + 60,
        ]
        all.merge(claims) { $1 }
        if let without { all[without] = nil }
        return try (key ?? self.key).jwt(header: header, all)
    }

    /// A DPoP proof.
    func proof(
        _ claims: [String: any Sendable] = [:], without: String? = nil, header: [String: any Sendable] = [:],
        by key: SigningKey? = nil, method: String = "POST", url: String = issuer + "/oauth/token",
        token: Secret? = nil
    ) throws -> String {
        let key = key ?? self.key
        var all: [String: any Sendable] = [
            "jti": Secret.random().text, "htm": method, "htu": url, "iat": now.secondsSinceEpoch,
        ]
        if let token { all["ath"] = Base64URL.encode(Array(SHA256.hash(data: Data(token.text.utf8)))) }
        all.merge(claims) { $1 }
        if let without { all[without] = nil }
        var head: [String: any Sendable] = ["typ": "dpop+jwt", "jwk": key.jwk]
        head.merge(header) { $1 }
        return try key.jwt(header: head, all)
    }

    /// The key client's way to tokens: pushed request, assertion, proof.
    func keyBoundTokens() throws -> TokenAnswer {
        let pushed = try server.push(
            post("par", [:], pushing(try assertion())), now: now)
        let asked = try server.authorizationRequest(
            form(["client_id": signer.text, "request_uri": pushed.requestURI]), now: now)
        let code = try code(in: server.approve(asked, consents: [consent], by: account, now: now))
        return try server.token(
            redemption(
                code,
                [
                    "client_id": signer.text, "client_assertion": try assertion(),
                    "client_assertion_type": Office.jwtBearer,
                ]
            ).with(proofs: [try proof()]), now: now)
    }

    func pushing(_ assertion: String) -> [String: String?] {
        [
            "response_type": "code", "client_id": signer.text, "redirect_uri": Office.callback, "scope": "curves",
            "state": "s1", "code_challenge": Office.challenge, "code_challenge_method": "S256",
            "client_assertion": assertion, "client_assertion_type": Office.jwtBearer,
        ]
    }
}

extension OAuthRequest {
    func with(proofs: [String]) -> OAuthRequest {
        OAuthRequest(parameters, authorization: authorization, proofs: proofs, method: method, url: url)
    }

    func with(authorization: String) -> OAuthRequest {
        OAuthRequest(parameters, authorization: authorization, proofs: proofs, method: method, url: url)
    }
}
