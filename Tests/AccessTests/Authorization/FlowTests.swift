import Foundation
import Metering
import Synchronization
import TestKit
import Testing

@testable import Access

@Suite("The authorization server")
struct FlowTests {
    @Test("gives a program what a person approved, by code, and again by refreshing")
    func code() throws {
        let office = try Office()
        let address = try office.server.approve(
            office.server.authorizationRequest(office.asking(office.browser), now: office.now),
            consents: [office.consent], by: office.account, now: office.now)
        #expect(address.hasPrefix(Office.callback + "?code="))
        #expect(address.hasSuffix("&state=s1&iss=https%3A%2F%2Fmaille.example"))
        let first = try office.server.token(office.redemption(office.code(in: address)), now: office.now)
        #expect(first.type == "Bearer" && first.lifetime == 300 && first.scope == Scope(["curves"]))
        let token = try office.server.accessToken(of: office.call("Bearer \(first.accessToken.text)"), now: office.now)
        #expect(token.account == office.account && token.consents == [office.consent])
        let second = try office.server.token(office.refreshing(first.refreshToken), now: office.now)
        #expect(second.accessToken.text != first.accessToken.text)
        #expect(second.refreshToken?.text != first.refreshToken?.text)
        let again = try office.server.accessToken(of: office.call("bearer \(second.accessToken.text)"), now: office.now)
        #expect(again.reader == .recipient(office.browser, office.town.recipient, consents: [office.consent]))
    }

    @Test("sends a person who refuses back with the error and the state")
    func denial() throws {
        let office = try Office()
        let asked = try office.server.authorizationRequest(office.asking(office.browser), now: office.now)
        let address = try office.server.deny(asked)
        #expect(address.contains("?error=access_denied&") && address.contains("&state=s1&iss="))
    }

    @Test("adds its answer to a callback that has a query")
    func query() throws {
        let office = try Office()
        let parameters = try office.asking(office.backend, ["redirect_uri": Office.callback + "?a=b"])
        let asked = try office.server.authorizationRequest(parameters, now: office.now)
        #expect(try office.server.deny(asked).hasPrefix(Office.callback + "?a=b&error="))
    }

    @Test("lets a person grant less than was asked")
    func narrowing() throws {
        let office = try Office()
        let asked = try office.server.authorizationRequest(
            office.asking(office.browser, ["scope": "curves totals"]), now: office.now)
        let address = try office.server.approve(
            asked, scope: Scope(["totals"]), consents: [office.consent], by: office.account, now: office.now)
        let answer = try office.server.token(office.redemption(office.code(in: address)), now: office.now)
        #expect(answer.scope.description == "totals")
    }

    @Test("binds tokens to a key: pushed request, signed assertion, proof")
    func keys() throws {
        let office = try Office()
        let answer = try office.keyBoundTokens()
        #expect(answer.type == "DPoP")
        let url = Office.issuer + "/api/v1/points"
        for spelling in [url, url + "?from=1#x", "HTTPS://MAILLE.example:443/api/v1/points"] {
            let proof = try office.proof(method: "GET", url: spelling, token: answer.accessToken)
            let call = try office.call("DPoP \(answer.accessToken.text)", proofs: [proof], url: url)
            #expect(try office.server.accessToken(of: call, now: office.now).client == office.signer)
        }
        for skew in [-10, 10] as [Int64] {
            let proof = try office.proof(
                ["iat": office.now.secondsSinceEpoch + skew], method: "GET", url: url, token: answer.accessToken)
            let call = try office.call("DPoP \(answer.accessToken.text)", proofs: [proof])
            #expect(try office.server.accessToken(of: call, now: office.now).key != nil)
        }
    }

    @Test("takes Ed25519 assertions and ES256 ones by the key's kind")
    func vectors() throws {
        // RFC 8037 A.3 and RFC 7515 A.3.
        let edwards = try JSONDecoder().decode(
            JSONWebKey.self,
            from: Data(#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#.utf8))
        #expect(edwards.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        let message = Array("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".utf8)
        #expect(try edwards.isSignature(#require(Base64URL.decode(signature)), of: message, algorithm: .edDSA))
        let curve = try JSONDecoder().decode(
            JSONWebKey.self,
            from: Data(
                """
                {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                 "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
                """.utf8))
        let jws = try JSONWebSignature(
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
                + "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q")
        struct Claims: Decodable { let iss: String }
        #expect(try jws.claims(signedBy: curve, Claims.self).iss == "joe")
        #expect(throws: JOSEError.unsupportedAlgorithm) { try jws.claims(signedBy: edwards, Claims.self) }
    }

    @Test("gives a server its own token, without a person and without refreshing")
    func clientCredentials() throws {
        let office = try Office()
        let request = try office.post(
            "token", ["grant_type": "client_credentials", "scope": "totals"], authorization: office.basic)
        let answer = try office.server.token(request, now: office.now)
        #expect(answer.refreshToken == nil && answer.consents == nil)
        let token = try office.server.accessToken(
            of: office.call("Bearer \(answer.accessToken.text)"), now: office.now)
        #expect(token.account == nil && token.scope.tokens == ["totals"])
    }

    @Test("lets a device in once a person typed its code, and tells it to slow down before")
    func device() throws {
        let office = try Office()
        let (server, now) = (office.server, office.now)
        let device = try server.device(office.post("device", ["client_id": office.browser.text]), now: now)
        #expect(device.userCode.count == 9 && device.interval == 5)
        let polling = try office.post(
            "token",
            ["grant_type": Office.deviceGrant, "device_code": device.deviceCode.text, "client_id": office.browser.text])
        func refusal(at seconds: Int) -> OAuthError.Code? {
            do {
                _ = try server.token(polling, now: now.advanced(seconds: seconds))
                return nil
            } catch { return (error as? OAuthError)?.code }
        }
        #expect(refusal(at: 0) == .authorizationPending)
        #expect(refusal(at: 4) == .slowDown)
        #expect(refusal(at: 13) == .slowDown)
        #expect(refusal(at: 28) == .authorizationPending)
        let typed = device.userCode.lowercased().replacing("-", with: " ")
        #expect(try server.deviceRequest(typed, by: office.account, now: now).client == office.browser)
        try server.answerDevice(typed, consents: [office.consent], by: office.account, now: now)
        let answer = try server.token(polling, now: now.advanced(seconds: 60))
        #expect(answer.consents == [office.consent])
        #expect(refusal(at: 120) == .invalidGrant)
    }

    @Test("tells a token's own client what it stands for, and revokes the whole family")
    func introspection() throws {
        let office = try Office()
        let code = try office.code(for: office.backend)
        let answer = try office.server.token(
            office.redemption(code, ["client_id": nil]).with(authorization: office.basic), now: office.now)
        let asking = try office.post(
            "introspect", ["token": answer.accessToken.text], authorization: office.basic)
        #expect(try office.server.introspect(asking, now: office.now)?.scope == Scope(["curves"]))
        #expect(try office.server.introspect(asking, now: office.now.advanced(seconds: 300)) == nil)
        let stranger = try office.tokens().accessToken.text
        let other = try office.post("introspect", ["token": stranger], authorization: office.basic)
        #expect(try office.server.introspect(other, now: office.now) == nil)
        try office.server.revoke(
            office.post("revoke", ["token": stranger], authorization: office.basic), now: office.now)
        #expect(
            try office.server.accessToken(of: office.call("Bearer \(stranger)"), now: office.now).client
                == office.browser)
        try office.server.revoke(
            office.post("revoke", ["token": "unknown"], authorization: office.basic), now: office.now)
        let refresh = try #require(answer.refreshToken).text
        try office.server.revoke(
            office.post("revoke", ["token": refresh], authorization: office.basic), now: office.now)
        #expect(try office.server.introspect(asking, now: office.now) == nil)
    }

    @Test("lets a person see and take back what programs were given")
    func person() throws {
        let office = try Office()
        let answer = try office.tokens()
        let family = try #require(try office.server.families(of: office.account, now: office.now).first)
        #expect(try !office.server.revoke(family: family.id, by: AccountID("x"), now: office.now))
        #expect(try office.server.revoke(family: family.id, by: office.account, now: office.now))
        #expect(try office.server.families(of: office.account, now: office.now).isEmpty)
        #expect(throws: OAuthError.self) {
            try office.server.accessToken(of: office.call("Bearer \(answer.accessToken.text)"), now: office.now)
        }
    }

    @Test("registers sandbox clients, whose recipient has no agreement with anybody")
    func registration() throws {
        let office = try Office()
        var metadata = ClientMetadata()
        metadata.redirect_uris = ["http://127.0.0.1:9000/cb"]
        let (client, secret) = try office.server.register(metadata, now: office.now)
        #expect(client.isSandbox && secret != nil)
        #expect(client.authentication == .secret(digest: secret?.digest ?? ""))
        let agreement = try office.town.store.read(in: office.town.keys.tenant) {
            try $0.agreement(with: client.recipient, now: office.now)
        }
        #expect(agreement == nil)
    }

    @Test("says in its metadata what it does")
    func metadata() throws {
        var policy = OAuthPolicy(issuer: Office.issuer)
        func json() throws -> [String: Any] {
            let data = try JSONEncoder().encode(ServerMetadata(policy, scopes: ["curves"]))
            return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        }
        #expect(try json()["registration_endpoint"] == nil)
        policy.allowsRegistration = true
        let metadata = try json()
        #expect(metadata["issuer"] as? String == Office.issuer)
        #expect(metadata["registration_endpoint"] as? String == Office.issuer + "/oauth/register")
        #expect(metadata["code_challenge_methods_supported"] as? [String] == ["S256"])
        #expect(metadata["dpop_signing_alg_values_supported"] as? [String] == ["ES256", "EdDSA"])
        #expect(metadata["authorization_response_iss_parameter_supported"] as? Bool == true)
    }

    @Test("keeps no token, code or secret in clear")
    func digests() throws {
        let office = try Office()
        let code = try office.code(for: office.browser)
        let answer = try office.server.token(office.redemption(code), now: office.now)
        let kept = try office.town.store.read(in: office.town.keys.tenant) { store in
            "\(try store.records(AuthorizationCode.self))\(try store.records(AccessToken.self))"
                + "\(try store.records(RefreshToken.self))\(try store.records(OAuthClient.self))"
        }
        for secret in [code, answer.accessToken.text, answer.refreshToken?.text ?? "", office.secret.text] {
            #expect(!secret.isEmpty && !kept.contains(secret))
        }
    }
}
