import Access
import Dispatch
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Synchronization
import TestKit
import Testing

@testable import Web

@Suite(.fewAtOnce) struct FairPoolTests {
    private let grid = TenantID("grid")
    private let city = TenantID("city")

    /// What came when, and a gate that holds bodies back.
    private final class Course: Sendable {
        private let kept = Mutex<[String]>([])
        private let gate = DispatchSemaphore(value: 0)
        var names: [String] { kept.withLock { $0 } }
        func add(_ name: String) { kept.withLock { $0.append(name) } }
        func block(_ name: String) {
            add(name)
            gate.wait()
        }
        func open(_ count: Int) { for _ in 0..<count { gate.signal() } }
    }

    private func until(_ holds: () -> Bool) async throws {
        for _ in 0..<60_000 where !holds() { try await Task.sleep(for: .milliseconds(1)) }
        try #require(holds())
    }

    @Test func `who comes after another tenant's flood is served next`() async throws {
        let pool = FairPool(PoolSize(threads: 1, waiting: 100, patience: .seconds(600)), tenants: 2)
        let course = Course()
        try await withThrowingTaskGroup(of: Void.self) { [grid, city] group in
            group.addTask { try await pool.run(for: grid, .new) { course.block("first") } }
            try await until { course.names == ["first"] }
            for number in 0..<50 {
                group.addTask { try await pool.run(for: grid, .new) { course.add("flood \(number)") } }
            }
            try await until { pool.waiting(for: grid) == 50 }
            group.addTask { try await pool.run(for: city, .new) { course.add("city") } }
            try await until { pool.waiting(for: city) == 1 }
            course.open(1)
            try await group.waitForAll()
        }
        let place = try #require(course.names.firstIndex(of: "city"))
        #expect(place <= 2, "\(course.names.prefix(5))")
        #expect(course.names.count == 52)
        try await pool.stop()
    }

    @Test func `a tenant holds no more than three quarters of the threads where there are others`() async throws {
        let pool = FairPool(PoolSize(threads: 4, waiting: 100, patience: .seconds(600)), tenants: 2)
        let course = Course()
        try await withThrowingTaskGroup(of: Void.self) { [grid, city] group in
            for _ in 0..<8 { group.addTask { try await pool.run(for: grid, .new) { course.block("flood") } } }
            try await until { course.names.count == 3 }
            try await pool.run(for: city, .new) { course.add("city") }
            #expect(course.names.count == 4)
            course.open(8)
            try await group.waitForAll()
        }
        #expect(course.names.count == 9)
        try await pool.stop()
    }

    @Test func `beyond a full line calls are turned away at once, and nobody who was let in before`() async throws {
        let pool = FairPool(PoolSize(threads: 1, waiting: 2, patience: .seconds(600)), tenants: 1)
        let course = Course()
        try await withThrowingTaskGroup(of: Void.self) { [grid, city] group in
            group.addTask { try await pool.run(for: grid, .new) { course.block("first") } }
            try await until { course.names.count == 1 }
            for _ in 0..<2 { group.addTask { try await pool.run(for: grid, .new) { course.add("waited") } } }
            try await until { pool.waiting(for: grid) == 2 }
            await #expect(throws: Problem.busy) { try await pool.run(for: grid, .new) { course.add("too many") } }
            group.addTask { try await pool.run(for: city, .new) { course.add("elsewhere") } }
            try await until { pool.waiting(for: city) == 1 }
            group.addTask { try await pool.run(for: grid, .admitted) { course.add("let in") } }
            try await until { pool.waiting(for: grid) == 3 }
            course.open(1)
            try await group.waitForAll()
        }
        #expect(!course.names.contains("too many"))
        #expect(course.names.count { $0 == "waited" } == 2)
        #expect(course.names.contains("elsewhere") && course.names.contains("let in"))
        try await pool.stop()
    }

    @Test func `who waits too long is told so while the threads still hang`() async throws {
        let pool = FairPool(PoolSize(threads: 1, waiting: 10, patience: .milliseconds(50)), tenants: 1)
        let course = Course()
        try await withThrowingTaskGroup(of: Void.self) { [grid] group in
            group.addTask { try await pool.run(for: grid, .new) { course.block("first") } }
            try await until { course.names.count == 1 }
            await #expect(throws: Problem.busy) { try await pool.run(for: grid, .new) { course.add("never") } }
            #expect(course.names == ["first"])
            course.open(1)
            try await group.waitForAll()
        }
        #expect(course.names == ["first"])
        try await pool.stop()
    }

    @Test func `a flood of one chapter leaves the others standing`() async throws {
        let folder = try TemporaryFolder()
        let place = try Place("grid", FrontDesk.origin, folder, .random(), false)
        let course = Course()
        var limits = Portal.Limits.few
        limits.threads = 4
        func chapter(_ root: String, _ answer: @escaping @Sendable (Call) throws -> Answer) -> Chapter {
            Chapter(
                at: [root], [Route(.get, root, for: .everyone, answer)], authenticator: .none, refusals: .problems,
                pool: PoolSize(threads: 4, waiting: 8, patience: .seconds(600)))
        }
        let flooded = chapter("/flooded") { _ in
            course.block("flood")
            return Answer()
        }
        let portal = Portal(
            try Tenants([place.tenant]), [flooded, chapter("/calm") { _ in Answer() }], limits: limits,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: { Neighbourhood.start })
        try await Application(router: portal.router()).test(.router) { client in
            let status = { @Sendable (path: String) in try await client.execute(uri: path, method: .get).status }
            try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 0..<40 { group.addTask { try await status("/flooded") } }
                // Four are at work, eight wait, the rest is turned away.
                for _ in 0..<28 { #expect(try await group.next() == .serviceUnavailable) }
                #expect(try await status("/calm") == .ok)
                course.open(40)
                for try await status in group { #expect(status == .ok) }
            }
        }
        try await portal.stop()
    }
}
