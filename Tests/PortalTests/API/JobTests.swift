import Access
import EmbeddedStore
import Exchange
import Foundation
import HTTPTypes
import HummingbirdTesting
import Metering
import NIOCore
import PortalKit
import Store
import Synchronization
import TestKit
import Testing

@testable import API
@testable import Web

/// The record: `JobTests.Job` is what the API shows of it.
private typealias KeptJob = Job

@Suite(.fewAtOnce) struct JobTests {
    private struct Export: Decodable {
        let job: Job
        let file: String?
    }

    private struct Job: Decodable {
        let job: String
        let state: String
        let done: Int
        let total: Int
        let resource: String
    }

    private static let order = #"{"from":"2026-09-01","to":"2026-11-05"}"#

    private func ordered(_ counter: Counter, as who: Counter.Who) async throws -> String {
        let answer = try await counter.post("/api/v1/exports", JobTests.order, as: who)
        #expect(answer.status == .accepted)
        return try #require(answer.headers[.location])
    }

    @Test(arguments: [Counter.Who.anna, .program])
    func `an export is made in the background, one grant a month, and fetched in ranges`(who: Counter.Who) async throws
    {
        try await Counter.with { counter in
            let before = try counter.reads().count
            let address = try await ordered(counter, as: who)
            #expect(try await counter.get(address + "/file", as: who).code == "not-ready")
            #expect(counter.runner.runNext(.exports))
            let export: Export = try await counter.get(address, as: who).json()
            #expect(export.job.state == "done")
            #expect((export.job.done, export.job.total) == (3, 3))
            #expect(try counter.reads().count == before + 3)
            let file = try #require(export.file)
            let whole = try await counter.get(file, as: who)
            #expect(whole.headers[.contentType] == "application/zip")
            let bytes = Array(whole.body.readableBytesView)
            let part = try await counter.get(file, as: who, [.range: "bytes=10-19"])
            #expect(part.status == .partialContent)
            #expect(Array(part.body.readableBytesView) == Array(bytes[10..<20]))
            #expect(part.headers[.contentRange] == "bytes 10-19/\(bytes.count)")
            #expect(try await counter.get(file, as: who, [.range: "bytes=\(bytes.count)-"]).status.code == 416)
            let text = try #require(String(data: Data(bytes), encoding: .isoLatin1))
            for month in ["09", "10", "11"] {
                #expect(text.contains("\(Borough.annasPoint)/2026-\(month).csv"))
            }
            #expect(try await counter.get(file, as: .boris).status == .notFound)
            #expect(try await counter.get(address, as: .boris).status == .notFound)
        }
    }

    @Test func `a withdrawal stops an export that runs, and nothing of it is left`() async throws {
        try await Counter.with { counter in
            let address = try await ordered(counter, as: .program)
            let asked = Mutex(0)
            let borough = counter.borough
            _ = counter.runner.runNext(.exports) {
                let isSecondPart = asked.withLock { count in
                    count += 1
                    return count == 3
                }
                if isSecondPart {
                    _ = try? borough.consents.revoke(counter.consent.consent, by: counter.anna, now: borough.now)
                }
                return false
            }
            let export: Export = try await counter.get(address, as: .program).json()
            #expect(export.job.state == "withdrawn")
            #expect(export.job.done > 0 && export.job.done < export.job.total)
            #expect(try await counter.get(address + "/file", as: .program).status == .notFound)
            #expect(try files(of: counter).isEmpty)
        }
    }

    @Test func `an export that is done is not handed out after a withdrawal, and is swept away`() async throws {
        try await Counter.with { counter in
            let address = try await ordered(counter, as: .program)
            _ = counter.runner.runNext(.exports)
            let file = address + "/file"
            #expect(try await counter.get(file, as: .program).status == .ok)
            #expect(try await counter.post("/api/v1/consents/\(counter.consent.consent)/revoke", nil).status == .ok)
            #expect(try await counter.get(file, as: .program).status == .notFound)
            #expect(try counter.borough.tenant.deleteOrphanedJobFiles(now: counter.borough.now) == 1)
            #expect(try files(of: counter).isEmpty)
        }
    }

    @Test func `an export that a stop interrupted goes on where it was`() async throws {
        try await Counter.with { counter in
            let address = try await ordered(counter, as: .anna)
            let asked = Mutex(0)
            _ = counter.runner.runNext(.exports) {
                asked.withLock { count in
                    count += 1
                    return count > 2
                }
            }
            let stopped: Export = try await counter.get(address).json()
            #expect(stopped.job.state == "running")
            #expect(stopped.job.done == 1)
            let reads = try counter.reads().count
            let restarted = try restarted(counter)
            #expect(restarted.runNext(.exports))
            let export: Export = try await counter.get(address).json()
            #expect(export.job.state == "done")
            #expect(try counter.reads().count == reads + 2)
        }
    }

    @Test func `files of a job go when its record does`() async throws {
        try await Counter.with { counter in
            _ = try await ordered(counter, as: .anna)
            _ = counter.runner.runNext(.exports)
            for (seconds, left) in [(7 * 86_400, 1), (7 * 86_400 + 1, 0)] {
                let later = counter.borough.now.advanced(seconds: seconds)
                _ = try DailyJob.carryOut(
                    counter.borough.tenant, roots: counter.borough.data.url.appending(path: "roots"), now: later)
                #expect(try files(of: counter).count == left)
            }
        }
    }

    @Test func `an erased person's data leave every export, also a program's`() async throws {
        try await Counter.with { counter in
            for who in [Counter.Who.anna, .program, .boris] {
                _ = try await ordered(counter, as: who)
                #expect(counter.runner.runNext(.exports))
            }
            let borough = counter.borough
            #expect(try files(of: counter).count == 3)
            #expect(try borough.tenant.erase(counter.anna, by: .account(counter.anna), now: borough.now))
            #expect(try files(of: counter).count == 1)
        }
    }

    @Test func `an export that a crash cut off before it was noted as done still has its parts`() async throws {
        try await Counter.with { counter in
            let address = try await ordered(counter, as: .anna)
            let id = String(address.dropFirst("/api/v1/exports/".count))
            let tenant = counter.borough.tenant
            let folder = counter.borough.data.url.appending(path: "jobs/\(id)")
            let archive = folder.appending(path: ExportRun.result).path
            let job = try #require(try tenant.jobs.take(.exports, now: counter.borough.now))
            guard case .export(let order) = job.work else { throw Problem.failed }
            // The moment at which the archive stands and the job is not noted yet: keeping it fails.
            let run = ExportRun(
                tenant: tenant,
                clock: { [now = counter.borough.now] in
                    if FileManager.default.fileExists(atPath: archive) {
                        try? tenant.access.transaction(in: tenant.id) { try $0.remove(KeptJob.self, id) }
                    }
                    return now
                }, isStopping: { false })
            #expect(throws: JobBoard.Gone.self) { try run.run(job, order) }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.count(where: { $0.hasSuffix(".csv") }) == 3)
        }
    }

    @Test(arguments: [
        ("2026-10-31", "2026-11-01", 2), ("2026-01-01", "2026-12-31", 12), ("2000-01-01", "2099-12-31", 1_200),
    ])
    func `an order's parts are counted before they are made`(from: String, to: String, months: Int) {
        let order = ExportOrder(
            by: .operator(AccountID("a")), points: ["1", "2", "3"].map { PointID($0) },
            days: CivilDay(from)!...CivilDay(to)!, carrier: .electricity, direction: .extraction, step: .halfHour)
        #expect(order.partCount == 3 * months)
        #expect(order.parts.count == order.partCount)
    }

    private func files(of counter: Counter) throws -> [String] {
        let folder = counter.borough.data.url.appending(path: "jobs")
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }

    /// A runner over the same store, as after a new start.
    private func restarted(_ counter: Counter) throws -> JobRunner {
        let now = counter.borough.now
        return JobRunner(try Tenants([reopened(counter)]), logger: counter.portal.logger, clock: { now })
    }

    private func reopened(_ counter: Counter) throws -> Tenant {
        let borough = counter.borough
        return try Tenant(
            borough.tenant.id, origin: borough.tenant.origin, stores: borough.data.tenantStores, access: borough.access,
            keys: borough.keys, slots: KeyDerivationSlots(), opensSandbox: false)
    }

    // MARK: Uploads

    private struct Upload: Decodable {
        let job: Job
        let outcome: String?
        let bytesRead: Int
        let bytes: Int
        let valuesRead: Int
        let errors: String
    }

    private struct Finding: Decodable {
        let rule: String
        let severity: String
    }

    /// A day on which the first hour is out of any meter's range.
    private static let dayFile: String = {
        let header = "point;carrier;direction;start;end;value;unit;quality\n"
        return (0..<24).reduce(into: header) { text, hour in
            let start = CivilDay("2026-11-06")!.start.advanced(minutes: hour * 60)
            let (from, to) = (start.parisText, start.advanced(minutes: 60).parisText)
            text += "14500000000009;electricity;extraction;\(from);\(to);\(hour == 0 ? "-5" : "100");W;\n"
        }
    }()

    @Test func `an upload waits through a restart, is imported, and keeps what was wrong`() async throws {
        try await Counter.with { counter in
            _ = try counter.borough.person("olga", .operator)
            var headers: HTTPFields = [.contentType: "application/octet-stream"]
            counter.sign(&headers, with: try counter.borough.signIn("olga"))
            let body = Array(JobTests.dayFile.utf8)
            let answer = try await counter.call(.post, "/api/v1/uploads?name=day.csv", as: .nobody, headers, body)
            #expect(answer.status == .accepted)
            let address = try #require(answer.headers[.location])
            // Taken, and not finished, as when the machine goes down.
            #expect(try counter.borough.tenant.jobs.take(.imports, now: counter.borough.now) != nil)
            #expect(try restarted(counter).runNext(.imports))
            let upload: Upload = try await counter.get(address, as: .nobody, headers).json()
            #expect((upload.bytesRead, upload.bytes) == (body.count, body.count))
            let outcome = try #require(upload.outcome)
            #expect(outcome == "kept")
            #expect(upload.valuesRead > 0)
            #expect(try counter.borough.tenant.ledger.latest()?.source.id == "upload")
            let findings: Listing<Finding> = try await counter.get(upload.errors, as: .nobody, headers).json()
            #expect(!findings.items.isEmpty)
            #expect(try await counter.get(address, as: .anna).status == .forbidden)
        }
    }

    @Test func `a job that ended the process three times is not begun again`() async throws {
        try await Counter.with { counter in
            let address = try await ordered(counter, as: .anna)
            for _ in 0..<3 {
                // Begun, and neither ended nor further when the process is gone.
                let tenant = try reopened(counter)
                #expect(try tenant.jobs.take(.exports, now: counter.borough.now) != nil)
            }
            #expect(try reopened(counter).jobs.take(.exports, now: counter.borough.now) == nil)
            let export: Export = try await counter.get(address).json()
            #expect(export.job.state == "failed")
            #expect(try files(of: counter).isEmpty)
        }
    }

    @Test func `a file that cannot be read is refused with its reason, for good`() async throws {
        try await Counter.with { counter in
            _ = try counter.borough.person("olga", .operator)
            var headers: HTTPFields = [.contentType: "application/octet-stream"]
            counter.sign(&headers, with: try counter.borough.signIn("olga"))
            let answer = try await counter.call(
                .post, "/api/v1/uploads", as: .nobody, headers, Array("this is no meter file".utf8))
            let address = try #require(answer.headers[.location])
            _ = counter.runner.runNext(.imports)
            let upload: Upload = try await counter.get(address, as: .nobody, headers).json()
            #expect(upload.job.state == "failed")
            #expect(upload.outcome == "refused")
            let findings: Listing<Finding> = try await counter.get(upload.errors, as: .nobody, headers).json()
            #expect(findings.items.map(\.severity) == ["refused"])
            #expect(try files(of: counter).isEmpty)
        }
    }

    @Test(arguments: [Counter.Who.anna, .program])
    func `an export of a point that is not listed to the caller is refused, and is no entry of the log`(
        who: Counter.Who
    ) async throws {
        try await Counter.with { counter in
            let order = #"{"points":["12345678901234"],"from":"2026-09-01","to":"2026-11-05"}"#
            let before = try counter.borough.tenant.access.read(in: counter.borough.tenant.id) {
                try $0.lastAuditEntry()?.sequence
            }
            let answer = try await counter.post("/api/v1/exports", order, as: who)
            #expect(answer.code == "bad-body")
            let after = try counter.borough.tenant.access.read(in: counter.borough.tenant.id) {
                try $0.lastAuditEntry()?.sequence
            }
            #expect(after == before)
        }
    }

    @Test func `a hundred exports a day are ordered, and no more`() async throws {
        try await Counter.with { counter in
            for _ in 0..<RateLimit.orderedExports.limit {
                let ordered = try await counter.post("/api/v1/exports", JobTests.order)
                #expect(ordered.status == .accepted)
                while counter.runner.runNext(.exports) {}
            }
            let refused = try await counter.post("/api/v1/exports", JobTests.order)
            #expect(refused.status == .tooManyRequests)
            let boris = try await counter.post("/api/v1/exports", JobTests.order, as: .boris)
            #expect(boris.status == .accepted)
        }
    }

    // MARK: Idempotency keys

    @Test func `the same key with the same request gives the same answer and does nothing twice`() async throws {
        try await Counter.with { counter in
            let key: HTTPFields = [.idempotencyKey: "one"]
            let first = try await counter.post("/api/v1/exports", JobTests.order, as: .anna, key)
            let second = try await counter.post("/api/v1/exports", JobTests.order, as: .anna, key)
            #expect(first.status == .accepted && second.status == .accepted)
            #expect(first.text == second.text)
            #expect(first.headers[.location] == second.headers[.location])
            let other = #"{"from":"2026-09-02","to":"2026-11-05"}"#
            #expect(try await counter.post("/api/v1/exports", other, as: .anna, key).code == "key-reused")
            let boris = try await counter.post("/api/v1/exports", JobTests.order, as: .boris, key)
            #expect(boris.headers[.location] != first.headers[.location])
            let listed: Listing<Export> = try await counter.get("/api/v1/exports").json()
            #expect(listed.items.count == 1)
        }
    }

    @Test func `a request that failed may be sent again with its key`() async throws {
        try await Counter.with { counter in
            let key: HTTPFields = [.idempotencyKey: "two"]
            for _ in 0..<5 { _ = try await counter.post("/api/v1/exports", JobTests.order) }
            #expect(try await counter.post("/api/v1/exports", JobTests.order, as: .anna, key).code == "too-many-jobs")
            _ = counter.runner.runNext(.exports)
            #expect(try await counter.post("/api/v1/exports", JobTests.order, as: .anna, key).status == .accepted)
        }
    }

    @Test(arguments: [
        ("bytes=0-0", 0..<1), ("bytes=5-", 5..<10), ("bytes=-3", 7..<10), ("bytes=2-99", 2..<10), ("bytes=-99", 0..<10),
        ("bytes=a-b", nil), ("items=0-1", nil), ("bytes=0-1,3-4", nil), ("bytes=4-2", nil),
    ])
    func `a range is read as RFC 9110 says`(header: String, range: Range<Int>?) throws {
        #expect(try ByteRange.first(of: header, size: 10) == range)
    }

    @Test func `a range after the end is refused`() {
        #expect(throws: Problem.badRange) { try ByteRange.first(of: "bytes=10-", size: 10) }
        #expect(throws: Problem.badRange) { try ByteRange.first(of: "bytes=-0", size: 10) }
    }

    @Test func `a key whose request a crash cut off is refused until the next start, and then counts again`()
        async throws
    {
        try await Counter.with { counter in
            let (borough, key): (Borough, HTTPFields) = (counter.borough, [.idempotencyKey: "three"])
            func post() async throws -> HTTPResponse.Status {
                try await counter.post("/api/v1/exports", JobTests.order, as: .anna, key).status
            }
            #expect(try await post() == .accepted)
            // As the first request leaves it until its answer is kept.
            try borough.access.transaction(in: borough.keys.tenant) { store in
                for var record in try store.records(IdempotencyRecord.self) {
                    record.answer = nil
                    try store.put(record)
                }
            }
            #expect(try await post() == .conflict)
            _ = try Tenant(
                borough.tenant.id, origin: borough.tenant.origin, stores: borough.data.tenantStores,
                access: borough.access,
                keys: borough.keys, slots: KeyDerivationSlots(), opensSandbox: false)
            #expect(try await post() == .accepted)
            let kept = try borough.access.read(in: borough.keys.tenant) { try $0.records(IdempotencyRecord.self) }
            #expect(kept.count == 1 && kept[0].answer != nil)
        }
    }
}
