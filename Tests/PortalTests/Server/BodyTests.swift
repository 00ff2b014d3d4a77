import Access
import Crypto
import Foundation
import HTTPTypes
import HummingbirdCore
import Metering
import Store
import Synchronization
import TestKit
import Testing

@testable import Web

/// Nothing of a body is read before its sender is known, let in and counted; what is read goes when the call ends.
@Suite(.fewAtOnce) struct BodyTests {
    private let town: Neighbourhood
    private let olga: Credentials

    init() throws {
        var limits = Portal.Limits.few
        limits.callsPerMinute = 20
        town = try Neighbourhood(limits: limits)
        _ = try town.grid.person("olga", .operator)
        _ = try town.grid.person("anna")
        olga = try town.grid.session("olga")
    }

    private func upload(
        _ body: StreamedBody, by caller: Credentials, _ path: String = "/api/v1/uploads", _ more: HTTPFields = [:]
    ) async throws -> HTTPResponse.Status {
        var fields = more
        if fields[.contentType] == nil { fields[.contentType] = "application/octet-stream" }
        return try await town.send(.post, path, by: caller, fields, body).status
    }

    private var spooled: [String] {
        get throws {
            let folder = town.folder.url.appending(path: "grid/spool")
            guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
            return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        }
    }

    @Test func `of a stranger's file nothing is read`() async throws {
        let anna = try town.grid.session("anna")
        let callers: [(Credentials, HTTPResponse.Status)] = [
            (.none, .unauthorized), (.token(.random()), .unauthorized), (anna, .forbidden),
            (try town.grid.token(), .forbidden),
        ]
        for (caller, status) in callers {
            let body = StreamedBody(["a", "b", "c"])
            #expect(try await upload(body, by: caller) == status)
            #expect(body.asked == 0)
        }
        #expect(try spooled == [])
    }

    @Test func `of a file that another site sends with a person's session nothing is read`() async throws {
        guard case .session(let secret) = olga else { throw Problem.failed }
        let sent: [HTTPFields] = [
            [.cookie: "maille=\(secret.text)"],
            [.cookie: "maille=\(secret.text)", .contentType: "application/x-www-form-urlencoded"],
            [
                .cookie: "maille=\(secret.text)", .formToken: Session.formToken(of: secret),
                .origin: "https://evil.example",
            ],
        ]
        for fields in sent {
            let body = StreamedBody(["a"])
            #expect(try await upload(body, by: .none, "/api/v1/uploads", fields) == .forbidden)
            #expect(body.asked == 0)
        }
    }

    @Test func `of who calls too often nothing is read, nor of who guesses tokens`() async throws {
        for caller in [olga, .token(.random())] {
            var (status, asked, calls) = (HTTPResponse.Status.ok, 0, 0)
            // Twenty a minute: a slow machine gets one more every three seconds.
            while status != .tooManyRequests, calls < 200 {
                let body = StreamedBody(["a"])
                status = try await upload(body, by: caller, "/api/v1/uploads?what=1")
                (asked, calls) = (body.asked, calls + 1)
            }
            #expect(status == .tooManyRequests && asked == 0 && calls > 20)
        }
    }

    @Test(arguments: ["?name=..%2Fkeys", "?what=1", ""])
    func `a file that is not taken is removed, whatever was wrong`(query: String) async throws {
        let body = StreamedBody(query.isEmpty ? [] : ["a", "b"])
        #expect(try await upload(body, by: olga, "/api/v1/uploads\(query)") == .badRequest)
        #expect(try spooled == [])
    }

    @Test func `a file whose sender goes away is removed`() async throws {
        let body = StreamedBody(["a", "b"], breaksOff: true)
        #expect(try await upload(body, by: olga) == .internalServerError)
        #expect(body.asked == 3)
        #expect(try spooled == [])
    }

    @Test func `a file that comes too slowly is refused and removed`() async throws {
        var limits = Portal.Limits.few
        limits.bodySeconds = 0
        let slow = try Neighbourhood(limits: limits)
        _ = try slow.grid.person("olga", .operator)
        let olga = try slow.grid.session("olga")
        let body = StreamedBody(["a", "b"], pause: .milliseconds(10))
        let fields: HTTPFields = [.contentType: "application/octet-stream"]
        #expect(try await slow.send(.post, "/api/v1/uploads", by: olga, fields, body).status == .requestTimeout)
        #expect(body.asked == 1)
    }

    @Test func `what a process before left in the spool is removed at the start, and the spool is bounded`() throws {
        let folder = town.folder.url.appending(path: "spool")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("left".utf8).write(to: folder.appending(path: "left"))
        let spool = try Spool(folder, capacity: 10)
        #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "left").path))
        do {
            let first = try spool.makeFile(expecting: 6)
            #expect(throws: Problem.noRoom) { try spool.makeFile(expecting: 5) }
            let second = try spool.makeFile(expecting: 0)
            try Array("1234".utf8).withUnsafeBytes { try second.append($0) }
            #expect(throws: Problem.noRoom) { try Array("5".utf8).withUnsafeBytes { try second.append($0) } }
            withExtendedLifetime(first) {}
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        _ = try spool.makeFile(expecting: 10)
    }

    // MARK: What is acknowledged

    @Test func `a file is taken only with the digest that its sender gives`() async throws {
        let right = Data(SHA256.hash(data: Data("ab".utf8))).base64EncodedString()
        let wrong = Data(SHA256.hash(data: Data("ac".utf8))).base64EncodedString()
        for (digest, status) in [
            ("sha-256=:\(right):", HTTPResponse.Status.accepted), ("sha-256=:\(wrong):", .badRequest),
            ("sha-256=:AAAA:", .badRequest), ("sha-512=:AAAA:", .accepted),
            ("sha-512=:AAAA:, sha-256=:\(wrong):", .badRequest),
        ] {
            let body = StreamedBody(["a", "b"])
            let answer = try await upload(body, by: olga, "/api/v1/uploads", [.contentDigest: digest])
            #expect(answer == status, "\(digest)")
        }
        #expect(try spooled == [])
    }

    @Test func `of a file that the disk damaged after it was taken nothing is imported`() async throws {
        let response = try await town.send(.post, "/api/v1/uploads", by: olga, [:], StreamedBody(["a", "b"]))
        let job = try #require(response.headers[.location]?.split(separator: "/").last.map(String.init))
        let file = town.folder.url.appending(path: "grid/jobs/\(job)/upload")
        #expect(try Data(contentsOf: file) == Data("ab".utf8))
        try Data("a".utf8).write(to: file)
        let before = try town.grid.tenant.ledger.latest()?.revision
        let runner = JobRunner(town.portal.tenants, logger: town.portal.logger, clock: { Neighbourhood.start })
        _ = runner.runNext(.imports)
        #expect(try town.grid.tenant.state(ofJob: job) == "failed")
        #expect(try town.grid.tenant.ledger.latest()?.revision == before)
        #expect(try town.grid.tenant.jobs.job(job)?.errors.isEmpty == false)
    }

    @Test func `a file waits while a command of the operator imports, and is no failure`() async throws {
        let response = try await town.send(.post, "/api/v1/uploads", by: olga, [:], StreamedBody(["a", "b"]))
        let job = try #require(response.headers[.location]?.split(separator: "/").last.map(String.init))
        let runner = JobRunner(town.portal.tenants, logger: town.portal.logger, clock: { Neighbourhood.start })
        let session = try town.grid.tenant.ledger.begin(name: "other", from: "operator", now: Neighbourhood.start)
        let looks = Atomic(0)
        _ = runner.runNext(.imports) { looks.add(1, ordering: .relaxed).newValue > 4 }
        try session.abandon()
        #expect(try town.grid.tenant.state(ofJob: job) != "failed")
        #expect(FileManager.default.fileExists(atPath: town.folder.url.appending(path: "grid/jobs/\(job)/upload").path))
    }
}
