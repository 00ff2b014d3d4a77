import DirectoryKit
import Disclosure
import Dispatch
import GRDB
import Metering
import Publication
import Store
import Synchronization
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("The release office")
struct ReleaseOfficeTests {
    private let town: Town
    /// Two sets that differ by one home.
    private let sets = ["a-quarter", "b-quarter"].map {
        PointSet(id: $0, kind: "neighbourhood", useCase: "4a", visibility: .public)
    }

    init() throws {
        town = try Town()
        for offset in 0...2 {
            try town.keep("day \(offset)") { session in
                for number in 0..<270 {
                    let day = Town.day.advanced(by: offset)
                    try session.keep(Town.pointDay(number, watts: Int32(300 + number + offset), on: day))
                }
            }
        }
        try town.keep(set: sets[0], of: 0..<150)
        try town.keep(set: sets[1], of: 0..<151)
    }

    private func request(_ set: PointSet, on offset: Int = 0) throws -> PublicationRequest {
        PublicationRequest(
            [set], on: [Town.day.advanced(by: offset)], under: try PolicyLibrary().policy(PolicyLibrary.defaultID))
    }

    private let now = Town.now.advanced(minutes: 4 * 1_440)

    private func leaves(_ figures: PublishedFigures) -> Bool { figures.days[0].contains(where: \.isReleased) }

    @Test("holds a figure against what another office of the register published in a month that it had read before")
    func twoOffices() throws {
        let apart = PointSet(id: "c-quarter", kind: "neighbourhood", useCase: "4a", visibility: .public)
        try town.keep(set: apart, of: 155..<270)
        let offices = [town.data.makeOffice(), town.data.makeOffice()]
        #expect(try leaves(offices[0].publish(request(apart), now: now)))
        #expect(try leaves(offices[1].publish(request(sets[0]), now: now)))
        #expect(try !leaves(offices[0].publish(request(sets[1]), now: now)))
    }

    @Test("publishes nothing before its day is ready")
    func tooEarly() throws {
        #expect(throws: PublicationRefusal.self) {
            try town.data.makeOffice().publish(request(sets[0]), now: Town.day.end)
        }
    }

    @Test("lets two that ask at once take turns: of two figures that differ by one home, one leaves")
    func atOnce() throws {
        for offset in 0...2 {
            let offices = [town.data.makeOffice(), town.data.makeOffice()]
            let requests = try sets.map { try request($0, on: offset) }
            let left = Mutex(0)
            let failures = Mutex<[any Error]>([])
            DispatchQueue.concurrentPerform(iterations: 2) { number in
                do {
                    let figures = try offices[number].publish(requests[number], now: now)
                    if leaves(figures) { left.withLock { $0 += 1 } }
                } catch {
                    failures.withLock { $0.append(error) }
                }
            }
            let (released, failed) = (left.withLock { $0 }, failures.withLock { $0.count })
            #expect(released == 1 && failed == 0, "day \(offset)")
        }
    }

    @Test("has no memory of what it admitted and could not record")
    func failedRecord() throws {
        let office = town.data.makeOffice()
        try town.data.pool.write { db in
            try db.execute(
                sql: "CREATE TRIGGER full BEFORE INSERT ON release BEGIN SELECT RAISE(FAIL, 'full'); END")
        }
        #expect(throws: (any Error).self) { try office.publish(request(sets[0]), now: now) }
        try town.data.pool.write { try $0.execute(sql: "DROP TRIGGER full") }
        #expect(try leaves(office.publish(request(sets[1]), now: now)))
        #expect(try !leaves(office.publish(request(sets[0]), now: now)))
    }
}
