import Access
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

@Suite("The server", .fewAtOnce)
struct HealthTests {
    @Test(arguments: ["/health", "/ready", "/metrics"])
    func `health and metrics are on an address of their own, and nowhere else`(path: String) async throws {
        let town = try Neighbourhood()
        try await Application(router: HealthServer.router(town.portal)).test(.router) { client in
            let answer = try await client.executeRequest(uri: path, method: .get, headers: [:], body: nil)
            #expect(answer.status == .ok)
        }
        #expect(try await town.send(.get, path, from: "127.0.0.1").status == .notFound)
    }

    @Test func `health and metrics leave this machine over TLS alone`() throws {
        let town = try Neighbourhood()
        for host in ["0.0.0.0", "192.0.2.5", "::"] {
            #expect(throws: PortalFault.plainOutsideLoopback(host)) {
                try HealthServer(town.portal, host: host, port: 0, certificate: nil)
            }
        }
        #expect(throws: Never.self) { try HealthServer(town.portal, host: "127.0.0.1", port: 0, certificate: nil) }
    }

    @Test("tells whoever calls too often when to come back")
    func rates() throws {
        var limits = Portal.Limits()
        limits.callsPerMinute = 5
        let town = try Neighbourhood(limits: limits)
        let answers = try (0..<6).map { _ in try town.call(.get, "/login", at: town.grid) }
        #expect(answers.prefix(5).allSatisfy { $0.status == .ok })
        #expect(answers[5].status == .tooManyRequests)
        #expect(answers[5].fields[.retryAfter] != nil && answers[5].fields[.rateLimit]?.contains("r=0") == true)
    }

    @Test(
        "knows its tenants by their hosts, and no other",
        arguments: [
            ("grid.example", "grid"), ("GRID.example:8080", "grid"), ("city.example", "city"), ("evil.example", nil),
            ("", nil), ("grid.example.evil", nil),
        ])
    func hosts(authority: String, tenant: String?) throws {
        let town = try Neighbourhood()
        #expect(town.portal.tenants.tenant(at: authority)?.id.text == tenant)
    }

    @Test(
        "takes a query apart strictly",
        arguments: [
            ("a=1&b=2", "a=1 b=2"), ("a=%C3%A9+b", "a=é b"), ("a", "a="), ("a=%zz", nil), ("a=%ff", nil),
            ("a=%00", nil),
            ("a=1%2", nil), ("", ""), ("=", "="),
        ])
    func forms(text: String, pairs: String?) {
        #expect(FormEncoding.pairs(text)?.map { "\($0.name)=\($0.value)" }.joined(separator: " ") == pairs)
    }

    @Test(
        "speaks the language that is preferred",
        arguments: [
            (nil, Language.french), ("en", .english), ("en-GB,en;q=0.9,fr;q=0.5", .english),
            ("fr-CA;q=0.8, en;q=0.3", .french),
            ("de", .french), ("en;q=0", .french), (";;q=,", .french),
        ] as [(String?, Language)])
    func languages(header: String?, language: Language) { #expect(Language(header) == language) }
}
