import Access
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Metering
import NIOCore
import Store
import Synchronization
import TestKit

@testable import Web
@testable import maille

/// One tenant's server as browsers and programs meet it: every request goes through the router. Anna holds a home, a
/// recipient with an agreement asks for her data, and four of its programs are registered.
final class FrontDesk: Sendable {
    static let origin = "http://localhost"
    static let callback = "https://app.example/callback"
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"
    static let jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    static let form = "application/x-www-form-urlencoded"

    /// For tests that change nothing which another could see.
    static let shared = Result { try FrontDesk() }

    let place: Place
    let mail = Neighbourhood.Letterbox()
    let anna: AccountID
    let occupancy: Occupancy
    let need: DataNeed
    let secret = Secret.random()
    let key = SigningKey()
    private let folder: TemporaryFolder
    private let portal: Portal
    private let clock: Clock
    private let usual = Mutex<Secret?>(nil)

    var tenant: Tenant { place.tenant }
    var now: Instant { clock.now }

    /// What leaves by mail, looked at after each request.
    private var outbox: OutboxService { OutboxService(portal, [EmailSender(mailer: mail)]) }

    private final class Clock: Sendable {
        private let elapsed = Mutex(0)
        var now: Instant { Neighbourhood.start.advanced(seconds: elapsed.withLock { $0 }) }
        func advance(_ seconds: Int) { elapsed.withLock { $0 += seconds } }
    }

    init(opensSandbox: Bool = true) throws {
        folder = try TemporaryFolder()
        let clock = Clock()
        self.clock = clock
        place = try Place("grid", FrontDesk.origin, folder, .random(), opensSandbox)
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        portal = Portal(
            try Tenants([place.tenant]), .all, limits: .few, logger: logger,
            clock: { clock.now })
        (anna, occupancy) = try place.holder(
            "anna", of: Place.homes[0], from: CivilDay(containing: Neighbourhood.start).advanced(by: -300))
        need = try place.publishNeed()
        try register()
    }

    private func register() throws {
        let scope = Scope(["curves", "curves.daily", "curves.half-hourly"])
        let (start, recipient, callback) = (Neighbourhood.start, place.recipient, FrontDesk.callback)
        let clients = [
            OAuthClient(
                client: ClientID("browser"), name: "App <b>", recipient: recipient, authentication: .none,
                redirectURIs: [callback], grants: [.authorizationCode, .refreshToken, .deviceCode], scope: scope,
                registeredAt: start),
            OAuthClient(
                client: ClientID("backend"), name: "Server", recipient: recipient,
                authentication: .secret(digest: secret.digest), redirectURIs: [callback],
                grants: Set(OAuthClient.GrantType.allCases), scope: scope, registeredAt: start),
            OAuthClient(
                client: ClientID("signer"), name: "Signer", recipient: recipient,
                authentication: .keys([try key.publicKey()]), redirectURIs: [callback], scope: scope, mustPush: true,
                mustProveKey: true, registeredAt: start),
            OAuthClient(
                client: ClientID("green"), name: "Green", recipient: recipient, authentication: .none,
                redirectURIs: [callback], scope: Scope(["FB=1_3_4_5;IntervalDuration=1800"]), registeredAt: start),
        ]
        try tenant.access.transaction(in: tenant.id) { store in
            try store.put(Recipient(recipient: recipient, name: "Voltéo", contact: "dpo@volteo.example"))
            for client in clients { try store.insert(client) }
        }
    }

    func wait(seconds: Int) { clock.advance(seconds) }

    // MARK: Requests

    func send(
        _ method: HTTPRequest.Method, _ address: String, _ fields: HTTPFields = [:], body: String? = nil
    ) async throws -> Reply {
        try await Application(router: portal.router()).test(.router) { client in
            let response = try await client.execute(
                uri: address, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) })
            await outbox.turn(tenant)
            return Reply(
                status: response.status.code, fields: response.headers, text: String(buffer: response.body))
        }
    }

    /// A program's form: values, some of them changed or (nil) left out.
    func post(
        _ address: String, _ values: [String: String], _ changes: [String: String?] = [:], _ fields: HTTPFields = [:]
    ) async throws -> Reply {
        var values: [String: String?] = values.mapValues { $0 }
        for (name, value) in changes { values[name] = value }
        let pairs = values.compactMap { name, value in value.map { (name: name, value: $0) } }
        var fields = fields
        fields[.contentType] = FrontDesk.form
        return try await send(.post, address, fields, body: FormEncoding.query(pairs))
    }

    func session(_ name: String = "anna") throws -> Secret {
        guard case .session(let secret) = try place.session(name, now: now) else { throw Problem.failed }
        return secret
    }

    /// Anna's, while it lasts the same: a person who opens many has the oldest of them ended.
    func usualSession() throws -> Secret {
        try usual.withLock { kept in
            if let kept, try tenant.accounts.session(kept, now: now) != nil { return kept }
            let opened = try session()
            kept = opened
            return opened
        }
    }

    /// A page, as a person's browser asks for it.
    func page(_ address: String, _ session: Secret? = nil, language: String = "en") async throws -> Reply {
        try await send(.get, address, browser(session, language: language))
    }

    /// A form, as a person's browser sends it.
    func submit(
        _ address: String, _ pairs: [(name: String, value: String)], _ session: Secret? = nil, fields: HTTPFields = [:]
    ) async throws -> Reply {
        var all = browser(session)
        all[.contentType] = FrontDesk.form
        all[.origin] = FrontDesk.origin
        for field in fields { all[field.name] = field.value }
        let token = session.map { [(name: "form_token", value: Session.formToken(of: $0))] } ?? []
        return try await send(.post, address, all, body: FormEncoding.query(pairs + token))
    }

    private func browser(_ session: Secret?, language: String = "en") -> HTTPFields {
        var fields: HTTPFields = [.accept: "text/html", .acceptLanguage: language]
        if let session { fields[.cookie] = "maille=\(session.text)" }
        return fields
    }

    var basic: HTTPFields {
        [.authorization: "Basic " + Data("backend:\(secret.text)".utf8).base64EncodedString()]
    }

    // MARK: Flows

    static let asking = [
        "response_type": "code", "client_id": "browser", "redirect_uri": callback, "scope": "curves", "state": "s1",
        "code_challenge": challenge, "code_challenge_method": "S256",
    ]

    func address(_ changes: [String: String?] = [:]) -> String {
        var values: [String: String?] = FrontDesk.asking.mapValues { $0 }
        for (name, value) in changes { values[name] = value }
        return "/oauth/authorize?"
            + FormEncoding.query(values.compactMap { name, value in value.map { (name: name, value: $0) } })
    }

    /// The fields with which the page of consent says yes to some switches.
    func yes(_ switches: String...) -> [(name: String, value: String)] {
        let offer = "\(need.id) \(occupancy.id)"
        return [(name: "answer", value: "yes"), (name: "text", value: "\(offer) \(need.text.hash)")]
            + switches.map { (name: $0, value: offer) }
    }

    /// A code, as Anna approves it.
    func code(_ changes: [String: String?] = [:]) async throws -> String {
        let reply = try await submit(address(changes), yes("daily"), usualSession())
        return try reply.returned("code")
    }

    func redemption(_ code: String) -> [String: String] {
        [
            "grant_type": "authorization_code", "code": code, "client_id": "browser",
            "redirect_uri": FrontDesk.callback, "code_verifier": FrontDesk.verifier,
        ]
    }

    /// The tokens of the program in the browser.
    func tokens() async throws -> (access: String, refresh: String) {
        let reply = try await post("/oauth/token", redemption(code()))
        return (reply["access_token"], reply["refresh_token"])
    }

    func refreshing(_ token: String) -> [String: String] {
        ["grant_type": "refresh_token", "refresh_token": token, "client_id": "browser"]
    }

    /// A client assertion of the signer, with claims and header changed or left out.
    func assertion(
        _ claims: [String: any Sendable] = [:], without: String? = nil, header: [String: any Sendable] = [:],
        by key: SigningKey? = nil
    ) throws -> String {
        var all: [String: any Sendable] = [
            "iss": "signer", "sub": "signer", "aud": FrontDesk.origin, "jti": Secret.random().text,
            "iat": now.secondsSinceEpoch, "exp": now.secondsSinceEpoch + 60,
        ]
        all.merge(claims) { $1 }
        if let without { all[without] = nil }
        return try (key ?? self.key).jwt(header: header, all)
    }

    func proof(
        _ claims: [String: any Sendable] = [:], header: [String: any Sendable] = [:], by key: SigningKey? = nil,
        method: String = "POST", url: String = origin + "/oauth/token"
    ) throws -> String {
        let key = key ?? self.key
        var all: [String: any Sendable] = [
            "jti": Secret.random().text, "htm": method, "htu": url, "iat": now.secondsSinceEpoch,
        ]
        all.merge(claims) { $1 }
        var head: [String: any Sendable] = ["typ": "dpop+jwt", "jwk": key.jwk]
        head.merge(header) { $1 }
        return try key.jwt(header: head, all)
    }

    func signed(_ assertion: String) -> [String: String?] {
        ["client_id": "signer", "client_assertion": assertion, "client_assertion_type": FrontDesk.jwtBearer]
    }

    func push() async throws -> String {
        let reply = try await post("/oauth/par", FrontDesk.asking, signed(assertion()))
        return reply["request_uri"]
    }

    /// The signer's redemption of a code of its own.
    func signerRedemption() async throws -> [String: String] {
        let request = try await push()
        let address = "/oauth/authorize?" + FormEncoding.query([("client_id", "signer"), ("request_uri", request)])
        let code = try await submit(address, yes("daily"), usualSession()).returned("code")
        var values = redemption(code)
        values["client_id"] = "signer"
        values["client_assertion"] = try assertion()
        values["client_assertion_type"] = FrontDesk.jwtBearer
        return values
    }
}

extension Portal.Limits {
    /// With few threads: hundreds of portals are at work at once in the tests.
    static var few: Self {
        var limits = Portal.Limits()
        (limits.threads, limits.passwordThreads, limits.mailThreads) = (2, 2, 1)
        // All tests begin at once on few threads: a body that is there may wait for its reader longer than a server.
        limits.bodySeconds = 600
        // What a test changes shows at once.
        limits.openAnswerSeconds = 0
        return limits
    }
}

/// An answer as it came through the router.
struct Reply: Sendable {
    let status: Int
    let fields: HTTPFields
    let text: String

    /// A member of an answer in JSON; empty where there is none.
    subscript(_ name: String) -> String {
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return object?[name].map { "\($0)" } ?? ""
    }

    /// A parameter of the address that the browser is sent back to.
    func returned(_ name: String) throws -> String {
        guard let address = fields[.location], let items = URLComponents(string: address)?.queryItems,
            let value = items.first(where: { $0.name == name })?.value
        else { throw Problem.notFound }
        return value
    }
}
