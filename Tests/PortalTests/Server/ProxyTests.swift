import Access
import HTTPTypes
import HummingbirdCore
import Metering
import Testing

@testable import Web

/// What changes, and what does not, when another server stands between people and this one.
@Suite(.fewAtOnce) struct ProxyTests {
    private static let form = "application/x-www-form-urlencoded"

    private func signIn(
        _ town: Neighbourhood, _ password: String, _ fields: HTTPFields = [:], from address: String = "192.0.2.1"
    ) async throws -> Response {
        var fields = fields
        fields[.contentType] = ProxyTests.form
        fields[.origin] = town.grid.tenant.origin
        let email = FormEncoding.pair("email", "anna@example.org")
        let body = StreamedBody(["\(email)&\(FormEncoding.pair("password", password))"])
        return try await town.send(.post, "/login", fields, body, from: address)
    }

    @Test(arguments: ["https", "http"])
    func `what a session's cookie and browsers are told follows the public address`(scheme: String) async throws {
        let town = try Neighbourhood(limits: .few, scheme: scheme)
        _ = try town.grid.person("anna")
        let answer = try await signIn(town, Place.password)
        #expect(answer.status == .seeOther)
        let cookie = try #require(answer.headers[values: .setCookie].first { $0.contains("maille=") })
        #expect(cookie.hasPrefix("__Host-maille=") == (scheme == "https"))
        #expect(cookie.contains("Secure") == (scheme == "https"))
        #expect((answer.headers[.strictTransportSecurity] != nil) == (scheme == "https"))
    }

    @Test func `the session of a secure cookie opens pages, and one of a plain cookie does not`() async throws {
        let town = try Neighbourhood(limits: .few, scheme: "https")
        _ = try town.grid.person("anna")
        guard case .session(let secret) = try town.grid.session("anna") else { throw Problem.failed }
        for (name, status) in [("__Host-maille", HTTPResponse.Status.ok), ("maille", .seeOther)] {
            let fields: HTTPFields = [.cookie: "\(name)=\(secret.text)", .accept: "text/html"]
            let answer = try await town.send(.get, "/account", fields)
            #expect((answer.status == .ok) == (status == .ok))
        }
    }

    // MARK: Where calls come from

    @Test(
        arguments: [
            // Nobody but a trusted proxy says where a call came from.
            ("203.0.113.9", "198.51.100.1", "203.0.113.9"), ("10.0.0.1", nil, "10.0.0.1"),
            ("10.0.0.1", "198.51.100.1", "198.51.100.1"), ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
            // What stands before the first untrusted address may be made up.
            ("10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
            ("10.0.0.1", "192.0.2.66,198.51.100.1, 10.2.3.4", "198.51.100.1"), ("10.0.0.1", "10.2.3.4", "10.2.3.4"),
            // With ports, in brackets, and nonsense.
            ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
            ("10.0.0.1", "[2001:db8::1]:4711", "20010db800000000/64"),
            ("10.0.0.1", "2001:db8:0:1:2:3:4:5", "20010db800000001/64"), ("10.0.0.1", "unknown", "10.0.0.1"),
            ("10.0.0.1", "", "10.0.0.1"), ("10.0.0.1", "198.51.100.1,", "10.0.0.1"),
            ("2001:db8:1:2::7", "198.51.100.1", "198.51.100.1"),
            ("2001:db8:9::7", "198.51.100.1", "20010db800090000/64"),
        ] as [(String, String?, String)])
    func `a call came from where trusted proxies alone say`(peer: String, said: String?, source: String) throws {
        let proxies = try TrustedProxies(["10.0.0.0/8", "2001:db8:1::/48"], header: .xForwardedFor)
        var fields: HTTPFields = [HTTPField.Name("Forwarded")!: "for=192.0.2.99"]
        if let said { fields[HTTPField.Name("X-Forwarded-For")!] = said }
        #expect(proxies.source(of: fields, from: SourceAddress(peer))?.limitKey == source)
    }

    @Test(arguments: [
        ("for=198.51.100.1", "198.51.100.1"), ("For=\"[2001:db8::1]:4711\";proto=https", "20010db800000000/64"),
        ("proto=https; for=198.51.100.1;by=10.0.0.1", "198.51.100.1"),
        ("for=192.0.2.66, for=198.51.100.1", "198.51.100.1"),
        ("for=_hidden", "10.0.0.1"), ("proto=https", "10.0.0.1"),
    ])
    func `the standard header is read where the proxies write that one`(said: String, source: String) throws {
        let proxies = try TrustedProxies(["10.0.0.1"], header: .forwarded)
        let fields: HTTPFields = [
            HTTPField.Name("Forwarded")!: said, HTTPField.Name("X-Forwarded-For")!: "192.0.2.99",
        ]
        #expect(proxies.source(of: fields, from: SourceAddress("10.0.0.1"))?.limitKey == source)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0", "proxy.example", "10.0.0.0/8/8", "", "::/129", "10.0.0.0/-1"])
    func `an address of a proxy that is none is refused at the start`(text: String) {
        #expect(throws: PortalFault.self) { try TrustedProxies([text], header: .xForwardedFor) }
    }

    @Test func `one person behind a proxy uses up nobody else's calls`() async throws {
        var limits = Portal.Limits.few
        limits.callsPerMinute = 3
        let town = try Neighbourhood(
            limits: limits, proxies: TrustedProxies(["127.0.0.1"], header: .xForwardedFor))
        let from = { (address: String) -> HTTPFields in [HTTPField.Name("X-Forwarded-For")!: address] }
        var statuses: [HTTPResponse.Status] = []
        for _ in 0..<5 {
            statuses.append(try await town.send(.get, "/login", from("198.51.100.1"), from: "127.0.0.1").status)
        }
        #expect(statuses.last == .tooManyRequests)
        #expect(try await town.send(.get, "/login", from("198.51.100.2"), from: "127.0.0.1").status == .ok)
        // Of one network of a customer, all addresses are one.
        for address in ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4", "2001:db8::5"] {
            statuses.append(try await town.send(.get, "/login", from(address), from: "127.0.0.1").status)
        }
        #expect(statuses.last == .tooManyRequests)
    }

    @Test func `a flood of addresses empties nobody's bucket`() {
        let rates = CallRates(perMinute: 2, mostCallers: 3)
        let now = ContinuousClock.now
        for _ in 0..<2 { #expect(rates.take(of: "guesser", now: now).isGranted) }
        #expect(!rates.take(of: "guesser", now: now).isGranted)
        let flood = (0..<100).count { rates.take(of: "address \($0)", now: now).isGranted }
        // Two have a bucket of their own, the others share one of two calls.
        #expect(flood == 4)
        #expect(!rates.take(of: "guesser", now: now).isGranted)
        #expect(rates.take(of: "honest", now: now + .seconds(61)).isGranted)
    }

    // MARK: Origins

    @Test(
        arguments: [
            ("https://Energie.example.org/", "https://energie.example.org"),
            ("https://e.example:443", "https://e.example"),
            ("http://localhost:8080", "http://localhost:8080"), ("https://e.example:8443", "https://e.example:8443"),
            ("http://[::1]:8080", "http://[::1]:8080"), ("https://e.example/portal", nil), ("e.example", nil),
            ("ftp://e.example", nil), ("https://user@e.example", nil), ("https://", nil), ("https://e.example?x", nil),
        ] as [(String, String?)])
    func `an origin is kept as browsers write it`(text: String, origin: String?) {
        #expect((try? Origin(text))?.description == origin)
    }

    @Test func `a server with a certificate and a plain origin does not start`() throws {
        let town = try Neighbourhood(limits: .few)
        let certificate = PortalServer.Certificate(certificate: "/nowhere.crt", key: "/nowhere.key")
        let fault = #expect(throws: PortalFault.self) {
            try PortalServer(town.portal, host: "127.0.0.1", port: 0, certificate: certificate)
        }
        #expect(fault?.description.contains("https://") == true)
    }
}
