import Disclosure
import GRDB
import Metering
import TestKit
import Testing

@testable import Store

@Suite("The register that the differencing guard is rebuilt from")
struct GuardRegisterTests {
    private func release(_ points: Range<UInt32>, month: Int, days: Int = 1) throws -> GuardedRelease {
        let first = try #require(CivilDay(year: 2026, month: month, day: 3))
        return GuardedRelease(
            stream: Stream(carrier: .gas, direction: .extraction), panel: Panel(points),
            period: first...first.advanced(by: days - 1), audience: Audience(id: 7), unit: 1_000)
    }

    @Test("gives back what left in the months around a period, corrections too, and nothing of others")
    func roundTrip() throws {
        let folder = try TemporaryFolder()
        let near = [
            try release(5..<900_000, month: 5), try release(0..<3, month: 6),
            try release(5..<400, month: 7).correction(changing: Panel(9..<200)), try release(0..<3, month: 2, days: 90),
        ]
        do {
            let data = try DataDirectory(folder.url)
            try data.guarded.record(near + [try release(0..<3, month: 1), try release(0..<3, month: 9)])
            try data.guarded.record(near)
        }
        let day = try #require(CivilDay(year: 2026, month: 6, day: 15))
        let kept = try DataDirectory(folder.url).guarded.releases(near: day...day)
        #expect(Set(kept) == Set(near))
        #expect(kept.count == near.count)
    }

    @Test("has panels that verify names when they were damaged")
    func damage() throws {
        let folder = try TemporaryFolder()
        let data = try DataDirectory(folder.url)
        try data.guarded.record([try release(0..<40, month: 6)])
        #expect(try data.verify().faults.isEmpty)
        try data.pool.write { try $0.execute(sql: "UPDATE panel SET points = x'0205'") }
        #expect(try data.verify().faults.contains { $0.contains("panel") })
    }
}
