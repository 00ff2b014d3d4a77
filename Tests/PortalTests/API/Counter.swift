import Access
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Metering
import NIOCore
import PortalKit
import TestKit
import Testing

@testable import Web
@testable import maille

/// A portal over a borough, and people who call it.
struct Counter {
    let borough: Borough
    let portal: Portal
    let client: any TestClientProtocol
    let anna: AccountID
    let boris: AccountID
    let consent: Consent
    let need: DataNeed
    private let annasSession: Secret
    private let borisSession: Secret
    private let token: Secret

    enum Who { case nobody, anna, boris, program }

    /// Anna and Boris each hold a point; Anna's consent to the supplier is in force.
    static func with(
        now: Instant = CivilDay(year: 2026, month: 11, day: 21)!.start,
        _ body: @escaping @Sendable (Counter) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let borough = try Borough(folder.url, key: .random(), now: now)
        try borough.fill()
        let (anna, boris) = (try borough.person("anna"), try borough.person("boris"))
        let first = Borough.days[0].lowerBound
        let home = try borough.move(anna, into: Borough.annasPoint, from: first)
        _ = try borough.move(boris, into: Borough.borisPoint, from: first)
        let need = try borough.need()
        let consent = try borough.consent(need, of: home)
        let portal = Portal(
            try Tenants([borough.tenant]), .all, limits: .few,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: { now })
        let (annasSession, borisSession) = (try borough.signIn("anna"), try borough.signIn("boris"))
        let token = try borough.token()
        try await Application(router: portal.router()).test(.router) { client in
            try await body(
                Counter(
                    borough: borough, portal: portal, client: client, anna: anna, boris: boris, consent: consent,
                    need: need, annasSession: annasSession, borisSession: borisSession, token: token))
        }
        try await portal.stop()
        withExtendedLifetime(folder) {}
    }

    func get(_ path: String, as who: Who = .anna, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await call(.get, path, as: who, headers)
    }

    /// A body as JSON; nil: none.
    func post(
        _ path: String, _ json: String?, as who: Who = .anna, _ headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        var headers = headers
        if json != nil { headers[.contentType] = "application/json" }
        return try await call(.post, path, as: who, headers, json.map { Array($0.utf8) })
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, as who: Who, _ more: HTTPFields, _ body: [UInt8]? = nil
    ) async throws -> TestResponse {
        var headers = more
        switch who {
        case .nobody: break
        case .anna: sign(&headers, with: annasSession)
        case .boris: sign(&headers, with: borisSession)
        case .program: headers[.authorization] = "Bearer \(token.text)"
        }
        return try await client.executeRequest(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
    }

    func sign(_ headers: inout HTTPFields, with session: Secret) {
        headers[.cookie] = "maille=\(session.text)"
        headers[.formToken] = Session.formToken(of: session)
    }

    /// Entries of the audit log about reads.
    func reads() throws -> [AuditFacts] { try borough.entries().compactMap(\.facts).filter { $0.action == .read } }

    var runner: JobRunner {
        let now = borough.now
        return JobRunner(portal.tenants, logger: portal.logger, clock: { now })
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    func json<Value: Decodable>(_: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(body.readableBytesView))
    }

    var code: String? { try? json(Code.self).type.split(separator: "/").last.map(String.init) }

    private struct Code: Decodable { let type: String }
}

/// A page of anything.
struct Listing<Item: Decodable>: Decodable {
    let items: [Item]
    let next: String?
}

struct ShownCurve: Decodable {
    let days: [Day]
    let next: String?

    struct Day: Decodable {
        let day: String
        let step: String
        let unit: String
        let revision: Int64
        let intervals: [Interval]
    }

    struct Interval: Decodable {
        let start: String
        let value: Int32?
        let quality: String
        let remark: String?
    }
}
