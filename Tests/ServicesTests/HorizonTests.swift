import DirectoryKit
import Disclosure
import EmbeddedStore
import Metering
import Publication
import Services
import Store
import Synchronization
import TestKit
import Testing

@Suite("One horizon for a whole publication")
struct HorizonTests {
    private let town: Town
    private let building = PointSet(id: "building", kind: "building", useCase: "2a", visibility: .restricted)

    init() throws { town = try Town() }

    private func provision() throws -> DailyProvision {
        let policy = try PolicyLibrary().policy(PolicyLibrary.defaultID)
        return DailyProvision(town.data, policy: policy, now: Town.now)
    }

    private func keepIndexes(_ closing: Int64) throws {
        try town.keep { session in
            for number in 0..<30 {
                for (day, value) in [(Town.day, Int64(1_000)), (Town.day.advanced(by: 1), closing)] {
                    try session.keep(
                        RegisterReading(
                            channel: Town.channel(number), register: .totalIndex, at: day.start,
                            value: value + Int64(number), line: 1))
                }
            }
        }
    }

    @Test("holds whatever commits between two reads, and is recorded with the documents")
    func importsMeanwhile() throws {
        try keepIndexes(3_500)
        try town.keep(set: building, of: 0..<30)
        let known = town.data.ledger.known()
        var provision = try provision()
        let (data, building) = (town.data, building)
        let hasCommitted = Mutex(false)
        provision.watch = { _, _ in
            guard
                hasCommitted.withLock({ first in
                    defer { first = true }; return !first
                })
            else { return }
            do {
                let session = try data.ledger.begin(name: "meanwhile", now: Town.now)
                for number in 0..<30 {
                    for day in [Town.day, Town.day.advanced(by: 1)] {
                        try session.keep(
                            RegisterReading(
                                channel: Town.channel(number), register: .totalIndex, at: day.start, value: 9_999,
                                line: 1))
                    }
                    try session.keep(MeteringPoint(id: PointID("p\(number)"), holder: "one"))
                    try session.keep(Membership(channel: Town.channel(number % 3), from: Town.day), of: building)
                }
                _ = try session.seal()
                try session.commit(sha256: "m", flows: "", size: 0, summary: "{}")
            } catch {
                Issue.record(error)
            }
        }
        let row = try #require(try town.rows(provision.publish(Town.day), "2a").first)
        #expect(hasCommitted.withLock { $0 })
        #expect(row["status"] == "released" && row["sum"] == "75000" && row["expected"] == "20..49")
        let closings = try data.releases.closings(of: Town.day...Town.day, before: nil)
        #expect(closings.map(\.horizon) == [known.horizon])
    }

    @Test("may be an older one: sets, members, holders, readings and curves are those of then")
    func olderHorizon() throws {
        try keepIndexes(3_500)
        try town.keep { try $0.keep(Town.pointDay(31, watts: 100)) }
        try town.keep(set: building, of: 0..<32)
        let known = town.data.ledger.known()
        try keepIndexes(5_000)
        try town.keep { session in
            try session.keep(Town.pointDay(31, watts: 900))
            for number in 0..<32 { try session.keep(MeteringPoint(id: PointID("p\(number)"), holder: "one")) }
        }
        try town.keep(set: building, of: 3..<9)
        try town.keep(set: PointSet(id: "x", kind: "building", useCase: "2a", visibility: .restricted), of: 0..<12)
        let rows = try town.rows(provision().publish(Town.day, known), "2a")
        #expect(rows.map { $0["set"] } == ["building"])
        #expect(rows.first?["status"] == "released" && rows.first?["sum"] == "\(30 * 2_500 + 2_400)")
        let closings = try town.data.releases.closings(of: Town.day...Town.day, before: nil)
        #expect(closings.map(\.horizon) == [known.horizon])
    }

    @Test("reads as much after a correction of one file, however many files there are", arguments: [10, 250])
    func corrections(files: Int) throws {
        for file in 0..<files {
            try town.keep { session in
                for number in 0..<max(1, 1_000 / files) {
                    try session.keep(Town.pointDay(file * max(1, 1_000 / files) + number, watts: Int32(300 + number)))
                }
            }
        }
        for part in 0..<20 {
            let set = PointSet(id: "part-\(part)", kind: "building", useCase: "2a", visibility: .restricted)
            try town.keep(set: set, of: part * 50..<part * 50 + 50)
        }
        var provision = try provision()
        _ = try provision.publish(Town.day)
        try town.keep { try $0.keep(Town.pointDay(7, watts: 9_000)) }
        let reads = Mutex<[Int?]>([])
        provision.watch = { channels, _ in reads.withLock { $0.append(channels) } }
        let held = try provision.publish(Town.day)
        #expect(held.documents.allSatisfy { $0.name.contains("_e1.") })
        // The day, and the one point as it was.
        #expect(reads.withLock { $0 } == [nil, 1])
    }
}
