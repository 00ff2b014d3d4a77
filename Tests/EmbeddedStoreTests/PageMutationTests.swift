import Disclosure
import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("Pages of points, sets and channels")
struct PageMutationTests {
    private let folder: TemporaryFolder
    private let data: DataDirectory

    /// A table of pages, the column of their bytes, and what reads them.
    struct Table: Sendable, CustomTestStringConvertible {
        let name: String
        let column: String
        let read: @Sendable (Database) throws -> Void
        var testDescription: String { name }
    }

    static let tables = [
        Table(name: "point_page", column: "points") { db in
            try PointPage.forEach(upTo: Revision(9), db) { entries, terms in
                for entry in entries { _ = entry.point(terms, subMeter: nil) }
            }
        },
        Table(name: "set_page", column: "members") { db in
            for members in try SetPage.load("s", of: Revision(1), db) { _ = members.runs }
        },
        Table(name: "channel_page", column: "channels") { db in
            let list = try ChannelPage.loadAll(db)
            for position in 0..<list.count { _ = list[position] }
        },
    ]

    init() throws {
        folder = try TemporaryFolder()
        data = try DataDirectory(folder.url)
        let session = try data.ledger.begin(name: "f", now: Instant(secondsSinceEpoch: 1))
        let set = PointSet(id: "s", kind: "building", useCase: "2a", visibility: .restricted)
        let day = CivilDay(daysSinceEpoch: 20_000)
        for number in 0..<60 {
            let id = PointID(number % 5 == 0 ? "house-\(number)" : String(99_000_000_000_000 + number * 7))
            try session.keep(
                MeteringPoint(
                    id: id, subscribedPower: .watts(Int32(number % 4) * 3_000), commune: "38185",
                    inServiceSince: number % 3 == 0 ? day : nil, holder: number % 2 == 0 ? "h" : nil))
            let consent: Membership.Consent? = number % 7 == 0 ? .day : nil
            try session.keep(Membership(channel: Channel(point: id), from: day, consent: consent), of: set)
        }
        _ = try session.seal()
        try session.commit(sha256: "1", flows: "", size: 0, summary: "{}")
    }

    @Test("survive any bytes, even with right checksums", arguments: tables, 0..<200 as Range<UInt64>)
    func anyBytes(table: Table, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        try data.pool.writeWithoutTransaction { db in
            try db.inTransaction {
                let row = try #require(
                    try Row.fetchOne(db, sql: "SELECT rowid, \(table.column) FROM \(table.name) LIMIT 1"))
                var bytes = [UInt8](row[1] as Data)
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if seed % 5 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
                try db.execute(
                    sql: "UPDATE \(table.name) SET \(table.column) = ?, checksum = ? WHERE rowid = ?",
                    arguments: [Data(bytes), Checksum.of(bytes), row[0] as Int64])
                do {
                    try table.read(db)
                } catch is StoreError {
                    // Damage that is seen.
                }
                return .rollback
            }
        }
        try data.pool.read(table.read)
    }

    @Test(
        "of the guard's panels survive any bytes: what is read is the panel, or damage",
        arguments: 0..<300 as Range<UInt64>)
    func panels(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let panel = Panel((0..<50).map { _ in UInt32.random(in: 1...9_000, using: &random) })
        try data.pool.writeWithoutTransaction { db in
            try db.inTransaction {
                var recording = Recording()
                let number = try GuardPanel.number(of: panel, &recording, db)
                let points = try Data.fetchOne(db, sql: "SELECT points FROM panel WHERE id = ?", arguments: [number])
                var bytes = [UInt8](try #require(points))
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                if seed % 5 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
                try db.execute(
                    sql: "UPDATE panel SET points = ? WHERE id = ?", arguments: [Data(bytes), number])
                do {
                    #expect(try GuardPanel.panel(number, db) == panel)
                } catch is StoreError {
                    // Damage that is seen.
                }
                return .rollback
            }
        }
    }
}
