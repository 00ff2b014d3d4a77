import DirectoryKit
import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

/// What stays of imports that could not be undone when they failed.
@Suite("An import that cannot be undone")
struct RecoveryTests {
    private let day = CivilDay(daysSinceEpoch: 20_000)
    private let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func pointDay(_ point: String, _ value: Int32) -> PointDay {
        let curve = DayCurve(step: .minutes30, unit: .watt, values: Array(repeating: value, count: 48))
        return PointDay(channel: Channel(point: PointID(point)), day: day, curve: curve)
    }

    private func session(_ data: DataDirectory, _ days: PointDay...) throws -> ImportSession {
        let session = try data.ledger.begin(name: days[0].channel.point.text, now: now)
        for day in days { try session.keep(day) }
        _ = try session.seal()
        return session
    }

    private func commit(_ session: ImportSession) throws {
        try session.commit(sha256: "\(session.revision.number)", flows: "", size: 0, summary: "{}")
    }

    private func values(_ data: DataDirectory) throws -> [String: Int32] {
        var found: [String: Int32] = [:]
        try data.forEachDay(in: day...day, data.ledger.known()) {
            found[$0.pointDay.channel.point.text] = $0.pointDay.curve.values[0]
        }
        return found
    }

    /// Makes every later step of an import fail, as a full disk does.
    private func fill(_ data: DataDirectory) throws {
        try data.pool.write { db in
            for (event, table) in [("UPDATE", "import"), ("DELETE", "import"), ("DELETE", "block")] {
                try db.execute(
                    sql: """
                        CREATE TRIGGER full_\(event)_\(table) BEFORE \(event) ON \(table)
                        BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END
                        """)
            }
        }
    }

    private func free(_ data: DataDirectory) throws {
        try data.pool.write { db in
            for name in ["full_UPDATE_import", "full_DELETE_import", "full_DELETE_block"] {
                try db.execute(sql: "DROP TRIGGER \(name)")
            }
        }
    }

    @Test("is cleared away before the next one starts, which then stays whole")
    func nextImport() throws {
        let data = try DataDirectory(folder.url)
        try commit(session(data, pointDay("first", 1)))
        do {
            let failing = try session(data, pointDay("failing", 2), pointDay("another", 2))
            try fill(data)
            #expect(throws: (any Error).self) { try commit(failing) }
            #expect(throws: (any Error).self) { try failing.abandon() }
        }
        let refusal = #expect(throws: StoreError.self) { try data.ledger.begin(name: "next", now: now) }
        #expect("\(try #require(refusal))".contains("an earlier import of failing"))
        try free(data)
        try commit(session(data, pointDay("next", 3)))
        #expect(try values(data) == ["first": 1, "next": 3])
        #expect(try data.verify().faults == [])
    }

    /// As programs before this one left it: an import that failed, and later ones that were kept.
    @Test("takes nothing with it that was kept later, when the directory is opened")
    func restart() throws {
        do {
            let data = try DataDirectory(folder.url)
            try commit(session(data, pointDay("first", 1)))
            do {
                let failing = try session(data, pointDay("failing", 2))
                try data.pool.write { db in
                    try db.execute(
                        sql: "UPDATE import SET state = 'refused' WHERE id = ?", arguments: [failing.revision.number])
                }
            }
            try commit(session(data, pointDay("later", 3), pointDay("first", 4)))
            try data.pool.write { db in
                try db.execute(sql: "UPDATE import SET state = 'receiving' WHERE name = 'failing'")
            }
        }
        let data = try DataDirectory(folder.url)
        #expect(data.undoneImports == ["failing"])
        #expect(try values(data) == ["first": 4, "later": 3])
        #expect(try data.verify().faults == [])
        try commit(session(data, pointDay("new", 5)))
        #expect(try values(data) == ["first": 4, "later": 3, "new": 5])
    }

    @Test("leaves the numbers of its channels to nobody else")
    func channels() throws {
        let data = try DataDirectory(folder.url)
        let failing = try session(data, pointDay("failing", 2))
        let number = try #require(try data.catalogue.channels.number(of: Channel(point: PointID("failing"))))
        try failing.abandon()
        try commit(session(data, pointDay("next", 3)))
        #expect(try data.catalogue.channels.number(of: Channel(point: PointID("next"))) != number)
        #expect(try data.catalogue.channels.number(of: Channel(point: PointID("failing"))) == number)
    }

    @Test("writes channels again after a transaction that failed")
    func channelsOfFailedTransactions() throws {
        let data = try DataDirectory(folder.url)
        let session = try data.ledger.begin(name: "a", now: now)
        try session.keep(pointDay("a", 1))
        try data.pool.write { db in
            try db.execute(
                sql: "CREATE TRIGGER full BEFORE INSERT ON block BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
        }
        #expect(throws: (any Error).self) { try session.seal() }
        try data.pool.write { try $0.execute(sql: "DROP TRIGGER full") }
        try session.abandon()
        try commit(self.session(data, pointDay("b", 2)))
        #expect(try values(data) == ["b": 2])
        #expect(try data.verify().faults == [])
    }

    @Test("is one at a time, and no compaction runs meanwhile")
    func turns() throws {
        let data = try DataDirectory(folder.url)
        let first = try session(data, pointDay("first", 1))
        let refusal = #expect(throws: StoreError.self) { try data.ledger.begin(name: "second", now: now) }
        #expect("\(try #require(refusal))" == "an import is under way: try again when it is over")
        #expect(throws: StoreError.self) { try data.compact() }
        try commit(first)
        _ = try data.compact()
        try commit(session(data, pointDay("second", 2)))
        #expect(try values(data) == ["first": 1, "second": 2])
    }
}

@Suite("The files of curves")
struct SegmentFilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func openDescriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
            let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
            return path?.hasPrefix(folder.url.path) ?? false
        }
    }

    @Test("hold a bounded number of descriptors, however many there are")
    func bounded() throws {
        let files = try SegmentFiles(folder.url)
        for number in 1...600 { try files.append([UInt8(number & 255)], to: Int64(number), at: 0) }
        for number in 1...600 {
            #expect(try files.read(Int64(number), at: 0, length: 1) == [UInt8(number & 255)])
        }
        #expect(try openDescriptors() <= 256)
    }

    @Test("name one that is lost, and do not make it again")
    func lost() throws {
        let files = try SegmentFiles(folder.url)
        #expect(throws: StoreError.self) { try files.read(7, at: 0, length: 1) }
        #expect(throws: StoreError.self) { try files.append([1], to: 7, at: 100) }
        #expect(try files.onDisk().isEmpty)
    }

    @Test("let readings under way go on in a retired one, and free it after them")
    func retired() throws {
        let files = try SegmentFiles(folder.url)
        for number in 1...3 { try files.append([UInt8(number)], to: Int64(number), at: 0) }
        try files.whileReading { () throws in
            files.retire(1)
            files.retire(2)
            #expect(try files.read(1, at: 0, length: 1) == [1])
            #expect(try files.read(2, at: 0, length: 1) == [2])
            #expect(try openDescriptors() == 3)
        }
        #expect(try openDescriptors() == 1)
        #expect(throws: StoreError.self) { try files.read(1, at: 0, length: 1) }
        #expect(try files.onDisk() == [3])
    }
}
