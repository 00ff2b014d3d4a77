import Foundation
import Metering
import TestKit
import Testing

@testable import Access

/// Something that the server must refuse, with which code and status.
struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let code: OAuthError.Code
    let status: Int
    let attempt: @Sendable (Office) throws -> Void

    init(
        _ name: String, _ code: OAuthError.Code, _ status: Int = 400,
        _ attempt: @escaping @Sendable (Office) throws -> Void
    ) {
        self.name = name
        self.code = code
        self.status = status
        self.attempt = attempt
    }

    var testDescription: String { name }

    func check() throws {
        let office = try Office()
        do {
            try attempt(office)
            Issue.record("\(name) was let through")
        } catch let error as OAuthError {
            #expect(error.code == code && error.status == status)
        } catch let failure as AuthorizationFailure {
            #expect(failure.reason.code == code)
        }
    }
}

@Suite("The authorization server refuses")
struct RefusalTests {
    @Test(
        "addresses of return that are not exactly a registered one",
        arguments: [
            "https://app.example/callback/", "https://app.example/Callback", "https://APP.example/callback",
            "https://app.example:443/callback", "https://app.example/callback?", "https://app.example/callback#",
            "https://app.example/callback?x=1", "https://app.example/callback/../x", "https://app.example//callback",
            "http://app.example/callback", "https://app.example.evil.example/callback", "https://evil.example/callback",
            "https://app.example@evil.example/callback", "https://app.example/%63allback",
            "https://app.example/callback%00",
            "https://app.example/callback ", " https://app.example/callback", "https://app.example\\callback",
            "https://app.exаmple/callback", "https://app.example/callback\u{0301}", "//app.example/callback",
            "/callback",
            "https://app.example", "https://*.example/callback", "javascript:alert(1)", "data:text/html,x", "",
        ])
    func redirect(uri: String) throws {
        let office = try Office()
        #expect {
            try office.server.authorizationRequest(
                office.asking(office.browser, ["redirect_uri": uri]), now: office.now)
        } throws: { error in
            if case AuthorizationFailure.show = error { true } else { false }
        }
    }

    private static func authorize(_ name: String, _ code: OAuthError.Code, _ changes: [String: String?]) -> Refusal {
        Refusal("authorization: \(name)", code) { office in
            _ = try office.server.authorizationRequest(office.asking(office.browser, changes), now: office.now)
        }
    }

    static let authorizations: [Refusal] = [
        authorize("no client", .invalidRequest, ["client_id": nil]),
        authorize("an unknown client", .invalidRequest, ["client_id": "x"]),
        authorize("the implicit flow", .unsupportedResponseType, ["response_type": "token"]),
        authorize("the hybrid flow", .unsupportedResponseType, ["response_type": "code id_token"]),
        authorize("no response type", .unsupportedResponseType, ["response_type": nil]),
        authorize("no challenge", .invalidRequest, ["code_challenge": nil]),
        authorize("a plain challenge", .invalidRequest, ["code_challenge_method": "plain"]),
        authorize("a challenge without method", .invalidRequest, ["code_challenge_method": nil]),
        authorize("a challenge that is no hash", .invalidRequest, ["code_challenge": "abc"]),
        authorize("a scope that is not the client's", .invalidScope, ["scope": "curves admin"]),
        authorize("a malformed scope", .invalidScope, ["scope": "curves  totals"]),
        authorize("a scope with a quote", .invalidScope, ["scope": "cur\"ves"]),
        authorize("a signed request object", .invalidRequest, ["request": "e.e.e"]),
        authorize("the fragment mode", .invalidRequest, ["response_mode": "fragment"]),
        authorize("a request address elsewhere", .invalidRequestURI, ["request_uri": "https://evil.example/r"]),
        authorize("an unknown pushed request", .invalidRequestURI, ["request_uri": PushedRequest.prefix + "x"]),
        authorize("a client that must push and did not", .invalidRequest, ["client_id": "signer"]),
        Refusal("a parameter twice", .invalidRequest) { _ in _ = try OAuthParameters([("a", "1"), ("a", "1")]) },
        Refusal("a pushed request after its time", .invalidRequestURI) { office in
            let pushed = try office.server.push(
                office.post("par", [:], office.pushing(office.assertion())), now: office.now)
            _ = try office.server.authorizationRequest(
                office.form(["client_id": "signer", "request_uri": pushed.requestURI]),
                now: office.now.advanced(seconds: office.server.policy.pushedRequest))
        },
        Refusal("another client's pushed request", .invalidRequestURI) { office in
            let pushed = try office.server.push(
                office.post("par", [:], office.pushing(office.assertion())), now: office.now)
            _ = try office.server.authorizationRequest(
                office.form(["client_id": "browser", "request_uri": pushed.requestURI]), now: office.now)
        },
        Refusal("a pushed request answered twice", .invalidRequestURI) { office in
            let pushed = try office.server.push(
                office.post("par", [:], office.pushing(office.assertion())), now: office.now)
            let asked = try office.server.authorizationRequest(
                office.form(["client_id": "signer", "request_uri": pushed.requestURI]), now: office.now)
            for _ in 0..<2 {
                _ = try office.server.approve(asked, consents: [office.consent], by: office.account, now: office.now)
            }
        },
        Refusal("a pushed request that names another", .invalidRequest) { office in
            var parameters = try office.pushing(office.assertion())
            parameters["request_uri"] = "x"
            _ = try office.server.push(office.post("par", [:], parameters), now: office.now)
        },
        Refusal("a push without authentication", .invalidClient, 401) { office in
            var parameters = try office.pushing(office.assertion())
            parameters["client_assertion"] = .some(nil)
            _ = try office.server.push(office.post("par", [:], parameters), now: office.now)
        },
        Refusal("a push with a wrong address of return", .invalidRequest) { office in
            var parameters = try office.pushing(office.assertion())
            parameters["redirect_uri"] = "https://evil.example/"
            _ = try office.server.push(office.post("par", [:], parameters), now: office.now)
        },
        Refusal("a push whose dpop_jkt is not the proof's key", .invalidDPoPProof) { office in
            var parameters = try office.pushing(office.assertion())
            parameters["dpop_jkt"] = try SigningKey().publicKey().thumbprint
            let proof = try office.proof(url: Office.issuer + "/oauth/par")
            _ = try office.server.push(office.post("par", [:], parameters, proofs: [proof]), now: office.now)
        },
        Refusal("a code whose request was pushed with another key's proof", .invalidGrant) { office in
            let other = SigningKey()
            let proof = try office.proof(by: other, url: Office.issuer + "/oauth/par")
            let pushed = try office.server.push(
                office.post("par", [:], office.pushing(office.assertion()), proofs: [proof]), now: office.now)
            let asked = try office.server.authorizationRequest(
                office.form(["client_id": "signer", "request_uri": pushed.requestURI]), now: office.now)
            let code = try office.code(
                in: office.server.approve(asked, consents: [office.consent], by: office.account, now: office.now))
            let request = try office.redemption(
                code,
                [
                    "client_id": "signer", "client_assertion": office.assertion(),
                    "client_assertion_type": Office.jwtBearer,
                ])
            _ = try office.server.token(request.with(proofs: [office.proof()]), now: office.now)
        },
        Refusal("an approval with another person's consent", .accessDenied) { office in
            let asked = try office.server.authorizationRequest(office.asking(office.browser), now: office.now)
            _ = try office.server.approve(asked, consents: [office.consent], by: AccountID("x"), now: office.now)
        },
        Refusal("an approval with a consent that is withdrawn", .accessDenied) { office in
            let asked = try office.server.authorizationRequest(office.asking(office.browser), now: office.now)
            _ = try office.town.consents.revoke(office.consent, by: office.account, now: office.now)
            _ = try office.server.approve(asked, consents: [office.consent], by: office.account, now: office.now)
        },
        Refusal("an approval of more than was asked", .invalidScope) { office in
            let asked = try office.server.authorizationRequest(office.asking(office.browser), now: office.now)
            _ = try office.server.approve(
                asked, scope: Scope(["curves", "totals"]), consents: [office.consent], by: office.account,
                now: office.now)
        },
    ]

    private static func redeem(
        _ name: String, _ code: OAuthError.Code, _ changes: [String: String?], status: Int = 400, after seconds: Int = 0
    ) -> Refusal {
        Refusal("redemption: \(name)", code, status) { office in
            _ = try office.server.token(
                office.redemption(office.code(for: office.browser), changes), now: office.now.advanced(seconds: seconds)
            )
        }
    }

    static let tokens: [Refusal] = [
        redeem("no grant type", .invalidRequest, ["grant_type": nil]),
        redeem("the password grant", .unsupportedGrantType, ["grant_type": "password"]),
        redeem("a grant that the client has not", .unauthorizedClient, ["grant_type": "client_credentials"]),
        redeem("no code", .invalidRequest, ["code": nil]),
        redeem("an unknown code", .invalidGrant, ["code": "x"]),
        redeem("no verifier", .invalidGrant, ["code_verifier": nil]),
        redeem("a wrong verifier", .invalidGrant, ["code_verifier": String(repeating: "a", count: 43)]),
        redeem("the challenge as verifier", .invalidGrant, ["code_verifier": Office.challenge]),
        redeem("a short verifier", .invalidGrant, ["code_verifier": "abc"]),
        redeem("no address of return", .invalidGrant, ["redirect_uri": nil]),
        redeem("another address of return", .invalidGrant, ["redirect_uri": Office.callback + "/"]),
        redeem("a code after a minute", .invalidGrant, [:], after: 60),
        redeem("no client", .invalidClient, ["client_id": nil], status: 401),
        redeem("an unknown client", .invalidClient, ["client_id": "x"], status: 401),
        redeem("a confidential client without secret", .invalidClient, ["client_id": "backend"], status: 401),
        redeem("a secret in the body", .invalidClient, ["client_secret": "x"], status: 401),
        Refusal("another client's code", .invalidGrant) { office in
            let code = try office.code(for: office.browser)
            _ = try office.server.token(
                office.redemption(code, ["client_id": nil]).with(authorization: office.basic), now: office.now)
        },
        Refusal("a code twice", .invalidGrant) { office in
            let code = try office.code(for: office.browser)
            for _ in 0..<2 { _ = try office.server.token(office.redemption(code), now: office.now) }
        },
        Refusal("a code again after a wrong verifier", .invalidGrant) { office in
            let code = try office.code(for: office.browser)
            _ = try? office.server.token(office.redemption(code, ["code_verifier": "x"]), now: office.now)
            _ = try office.server.token(office.redemption(code), now: office.now)
        },
        Refusal("the tokens of a replayed code", .invalidToken, 401) { office in
            let code = try office.code(for: office.browser)
            let answer = try office.server.token(office.redemption(code), now: office.now)
            _ = try? office.server.token(office.redemption(code), now: office.now)
            _ = try office.server.accessToken(of: office.call("Bearer \(answer.accessToken.text)"), now: office.now)
        },
        Refusal("the refresh token of a replayed code", .invalidGrant) { office in
            let code = try office.code(for: office.browser)
            let answer = try office.server.token(office.redemption(code), now: office.now)
            _ = try? office.server.token(office.redemption(code), now: office.now)
            _ = try office.server.token(office.refreshing(answer.refreshToken), now: office.now)
        },
        Refusal("a refresh token twice", .invalidGrant) { office in
            let answer = try office.tokens()
            for _ in 0..<2 { _ = try office.server.token(office.refreshing(answer.refreshToken), now: office.now) }
        },
        Refusal("every token after a refresh token came twice", .invalidGrant) { office in
            let first = try office.tokens()
            let second = try office.server.token(office.refreshing(first.refreshToken), now: office.now)
            _ = try? office.server.token(office.refreshing(first.refreshToken), now: office.now)
            _ = try office.server.token(office.refreshing(second.refreshToken), now: office.now)
        },
        Refusal("an unknown refresh token", .invalidGrant) { office in
            _ = try office.server.token(office.refreshing(Secret("x")), now: office.now)
        },
        Refusal("an access token as refresh token", .invalidGrant) { office in
            _ = try office.server.token(office.refreshing(office.tokens().accessToken), now: office.now)
        },
        Refusal("another client's refresh token", .invalidGrant) { office in
            let answer = try office.tokens()
            _ = try office.server.token(
                office.refreshing(answer.refreshToken, ["client_id": nil]).with(authorization: office.basic),
                now: office.now)
        },
        Refusal("more scope by refreshing", .invalidScope) { office in
            _ = try office.server.token(
                office.refreshing(office.tokens().refreshToken, ["scope": "curves totals"]), now: office.now)
        },
        Refusal("a refresh token after thirty days", .invalidGrant) { office in
            _ = try office.server.token(
                office.refreshing(office.tokens().refreshToken), now: office.now.advanced(seconds: 30 * 86_400))
        },
        Refusal("a revoked family's refresh token", .invalidGrant) { office in
            let answer = try office.tokens()
            try office.server.revoke(
                office.post("revoke", ["token": answer.accessToken.text, "client_id": "browser"]), now: office.now)
            _ = try office.server.token(office.refreshing(answer.refreshToken), now: office.now)
        },
        Refusal("more than sixty requests a minute", .temporarilyUnavailable, 429) { office in
            for _ in 0...60 {
                _ = try office.server.token(
                    office.post("token", ["grant_type": "client_credentials"], authorization: office.basic),
                    now: office.now)
            }
        },
        Refusal("a device code of nobody", .invalidGrant) { office in
            _ = try office.server.token(
                office.post(
                    "token", ["grant_type": Office.deviceGrant, "device_code": "x", "client_id": "browser"]),
                now: office.now)
        },
        Refusal("another client's device code", .invalidGrant) { office in
            let device = try office.server.device(office.post("device", ["client_id": "browser"]), now: office.now)
            _ = try office.server.token(
                office.post(
                    "token", ["grant_type": Office.deviceGrant, "device_code": device.deviceCode.text],
                    authorization: office.basic), now: office.now)
        },
        Refusal("a device that waited too long", .expiredToken) { office in
            let device = try office.server.device(office.post("device", ["client_id": "browser"]), now: office.now)
            _ = try office.server.token(
                office.post(
                    "token",
                    ["grant_type": Office.deviceGrant, "device_code": device.deviceCode.text, "client_id": "browser"]),
                now: office.now.advanced(seconds: 600))
        },
        Refusal("a device that its user refused", .accessDenied) { office in
            let device = try office.server.device(office.post("device", ["client_id": "browser"]), now: office.now)
            try office.server.answerDevice(device.userCode, consents: nil, by: office.account, now: office.now)
            _ = try office.server.token(
                office.post(
                    "token",
                    ["grant_type": Office.deviceGrant, "device_code": device.deviceCode.text, "client_id": "browser"]),
                now: office.now)
        },
        Refusal("a device flow of a client that has it not", .unauthorizedClient) { office in
            let parameters = try ["client_assertion": office.assertion(), "client_assertion_type": Office.jwtBearer]
            _ = try office.server.device(office.post("device", parameters), now: office.now)
        },
        Refusal("a wrong user code", .invalidRequest) { office in
            _ = try office.server.deviceRequest("BCDF-GHJK", by: office.account, now: office.now)
        },
        Refusal("guessing user codes", .temporarilyUnavailable, 429) { office in
            for _ in 0..<10 { _ = try? office.server.deviceRequest("BCDF-GHJK", by: office.account, now: office.now) }
            let device = try office.server.device(office.post("device", ["client_id": "browser"]), now: office.now)
            _ = try office.server.deviceRequest(device.userCode, by: office.account, now: office.now)
        },
    ]

    private static func assert(
        _ name: String, _ code: OAuthError.Code = .invalidClient, _ status: Int = 401,
        _ make: @escaping @Sendable (Office) throws -> String
    ) -> Refusal {
        Refusal("assertion: \(name)", code, status) { office in
            let parameters = try office.pushing(make(office))
            _ = try office.server.push(office.post("par", [:], parameters), now: office.now)
        }
    }

    static let assertions: [Refusal] = [
        assert("another key's") { try $0.assertion(by: SigningKey()) },
        assert("another audience") { try $0.assertion(["aud": "https://other.example"]) },
        assert("the token endpoint as audience") { try $0.assertion(["aud": Office.issuer + "/oauth/token"]) },
        assert("a list of audiences") { try $0.assertion(["aud": [Office.issuer]]) },
        assert("no audience") { try $0.assertion(without: "aud") },
        assert("another issuer") { try $0.assertion(["iss": "x"]) },
        assert("another subject") { try $0.assertion(["sub": "backend"]) },
        assert("no end") { try $0.assertion(without: "exp") },
        assert("no identifier") { try $0.assertion(without: "jti") },
        assert("an empty identifier") { try $0.assertion(["jti": ""]) },
        assert("over") { try $0.assertion(["exp": $0.now.secondsSinceEpoch - 60]) },
        assert("a day long") { try $0.assertion(["exp": $0.now.secondsSinceEpoch + 86_400]) },
        assert("issued in a minute and more") { try $0.assertion(["iat": $0.now.secondsSinceEpoch + 61]) },
        assert("not before a minute and more") { try $0.assertion(["nbf": $0.now.secondsSinceEpoch + 61]) },
        assert("without end in sight") { try $0.assertion(["exp": 1e300]) },
        assert("issued in another age") { try $0.assertion(["iat": 1e300]) },
        assert("algorithm none") { try $0.assertion(header: ["alg": "none"]) },
        assert("algorithm None") { try $0.assertion(header: ["alg": "None"]) },
        assert("algorithm none without signature") { office in
            office.key.unsigned(try office.assertion(header: ["alg": "none"]))
        },
        assert("algorithm RS256") { try $0.assertion(header: ["alg": "RS256"]) },
        assert("algorithm EdDSA for a P-256 key") { try $0.assertion(header: ["alg": "EdDSA"]) },
        assert("HS256 with the public key as secret") {
            try $0.key.confused(try $0.assertion(header: ["alg": "HS256"]))
        },
        assert("an extension that must be understood") { try $0.assertion(header: ["crit": ["exp"]]) },
        assert("a key of its own in the header") { office in
            let key = SigningKey()
            return try office.assertion(header: ["jwk": key.jwk], by: key)
        },
        assert("two parts") { String(try $0.assertion().split(separator: ".").prefix(2).joined(separator: ".")) },
        assert("a changed claim") { office in
            let parts = try office.assertion().split(separator: ".")
            return "\(parts[0]).\(Base64URL.encode(Array(#"{"iss":"signer"}"#.utf8))).\(parts[2])"
        },
        assert("not base 64") { _ in "ä.ö.ü" },
        assert("a very long one") { try $0.assertion(["x": String(repeating: "x", count: 9_000)]) },
        Refusal("assertion: twice the same", .invalidClient, 401) { office in
            let assertion = try office.assertion()
            for _ in 0..<2 {
                _ = try office.server.push(office.post("par", [:], office.pushing(assertion)), now: office.now)
            }
        },
        Refusal("assertion: without its type", .invalidClient, 401) { office in
            var parameters = try office.pushing(office.assertion())
            parameters["client_assertion_type"] = .some(nil)
            _ = try office.server.push(office.post("par", [:], parameters), now: office.now)
        },
        Refusal("two ways to authenticate", .invalidRequest) { office in
            let parameters = try office.pushing(office.assertion())
            _ = try office.server.push(
                office.post("par", [:], parameters, authorization: office.basic), now: office.now)
        },
        Refusal("a wrong secret", .invalidClient, 401) { office in
            let header = "Basic " + Data("backend:wrong".utf8).base64EncodedString()
            _ = try office.server.token(
                office.post("token", ["grant_type": "client_credentials"], authorization: header), now: office.now)
        },
        Refusal("a secret of another client", .invalidClient, 401) { office in
            let header = "Basic " + Data("signer:\(office.secret.text)".utf8).base64EncodedString()
            _ = try office.server.token(
                office.post("token", ["grant_type": "client_credentials"], authorization: header), now: office.now)
        },
        Refusal("a header that is no base 64", .invalidClient, 401) { office in
            _ = try office.server.token(
                office.post("token", ["grant_type": "client_credentials"], authorization: "Basic ???"), now: office.now)
        },
        Refusal("a public client that asks about tokens", .invalidClient, 401) { office in
            _ = try office.server.introspect(
                office.post("introspect", ["token": "x", "client_id": "browser"]), now: office.now)
        },
    ]

    private static func prove(
        _ name: String, _ code: OAuthError.Code = .invalidDPoPProof, _ status: Int = 400,
        _ make: @escaping @Sendable (Office, Secret) throws -> [String]
    ) -> Refusal {
        Refusal("proof: \(name)", code, status) { office in
            let token = try office.keyBoundTokens().accessToken
            let call = try office.call("DPoP \(token.text)", proofs: make(office, token))
            _ = try office.server.accessToken(of: call, now: office.now)
        }
    }

    private static func proof(
        _ name: String, _ claims: [String: any Sendable] = [:], without: String? = nil,
        header: [String: any Sendable] = [:], method: String = "GET", url: String = Office.issuer + "/api/v1/points"
    ) -> Refusal {
        prove(name) { office, token in
            [try office.proof(claims, without: without, header: header, method: method, url: url, token: token)]
        }
    }

    static let proofs: [Refusal] = [
        prove("none", .invalidDPoPProof, 401) { _, _ in [] },
        prove("two") { office, token in
            try (0..<2).map { _ in try office.proof(method: "GET", url: Office.issuer + "/api/v1/points", token: token)
            }
        },
        prove("no JWT") { _, _ in ["x"] },
        prove("another key's", .invalidDPoPProof, 401) { office, token in
            [try office.proof(by: SigningKey(), method: "GET", url: Office.issuer + "/api/v1/points", token: token)]
        },
        prove("signed by another key than the header's") { office, token in
            [
                try office.proof(
                    header: ["jwk": office.key.jwk], by: SigningKey(), method: "GET",
                    url: Office.issuer + "/api/v1/points", token: token)
            ]
        },
        prove("another token's") { office, _ in
            [try office.proof(method: "GET", url: Office.issuer + "/api/v1/points", token: Secret("x"))]
        },
        proof("for another method", method: "POST"),
        proof("for another path", url: Office.issuer + "/api/v1/other"),
        proof("for another host", url: "https://other.example/api/v1/points"),
        proof("for another port", url: "https://maille.example:8443/api/v1/points"),
        proof("for plain HTTP", url: "http://maille.example/api/v1/points"),
        proof("without method", without: "htm"),
        proof("without address", without: "htu"),
        proof("without token hash", without: "ath"),
        proof("without identifier", without: "jti"),
        proof("without time", without: "iat"),
        proof("an hour old", ["iat": Town().start.secondsSinceEpoch - 3_600]),
        proof("an hour early", ["iat": Town().start.secondsSinceEpoch + 3_600]),
        proof("from another age", ["iat": 1e300]),
        proof("of another type", header: ["typ": "JWT"]),
        proof("with algorithm none", header: ["alg": "none"]),
        proof("with algorithm HS256", header: ["alg": "HS256"]),
        proof("with a private key", header: ["jwk": SigningKey().jwk.merging(["d": "AA"]) { $1 }]),
        proof("with a symmetric key", header: ["jwk": ["kty": "oct", "k": "AA"]]),
        Refusal("proof: replayed", .invalidDPoPProof) { office in
            let token = try office.keyBoundTokens().accessToken
            let proof = try office.proof(method: "GET", url: Office.issuer + "/api/v1/points", token: token)
            for _ in 0..<2 {
                _ = try office.server.accessToken(
                    of: office.call("DPoP \(token.text)", proofs: [proof]), now: office.now)
            }
        },
        Refusal("proof: none where the client must send one", .invalidDPoPProof) { office in
            let pushed = try office.server.push(
                office.post("par", [:], office.pushing(office.assertion())), now: office.now)
            let asked = try office.server.authorizationRequest(
                office.form(["client_id": "signer", "request_uri": pushed.requestURI]), now: office.now)
            let code = try office.code(
                in: office.server.approve(asked, consents: [office.consent], by: office.account, now: office.now))
            _ = try office.server.token(
                office.redemption(
                    code,
                    [
                        "client_id": "signer", "client_assertion": office.assertion(),
                        "client_assertion_type": Office.jwtBearer,
                    ]), now: office.now)
        },
    ]

    private static func call(
        _ name: String, _ code: OAuthError.Code, _ status: Int, after seconds: Int = 0,
        _ header: @escaping @Sendable (Office) throws -> String?
    ) -> Refusal {
        Refusal("call: \(name)", code, status) { office in
            let call = try office.call(header(office))
            _ = try office.server.accessToken(of: call, now: office.now.advanced(seconds: seconds))
        }
    }

    static let calls: [Refusal] = [
        call("no token", .invalidToken, 401) { _ in nil },
        call("an unknown token", .invalidToken, 401) { _ in "Bearer x" },
        call("a scheme alone", .invalidToken, 401) { _ in "Bearer" },
        call("another scheme", .invalidToken, 401) { "Basic \(try $0.tokens().accessToken.text)" },
        call("a refresh token", .invalidToken, 401) { "Bearer \(try $0.tokens().refreshToken?.text ?? "")" },
        call("a token after five minutes", .invalidToken, 401, after: 300) {
            "Bearer \(try $0.tokens().accessToken.text)"
        },
        call("a key-bound token as bearer", .invalidToken, 401) {
            "Bearer \(try $0.keyBoundTokens().accessToken.text)"
        },
        call("a bearer token as key-bound", .invalidToken, 401) { "DPoP \(try $0.tokens().accessToken.text)" },
        call("a token before it was issued", .invalidToken, 401, after: -3_600) {
            "Bearer \(try $0.tokens().accessToken.text)"
        },
    ]

    private static func register(
        _ name: String, _ code: OAuthError.Code, _ change: @escaping @Sendable (inout ClientMetadata) -> Void
    ) -> Refusal {
        Refusal("registration: \(name)", code) { office in
            var metadata = ClientMetadata()
            metadata.redirect_uris = [Office.callback]
            change(&metadata)
            _ = try office.server.register(metadata, now: office.now)
        }
    }

    static let registrations: [Refusal] = [
        register("no address", .invalidRedirectURI) { $0.redirect_uris = nil },
        register("plain HTTP elsewhere", .invalidRedirectURI) { $0.redirect_uris = ["http://app.example/cb"] },
        register("a fragment", .invalidRedirectURI) { $0.redirect_uris = ["https://app.example/cb#x"] },
        register("a wildcard", .invalidRedirectURI) { $0.redirect_uris = ["https://*.example/cb"] },
        register("a script", .invalidRedirectURI) { $0.redirect_uris = ["javascript:alert(1)"] },
        register("a host that begins like this machine", .invalidRedirectURI) {
            $0.redirect_uris = ["http://localhost.evil.example/cb"]
        },
        register("a user in the address", .invalidRedirectURI) { $0.redirect_uris = ["https://a@evil.example/cb"] },
        register("the password grant", .invalidClientMetadata) { $0.grant_types = ["password"] },
        register("the implicit grant", .invalidClientMetadata) { $0.grant_types = ["authorization_code", "implicit"] },
        register("keys without keys", .invalidClientMetadata) { $0.token_endpoint_auth_method = "private_key_jwt" },
        register("a secret in the body", .invalidClientMetadata) {
            $0.token_endpoint_auth_method = "client_secret_post"
        },
        Refusal("registration: where the sandbox is closed", .accessDenied, 403) { _ in
            let closed = try Office(allowsRegistration: false)
            _ = try closed.server.register(ClientMetadata(), now: closed.now)
        },
    ]

    @Test("requests for authorization", arguments: authorizations)
    func authorization(refusal: Refusal) throws { try refusal.check() }

    @Test("requests for tokens", arguments: tokens)
    func token(refusal: Refusal) throws { try refusal.check() }

    @Test("clients that are not who they say", arguments: assertions)
    func assertion(refusal: Refusal) throws { try refusal.check() }

    @Test("proofs of possession that prove nothing", arguments: proofs)
    func proof(refusal: Refusal) throws { try refusal.check() }

    @Test("calls without a right token", arguments: calls)
    func call(refusal: Refusal) throws { try refusal.check() }

    @Test("registrations that open doors", arguments: registrations)
    func registration(refusal: Refusal) throws { try refusal.check() }
}
