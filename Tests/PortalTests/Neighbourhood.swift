import Access
import Foundation
import HTTPTypes
import Logging
import Metering
import Store
import Synchronization
import TestKit
import Testing

@testable import Web
@testable import maille

/// Two tenants with a few homes each, people of every role, and a program of every tenant: what the tests of the
/// portal begin with. The clock stands still until a test moves it.
final class Neighbourhood: Sendable {
    /// The day of which curves are kept, and the moment that counts as now.
    static let day = CivilDay(year: 2026, month: 10, day: 20)!
    static let start = CivilDay(year: 2026, month: 11, day: 1)!.start

    let folder: TemporaryFolder
    let portal: Portal
    let grid: Place
    let city: Place
    let mail = Letterbox()
    private let clock: Clock

    init(
        limits: Portal.Limits = Portal.Limits(), opensSandbox: Bool = false, scheme: String = "http",
        proxies: TrustedProxies = .none, profile: ((String) throws -> TenantProfile)? = nil
    ) throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        let key = MasterKey.random()
        let clock = Clock()
        self.clock = clock
        func place(_ name: String) throws -> Place {
            try Place(name, "\(scheme)://\(name).example", folder, key, opensSandbox, profile: profile?(name))
        }
        (grid, city) = (try place("grid"), try place("city"))
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        portal = Portal(
            try Tenants([grid.tenant, city.tenant]), .all, limits: limits, proxies: proxies, logger: logger,
            clock: { clock.now })
    }

    var now: Instant { clock.now }

    func wait(seconds: Int) { clock.advance(seconds) }

    private final class Clock: Sendable {
        private let seconds = Mutex<Int64>(Neighbourhood.start.secondsSinceEpoch)
        var now: Instant { Instant(secondsSinceEpoch: seconds.withLock { $0 }) }
        func advance(_ count: Int) { seconds.withLock { $0 += Int64(count) } }
    }

    /// The letters that were sent.
    final class Letterbox: Mailer {
        private let kept = Mutex<[EmailMessage]>([])
        var letters: [EmailMessage] { kept.withLock { $0 } }
        func send(_ letter: EmailMessage) throws { kept.withLock { $0.append(letter) } }
    }

    /// Calls a route as a request would, without sockets. `path` is a template; its places are filled.
    func call(
        _ method: HTTPRequest.Method, _ template: String, at place: Place, by caller: Credentials = .none,
        _ places: [String: String] = [:], query: [(String, String)] = [], body: Call.Body = .none,
        fields: HTTPFields = [:], chapters: [Chapter] = .all
    ) throws -> Answer {
        let found = chapters.lazy.compactMap { chapter in
            chapter.routes.first { $0.method == method && $0.path == template }.map { (chapter, $0) }
        }.first
        guard let (chapter, route) = found else { throw Problem.methodNotAllowed }
        var head = HTTPRequest(method: method, scheme: "http", authority: "grid.example", path: "/")
        head.headerFields = fields
        caller.sign(&head.headerFields)
        let path = places.reduce(template) { $0.replacing("{\($1.key)}", with: $1.value) }
        let url = place.tenant.origin + path
        let id = UUID().uuidString
        do {
            let arrival = Arrival(
                tenant: place.tenant, head: head, parameters: places,
                query: Query(query.map { (name: $0.0, value: $0.1) }), url: url, source: "127.0.0.1", id: id)
            let admission = try arrival.admission(to: route, of: chapter, portal, now: now)
            let answer = try arrival.answer(of: route, admission, body, portal, now: now)
            return heldToContract(answer, of: route)
        } catch {
            return heldToContract(Problem(for: error).answer(.english, request: id), of: route)
        }
    }
}

/// An answer of a route with a contract has a status that the route names, and where all went well its type.
private func heldToContract(_ answer: Answer, of route: Route) -> Answer {
    guard route.query != nil else { return answer }
    #expect(route.statuses.contains(answer.status.code), "\(answer.status) of \(route.method) \(route.path)")
    if answer.status.kind == .successful {
        let type = answer.fields[.contentType]?.split(separator: ";").first.map(String.init) ?? ""
        #expect(route.reply.types.contains(type), "\(type) of \(route.method) \(route.path)")
    }
    return answer
}

/// What a caller proves itself with.
enum Credentials: Sendable {
    case none
    case session(Secret)
    case token(Secret)

    func sign(_ fields: inout HTTPFields) {
        switch self {
        case .none: break
        case .session(let secret):
            fields[.cookie] = "maille=\(secret.text)"
            fields[.formToken] = Session.formToken(of: secret)
        case .token(let secret): fields[.authorization] = "Bearer \(secret.text)"
        }
    }
}

extension Answer {
    /// The bytes, for answers that are not made piece by piece.
    var text: String { if case .bytes(let bytes) = body { String(decoding: bytes, as: UTF8.self) } else { "" } }
}
