import Access
import Foundation
import HTTPTypes
import TestKit
import Testing

@testable import Web

@Suite("The page of authorization refuses", .fewAtOnce)
struct AuthorizationRefusalTests {
    private let desk: FrontDesk

    init() throws { desk = try FrontDesk.shared.get() }

    /// Shown to the person on a page: the program's address is not to be trusted.
    private func expectShown(_ address: String, _ code: String = "invalid_request") async throws {
        let reply = try await desk.page(address, desk.usualSession())
        #expect(reply.status == 400 && reply.fields[.location] == nil)
        #expect(reply.text.contains("<code>\(code)</code>"))
    }

    @Test(
        "sends nobody to an address that is not exactly a registered one",
        arguments: [
            "https://app.example/callback/", "https://app.example/Callback", "https://APP.example/callback",
            "https://app.example:443/callback", "https://app.example/callback?", "https://app.example/callback#",
            "https://app.example/callback?x=1", "https://app.example/callback/../x", "https://app.example//callback",
            "http://app.example/callback", "https://app.example.evil.example/callback", "https://evil.example/callback",
            "https://app.example@evil.example/callback", "https://app.example/%63allback",
            "https://app.example/callback ", " https://app.example/callback", "https://app.example\\callback",
            "https://app.exаmple/callback", "https://app.example/callback\u{0301}", "//app.example/callback",
            "/callback", "https://app.example", "https://*.example/callback", "javascript:alert(1)",
            "data:text/html,x", "",
        ])
    func redirect(uri: String) async throws { try await expectShown(desk.address(["redirect_uri": uri])) }

    @Test(
        "shows what is wrong with the client's name",
        arguments: [["client_id": nil], ["client_id": "x"], ["client_id": "signer"]])
    func client(changes: [String: String?]) async throws { try await expectShown(desk.address(changes)) }

    @Test("shows a parameter that comes twice", arguments: ["client_id", "redirect_uri", "scope", "state"])
    func twice(name: String) async throws { try await expectShown(desk.address() + "&\(name)=x") }

    static let returned: [([String: String?], String)] = [
        (["response_type": "token"], "unsupported_response_type"),
        (["response_type": "code id_token"], "unsupported_response_type"),
        (["response_type": nil], "unsupported_response_type"), (["code_challenge": nil], "invalid_request"),
        (["code_challenge_method": "plain"], "invalid_request"), (["code_challenge_method": nil], "invalid_request"),
        (["code_challenge": "abc"], "invalid_request"), (["scope": "curves admin"], "invalid_scope"),
        (["scope": "curves  x"], "invalid_scope"), (["request": "e.e.e"], "invalid_request"),
        (["response_mode": "fragment"], "invalid_request"),
    ]

    @Test("tells the program what else is wrong, with its state and our name", arguments: returned)
    func error(changes: [String: String?], code: String) async throws {
        let reply = try await desk.page(desk.address(changes), desk.usualSession())
        #expect(reply.status == 303 && reply.fields[.location]?.hasPrefix(FrontDesk.callback + "?") == true)
        #expect(try reply.returned("error") == code)
        #expect(try reply.returned("state") == "s1" && reply.returned("iss") == FrontDesk.origin)
    }
}
