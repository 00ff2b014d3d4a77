import Access
import Foundation
import HTTPTypes
import Metering
import Store
import TestKit
import Testing

@testable import Web

@Suite("The page of authorization", .fewAtOnce)
struct AuthorizationPageTests {
    private let desk: FrontDesk

    init() throws { desk = try FrontDesk() }

    /// Shown to the person on a page: the program's address is not to be trusted.
    private func expectShown(_ address: String, _ code: String = "invalid_request") async throws {
        let reply = try await desk.page(address, desk.usualSession())
        #expect(reply.status == 400 && reply.fields[.location] == nil)
        #expect(reply.text.contains("<code>\(code)</code>"))
    }

    @Test("shows requests that are unknown, another's, over, or answered already")
    func pushed() async throws {
        func address(_ request: String, _ client: String = "signer") -> String {
            "/oauth/authorize?" + FormEncoding.query([("client_id", client), ("request_uri", request)])
        }
        try await expectShown(address("https://evil.example/r"), "invalid_request_uri")
        try await expectShown(address("urn:ietf:params:oauth:request_uri:x"), "invalid_request_uri")
        let request = try await desk.push()
        try await expectShown(address(request, "browser"), "invalid_request_uri")
        #expect(try await desk.page(address(request), desk.session()).status == 200)
        #expect(try await desk.submit(address(request), desk.yes("daily"), desk.session()).status == 303)
        try await expectShown(address(request), "invalid_request_uri")
        let late = try await desk.push()
        desk.wait(seconds: desk.tenant.authorization.policy.pushedRequest)
        try await expectShown(address(late), "invalid_request_uri")
    }

    @Test("sends a person to sign in first, and back")
    func signIn() async throws {
        let reply = try await desk.page(desk.address())
        #expect(reply.status == 303)
        let to = try #require(URLComponents(string: reply.fields[.location] ?? "")?.queryItems?.first?.value)
        let page = try await desk.page(to, desk.session())
        #expect(page.status == 200 && page.text.contains("asks to read your data"))
    }

    @Test("says which program, to whom, for what, since and until when, with two switches that are off")
    func asking() async throws {
        let page = try await desk.page(desk.address(), desk.session())
        for words in [
            "App &lt;b&gt;", "Voltéo", "dpo@volteo.example", "Your data", Place.homes[0].text,
            "until 31 October 2027", "My consumption of each day", "My consumption of each half hour",
        ] {
            #expect(page.text.contains(words), "\(words)")
        }
        #expect(!page.text.contains(" checked") && !page.text.contains("<b>") && !page.text.contains("the device that"))
        #expect(page.fields[.contentSecurityPolicy]?.contains("form-action 'self' https://app.example;") == true)
        let french = try await desk.page(desk.address() + "&lang=fr", desk.session())
        #expect(french.text.contains("Ma consommation de chaque demi-heure") && french.text.contains("lang=\"fr\""))
    }

    @Test("gives a code for what was chosen, and makes that consent alone", arguments: [["daily"], ["half-hourly"]])
    func yes(switches: [String]) async throws {
        let session = try desk.session()
        let asked = desk.address(["scope": "curves curves.daily curves.half-hourly"])
        let code = try await desk.submit(asked, desk.yes(switches[0]), session).returned("code")
        let token = try await desk.post("/oauth/token", desk.redemption(code))
        #expect(token["scope"] == "curves curves.\(switches[0])")
        let consents = try desk.tenant.consents.consents(of: desk.anna)
        #expect(consents.map(\.state) == [.active])
        #expect(consents[0].choice?.granularity == (switches == ["daily"] ? .daily : .halfHourly))
        #expect(token["consents"].contains(consents[0].consent.text))
    }

    @Test("asks again with what holds, keeps an equal consent and replaces another")
    func again() async throws {
        let session = try desk.session()
        _ = try await desk.submit(desk.address(), desk.yes("daily"), session)
        #expect(try await desk.page(desk.address(), session).text.contains(" checked"))
        _ = try await desk.submit(desk.address(), desk.yes("daily"), session)
        #expect(try desk.tenant.consents.consents(of: desk.anna).count == 1)
        _ = try await desk.submit(desk.address(), desk.yes("daily", "half-hourly"), session)
        let states = try desk.tenant.consents.consents(of: desk.anna).map(\.state)
        #expect(states.count == 2 && Set(states) == [.active, .revoked])
    }

    @Test func `what is unticked of two needs is withdrawn, and what is not on the form stays`() async throws {
        let session = try desk.session()
        let second = try desk.place.publishNeed("second")
        let name = "\(second.id) \(desk.occupancy.id)"
        let both = desk.yes("daily") + [(name: "text", value: "\(name) \(second.text.hash)")]
        _ = try await desk.submit(desk.address(), both + [(name: "daily", value: name)], session)
        #expect(try desk.tenant.consents.consents(of: desk.anna).map(\.state) == [.active, .active])
        // A form from before the second need was published says nothing of it.
        _ = try await desk.submit(desk.address(), desk.yes("daily"), session)
        #expect(try desk.tenant.consents.consents(of: desk.anna).map(\.state) == [.active, .active])
        let code = try await desk.submit(desk.address(), both, session).returned("code")
        let token = try await desk.post("/oauth/token", desk.redemption(code))
        let consents = try desk.tenant.consents.consents(of: desk.anna)
        #expect(consents.first { $0.terms.need == second.need }?.state == .revoked)
        #expect(consents.first { $0.terms.need == desk.need.need }?.state == .active)
        #expect(!token["consents"].contains(consents.first { $0.terms.need == second.need }?.consent.text ?? "-"))
    }

    @Test func `a request that was answered before changes no consent`() async throws {
        let session = try desk.session()
        let address =
            "/oauth/authorize?"
            + FormEncoding.query([
                ("client_id", "signer"), ("request_uri", try await desk.push()),
            ])
        _ = try await desk.submit(address, desk.yes("daily"), session).returned("code")
        #expect(try await desk.submit(address, desk.yes("daily", "half-hourly"), session).status == 400)
        let consents = try desk.tenant.consents.consents(of: desk.anna)
        #expect(consents.map(\.state) == [.active])
        #expect(consents[0].choice?.granularity == .daily)
    }

    @Test func `a second device that changes a consent leaves the first one connected`() async throws {
        let first = try await desk.tokens()
        _ = try await desk.submit(desk.address(), desk.yes("daily", "half-hourly"), desk.session())
        let refreshed = try await desk.post("/oauth/token", desk.refreshing(first.refresh))
        let active = try #require(
            try desk.tenant.consents.consents(of: desk.anna).first { $0.state == .active }?.consent.text)
        #expect(refreshed["consents"].contains(active))
    }

    @Test("takes no yes without a choice, without the text that was shown, or without the form's token")
    func noChoice() async throws {
        let session = try desk.session()
        let nothing = try await desk.submit(desk.address(), desk.yes(), session)
        #expect(nothing.status == 422 && nothing.text.contains("Choose at least one"))
        let other = desk.yes("daily").filter { $0.name != "text" }
        #expect(try await desk.submit(desk.address(), other, session).status == 409)
        let fields: HTTPFields = [.cookie: "maille=\(session.text)"]
        #expect(try await desk.submit(desk.address(), desk.yes("daily"), fields: fields).status == 403)
        let foreign = try await desk.submit(
            desk.address(), desk.yes("daily"), session, fields: [.origin: "https://evil.example"])
        #expect(foreign.status == 403)
        #expect(try desk.tenant.consents.consents(of: desk.anna).isEmpty)
    }

    @Test("sends a no back as access_denied, and keeps nothing")
    func no() async throws {
        let reply = try await desk.submit(desk.address(), [(name: "answer", value: "no")], desk.session())
        #expect(try reply.returned("error") == "access_denied")
        #expect(try desk.tenant.consents.consents(of: desk.anna).isEmpty)
    }

    @Test("offers no yes without a point, and none to a recipient without agreement")
    func impossible() async throws {
        _ = try desk.place.person("bruno")
        let page = try await desk.page(desk.address(), desk.session("bruno"))
        #expect(page.text.contains("code of a letter") && !page.text.contains("Give my consent"))
        try desk.tenant.access.transaction(in: desk.tenant.id) {
            try $0.put(Agreement(recipient: desk.place.recipient, from: desk.now, until: desk.now))
        }
        let session = try desk.session()
        #expect(try await desk.page(desk.address(), session).text.contains("has no agreement"))
        #expect(try await desk.submit(desk.address(), desk.yes("daily"), session).status == 404)
    }

    @Test("lets a program of the sandbox be tried, without data")
    func sandbox() async throws {
        let registered = try await desk.send(
            .post, "/oauth/register", [.contentType: "application/json"],
            body: #"{"redirect_uris":["\#(FrontDesk.callback)"],"token_endpoint_auth_method":"none"}"#)
        #expect(registered.status == 201)
        let address = desk.address(["client_id": registered["client_id"]])
        #expect(try await desk.page(address, desk.session()).text.contains("none of your data"))
        let code = try await desk.submit(address, [(name: "answer", value: "yes")], desk.session()).returned("code")
        let token = try await desk.post(
            "/oauth/token", desk.redemption(code), ["client_id": registered["client_id"]])
        #expect(token.status == 200)
    }
}
