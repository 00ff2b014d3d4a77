import Access
import Foundation
import HTTPTypes
import Metering
import TestKit
import Testing

@testable import Web

@Suite("Over HTTP, the authorization server refuses", .fewAtOnce)
struct OAuthRefusalTests {
    private static func redeem(
        _ name: String, _ code: String, _ changes: [String: String?], status: Int = 400, after seconds: Int = 0
    ) -> OAuthRefusal {
        OAuthRefusal("redemption: \(name)", status, code, alone: true) { desk in
            let values = try await desk.redemption(desk.code())
            desk.wait(seconds: seconds)
            return try await desk.post("/oauth/token", values, changes)
        }
    }

    static let redemptions: [OAuthRefusal] = [
        redeem("no grant type", "invalid_request", ["grant_type": nil]),
        redeem("the password grant", "unsupported_grant_type", ["grant_type": "password"]),
        redeem("a grant that the client has not", "unauthorized_client", ["grant_type": "client_credentials"]),
        redeem("no code", "invalid_request", ["code": nil]),
        redeem("an unknown code", "invalid_grant", ["code": "x"]),
        redeem("no verifier", "invalid_grant", ["code_verifier": nil]),
        redeem("a wrong verifier", "invalid_grant", ["code_verifier": String(repeating: "a", count: 43)]),
        redeem("the challenge as verifier", "invalid_grant", ["code_verifier": FrontDesk.challenge]),
        redeem("a short verifier", "invalid_grant", ["code_verifier": "abc"]),
        redeem("no address of return", "invalid_grant", ["redirect_uri": nil]),
        redeem("another address of return", "invalid_grant", ["redirect_uri": FrontDesk.callback + "/"]),
        redeem("a code after a minute", "invalid_grant", [:], after: 60),
        redeem("no client", "invalid_client", ["client_id": nil], status: 401),
        redeem("an unknown client", "invalid_client", ["client_id": "x"], status: 401),
        redeem("a confidential client without its secret", "invalid_client", ["client_id": "backend"], status: 401),
        redeem("a secret in the body", "invalid_client", ["client_secret": "x"], status: 401),
        OAuthRefusal("another client's code", 400, "invalid_grant") { desk in
            try await desk.post("/oauth/token", desk.redemption(desk.code()), ["client_id": nil], desk.basic)
        },
        OAuthRefusal("a wrong secret", 401, "invalid_client") { desk in
            let wrong = Data("backend:x".utf8).base64EncodedString()
            return try await desk.post(
                "/oauth/token", ["grant_type": "client_credentials"], [:], [.authorization: "Basic \(wrong)"])
        },
        OAuthRefusal("a client authenticated in two ways", 400, "invalid_request") { desk in
            try await desk.post(
                "/oauth/token", ["grant_type": "client_credentials"], desk.signed(desk.assertion()), desk.basic)
        },
        OAuthRefusal("a code twice", 400, "invalid_grant") { desk in
            let values = try await desk.redemption(desk.code())
            #expect(try await desk.post("/oauth/token", values).status == 200)
            return try await desk.post("/oauth/token", values)
        },
        OAuthRefusal("a code again after a wrong verifier", 400, "invalid_grant") { desk in
            let values = try await desk.redemption(desk.code())
            _ = try await desk.post("/oauth/token", values, ["code_verifier": "x"])
            return try await desk.post("/oauth/token", values)
        },
        OAuthRefusal("the refresh token of a replayed code", 400, "invalid_grant") { desk in
            let values = try await desk.redemption(desk.code())
            let first = try await desk.post("/oauth/token", values)
            _ = try await desk.post("/oauth/token", values)
            return try await desk.post("/oauth/token", desk.refreshing(first["refresh_token"]))
        },
        OAuthRefusal("a refresh token twice", 400, "invalid_grant") { desk in
            let refresh = try await desk.tokens().refresh
            #expect(try await desk.post("/oauth/token", desk.refreshing(refresh)).status == 200)
            return try await desk.post("/oauth/token", desk.refreshing(refresh))
        },
        OAuthRefusal("every token after a refresh token came twice", 400, "invalid_grant") { desk in
            let refresh = try await desk.tokens().refresh
            let second = try await desk.post("/oauth/token", desk.refreshing(refresh))
            _ = try await desk.post("/oauth/token", desk.refreshing(refresh))
            return try await desk.post("/oauth/token", desk.refreshing(second["refresh_token"]))
        },
        OAuthRefusal("an unknown refresh token", 400, "invalid_grant") { desk in
            try await desk.post("/oauth/token", desk.refreshing("x"))
        },
        OAuthRefusal("an access token as refresh token", 400, "invalid_grant") { desk in
            try await desk.post("/oauth/token", desk.refreshing(desk.tokens().access))
        },
        OAuthRefusal("another client's refresh token", 400, "invalid_grant") { desk in
            try await desk.post(
                "/oauth/token", desk.refreshing(desk.tokens().refresh), ["client_id": nil], desk.basic)
        },
        OAuthRefusal("more scope by refreshing", 400, "invalid_scope") { desk in
            try await desk.post(
                "/oauth/token", desk.refreshing(desk.tokens().refresh), ["scope": "curves curves.daily"])
        },
        OAuthRefusal("a revoked refresh token", 400, "invalid_grant") { desk in
            let refresh = try await desk.tokens().refresh
            _ = try await desk.post("/oauth/revoke", ["token": refresh, "client_id": "browser"])
            return try await desk.post("/oauth/token", desk.refreshing(refresh))
        },
        OAuthRefusal("the hundred-and-first guess of a minute", 429, "temporarily_unavailable", alone: true) { desk in
            for _ in 0..<100 { _ = try await desk.post("/oauth/token", desk.refreshing("x")) }
            let reply = try await desk.post("/oauth/token", desk.refreshing("x"))
            #expect(reply.fields[.retryAfter] != nil)
            return reply
        },
    ]

    private static func raw(_ name: String, _ body: String, type: String = FrontDesk.form, to query: String = "")
        -> OAuthRefusal
    {
        OAuthRefusal("form: \(name)", 400, "invalid_request") { desk in
            try await desk.send(.post, "/oauth/token" + query, [.contentType: type], body: body)
        }
    }

    static let forms: [OAuthRefusal] = [
        raw("JSON", #"{"grant_type":"client_credentials"}"#, type: "application/json"),
        raw("no type", "grant_type=client_credentials", type: ""),
        raw("a parameter twice", "grant_type=client_credentials&client_id=browser&client_id=backend"),
        raw("the same parameter twice alike", "grant_type=refresh_token&grant_type=refresh_token"),
        raw("a cut percent sign", "grant_type=%6"),
        raw("bytes that are no UTF-8", "grant_type=%FF"),
        raw("a zero byte", "grant_type=%00"),
        raw("parameters in the address", "grant_type=client_credentials", to: "?client_id=browser"),
    ]

    private static func assert(
        _ name: String, _ make: @escaping @Sendable (FrontDesk) throws -> String
    ) -> OAuthRefusal {
        OAuthRefusal("assertion: \(name)", 401, "invalid_client") { desk in
            try await desk.post("/oauth/par", FrontDesk.asking, desk.signed(make(desk)))
        }
    }

    static let assertions: [OAuthRefusal] = [
        assert("another key's") { try $0.assertion(by: SigningKey()) },
        assert("the token endpoint as audience") { try $0.assertion(["aud": FrontDesk.origin + "/oauth/token"]) },
        assert("a list of audiences") { try $0.assertion(["aud": [FrontDesk.origin]]) },
        assert("another tenant's audience") { try $0.assertion(["aud": "http://city.example"]) },
        assert("another issuer") { try $0.assertion(["iss": "backend"]) },
        assert("another subject") { try $0.assertion(["sub": "backend"]) },
        assert("no end") { try $0.assertion(without: "exp") },
        assert("no identifier") { try $0.assertion(without: "jti") },
        assert("over") { try $0.assertion(["exp": $0.now.secondsSinceEpoch - 60]) },
        assert("a day long") { try $0.assertion(["exp": $0.now.secondsSinceEpoch + 86_400]) },
        assert("from the future") { try $0.assertion(["iat": $0.now.secondsSinceEpoch + 61]) },
        assert("algorithm none") { try $0.assertion(header: ["alg": "none"]) },
        assert("algorithm none without signature") { desk in
            desk.key.unsigned(try desk.assertion(header: ["alg": "none"]))
        },
        assert("algorithm RS256") { try $0.assertion(header: ["alg": "RS256"]) },
        assert("algorithm EdDSA for a P-256 key") { try $0.assertion(header: ["alg": "EdDSA"]) },
        assert("HS256 with the public key as secret") {
            try $0.key.confused(try $0.assertion(header: ["alg": "HS256"]))
        },
        assert("with its own key in the header") {
            let other = SigningKey()
            return try $0.assertion(header: ["jwk": other.jwk], by: other)
        },
        OAuthRefusal("assertion: used before", 401, "invalid_client") { desk in
            let values = desk.signed(try desk.assertion())
            #expect(try await desk.post("/oauth/par", FrontDesk.asking, values).status == 201)
            return try await desk.post("/oauth/par", FrontDesk.asking, values)
        },
        OAuthRefusal("push: another address of return", 400, "invalid_request") { desk in
            var values = desk.signed(try desk.assertion())
            values["redirect_uri"] = "https://evil.example/"
            return try await desk.post("/oauth/par", FrontDesk.asking, values)
        },
        OAuthRefusal("push: no challenge", 400, "invalid_request") { desk in
            var values = desk.signed(try desk.assertion())
            values["code_challenge"] = .some(nil)
            return try await desk.post("/oauth/par", FrontDesk.asking, values)
        },
        OAuthRefusal("push: names another request", 400, "invalid_request") { desk in
            var values = desk.signed(try desk.assertion())
            values["request_uri"] = "urn:x"
            return try await desk.post("/oauth/par", FrontDesk.asking, values)
        },
    ]

    private static func prove(
        _ name: String, _ make: @escaping @Sendable (FrontDesk) throws -> [String]
    ) -> OAuthRefusal {
        OAuthRefusal("proof: \(name)", 400, "invalid_dpop_proof") { desk in
            var fields: HTTPFields = [:]
            for proof in try make(desk) { fields.append(HTTPField(name: .dpop, value: proof)) }
            return try await desk.post("/oauth/token", desk.signerRedemption(), [:], fields)
        }
    }

    static let proofs: [OAuthRefusal] = [
        prove("none where the client must send one") { _ in [] },
        prove("two") { [try $0.proof(), try $0.proof()] },
        prove("no JWT") { _ in ["x"] },
        prove("for another method") { [try $0.proof(method: "GET")] },
        prove("for another path") { [try $0.proof(url: FrontDesk.origin + "/oauth/par")] },
        prove("for another host") { [try $0.proof(url: "http://city.example/oauth/token")] },
        prove("an hour old") { [try $0.proof(["iat": $0.now.secondsSinceEpoch - 3_600])] },
        prove("an hour early") { [try $0.proof(["iat": $0.now.secondsSinceEpoch + 3_600])] },
        prove("of another type") { [try $0.proof(header: ["typ": "JWT"])] },
        prove("with algorithm none") { [try $0.proof(header: ["alg": "none"])] },
        prove("with a private key") { [try $0.proof(header: ["jwk": $0.key.jwk.merging(["d": "AA"]) { $1 }])] },
        prove("with a symmetric key") { [try $0.proof(header: ["jwk": ["kty": "oct", "k": "AA"]])] },
        prove("signed by another key than the header's") {
            [try $0.proof(header: ["jwk": $0.key.jwk], by: SigningKey())]
        },
        OAuthRefusal("proof: used before", 400, "invalid_dpop_proof") { desk in
            let proof = try desk.proof()
            _ = try await desk.post("/oauth/token", desk.signerRedemption(), [:], [.dpop: proof])
            return try await desk.post("/oauth/token", desk.signerRedemption(), [:], [.dpop: proof])
        },
    ]

    private static func poll(_ desk: FrontDesk, _ code: String, _ client: String? = "browser") async throws -> Reply {
        try await desk.post(
            "/oauth/token", ["grant_type": FrontDesk.deviceGrant, "device_code": code], ["client_id": client],
            client == nil ? desk.basic : [:])
    }

    private static func device(_ desk: FrontDesk) async throws -> Reply {
        try await desk.post("/oauth/device", ["client_id": "browser", "scope": "curves"])
    }

    static let devices: [OAuthRefusal] = [
        OAuthRefusal("device: an unknown client", 401, "invalid_client") { desk in
            try await desk.post("/oauth/device", ["client_id": "x"])
        },
        OAuthRefusal("device: a client without the grant", 400, "unauthorized_client") { desk in
            try await desk.post("/oauth/device", [:], desk.signed(desk.assertion()))
        },
        OAuthRefusal("device: a scope that is not the client's", 400, "invalid_scope") { desk in
            try await desk.post("/oauth/device", ["client_id": "browser", "scope": "admin"])
        },
        OAuthRefusal("device: before the answer", 400, "authorization_pending") { desk in
            try await poll(desk, device(desk)["device_code"])
        },
        OAuthRefusal("device: too fast", 400, "slow_down") { desk in
            let code = try await device(desk)["device_code"]
            _ = try await poll(desk, code)
            return try await poll(desk, code)
        },
        OAuthRefusal("device: after ten minutes", 400, "expired_token", alone: true) { desk in
            let code = try await device(desk)["device_code"]
            desk.wait(seconds: 600)
            return try await poll(desk, code)
        },
        OAuthRefusal("device: another client's code", 400, "invalid_grant") { desk in
            try await poll(desk, device(desk)["device_code"], nil)
        },
        OAuthRefusal("device: refused by the person", 400, "access_denied") { desk in
            let shown = try await device(desk)
            let answer = [(name: "user_code", value: shown["user_code"]), (name: "answer", value: "no")]
            #expect(try await desk.submit("/device", answer, desk.usualSession()).status == 200)
            return try await poll(desk, shown["device_code"])
        },
        OAuthRefusal("introspection by nobody", 401, "invalid_client") { desk in
            try await desk.post("/oauth/introspect", ["token": "x"])
        },
        OAuthRefusal("introspection by a client without authentication", 401, "invalid_client") { desk in
            try await desk.post("/oauth/introspect", ["token": "x", "client_id": "browser"])
        },
        OAuthRefusal("introspection of nothing", 400, "invalid_request") { desk in
            try await desk.post("/oauth/introspect", [:], [:], desk.basic)
        },
        OAuthRefusal("revocation by nobody", 401, "invalid_client") { desk in
            try await desk.post("/oauth/revoke", ["token": "x"])
        },
    ]

    private static func register(_ name: String, _ code: String, _ metadata: String) -> OAuthRefusal {
        OAuthRefusal("registration: \(name)", 400, code) { desk in
            try await desk.send(.post, "/oauth/register", [.contentType: "application/json"], body: metadata)
        }
    }

    static let registrations: [OAuthRefusal] = [
        register("no JSON", "invalid_client_metadata", "redirect_uris"),
        register("no address", "invalid_redirect_uri", "{}"),
        register("plain HTTP elsewhere", "invalid_redirect_uri", #"{"redirect_uris":["http://app.example/"]}"#),
        register("a fragment", "invalid_redirect_uri", #"{"redirect_uris":["https://app.example/#x"]}"#),
        register("a script", "invalid_redirect_uri", #"{"redirect_uris":["javascript:alert(1)"]}"#),
        register(
            "the password grant", "invalid_client_metadata",
            #"{"redirect_uris":["https://a.example/"],"grant_types":["password"]}"#),
        register(
            "a private key", "invalid_client_metadata",
            #"{"redirect_uris":["https://a.example/"],"jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"","y":"","d":""}]}}"#
        ),
        OAuthRefusal("registration: where the sandbox is closed", 403, "access_denied") { _ in
            try await FrontDesk(opensSandbox: false).send(
                .post, "/oauth/register", [.contentType: "application/json"],
                body: #"{"redirect_uris":["https://a.example/"]}"#)
        },
    ]

    @Test("codes and tokens", arguments: redemptions)
    func redemption(refusal: OAuthRefusal) async throws { try await refusal.check() }

    @Test("bodies that are no form", arguments: forms)
    func form(refusal: OAuthRefusal) async throws { try await refusal.check() }

    @Test("clients that are not who they say", arguments: assertions)
    func assertion(refusal: OAuthRefusal) async throws { try await refusal.check() }

    @Test("proofs of possession that prove nothing", arguments: proofs)
    func proof(refusal: OAuthRefusal) async throws { try await refusal.check() }

    @Test("devices and questions about tokens", arguments: devices)
    func device(refusal: OAuthRefusal) async throws { try await refusal.check() }

    @Test("registrations that open doors", arguments: registrations)
    func registration(refusal: OAuthRefusal) async throws { try await refusal.check() }

    @Test("every method but POST", arguments: ["token", "par", "device", "revoke", "introspect", "register"])
    func method(endpoint: String) async throws {
        for method in [HTTPRequest.Method.get, .put, .delete] {
            let reply = try await FrontDesk.shared.get().send(
                method, "/oauth/\(endpoint)?grant_type=client_credentials")
            #expect(reply.status == 405 && reply.fields[.allow] == "POST")
        }
    }

    @Test("forty-nine of fifty redemptions of one code at once")
    func parallel() async throws {
        let desk = try FrontDesk()
        let values = try await desk.redemption(desk.code())
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 { group.addTask { try await desk.post("/oauth/token", values).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 200 } == 1)
        #expect(statuses.count { $0 == 400 } == 49)
    }
}
