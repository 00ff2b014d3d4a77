import Foundation
import Testing

@testable import Web

@Suite("The threads of portals", .serialized)
struct PortalThreadsTests {
    /// Of the whole process: other tests have a few hundred at most.
    private static var count: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("Threads:") })
            return try #require(Int(line.dropFirst("Threads:".count).trimmingCharacters(in: .whitespaces)))
        }
    }

    @Test("end with them, whether they were asked, stopped or neither: of 9,000 none is left")
    func dropped() async throws {
        for turn in 0..<105 {
            let threads = BlockingThreads(128)
            guard turn % 3 > 0 else { continue }
            #expect(try await threads.run { turn } == turn)
            if turn % 3 == 1 { try await threads.stop() }
        }
        let deadline = ContinuousClock.now + .seconds(900)
        while try PortalThreadsTests.count > 1_000, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try PortalThreadsTests.count <= 1_000)
    }

    @Test("are started by the first request alone, and by none after the end")
    func idle() async throws {
        let before = try PortalThreadsTests.count
        let idle = (0..<100).map { _ in BlockingThreads(128) }
        #expect(try PortalThreadsTests.count < before + 1_000)
        for threads in idle { try await threads.stop() }
        await #expect(throws: (any Error).self) { try await idle[0].run {} }
    }
}
