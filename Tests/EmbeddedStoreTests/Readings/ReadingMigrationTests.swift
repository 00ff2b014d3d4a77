import DirectoryKit
import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("Readings of a directory from before there were pages")
struct ReadingMigrationTests {
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private static let day = CivilDay(daysSinceEpoch: 20_000)

    private struct Old: Hashable {
        let channel: Int
        let register: String
        let at: Instant
        let revision: Int
        let value: Int64
        let mark: UInt8
    }

    /// Rows as earlier versions wrote them: an estimate may stand over a measured value, and answered.
    private func rows() -> [Old] {
        var random = SeededGenerator(seed: 29)
        let rows = (1...3).flatMap { revision in
            (0..<400).map { _ in
                Old(
                    channel: Int.random(in: 1...9_000, using: &random) / 3,
                    register: ["index:total", "index:HPH", "daily-energy", "maximum-power"].randomElement(
                        using: &random)
                        ?? "",
                    at: Self.day.start.advanced(minutes: 720 * Int.random(in: 0..<90, using: &random)),
                    revision: revision, value: Int64.random(in: 0...1 << 53, using: &random),
                    mark: [0, 1, 2, 7, 64].randomElement(using: &random) ?? 0)
            }
        }
        return Array(
            Dictionary(
                rows.map { ("\($0.channel) \($0.register) \($0.at) \($0.revision)", $0) }, uniquingKeysWith: { $1 }
            )
            .values)
    }

    /// Makes a directory of the version before, with frozen SQL.
    private func make(_ rows: [Old], in folder: TemporaryFolder) throws {
        let pool = try DataDirectory.openPool(folder.url.appending(path: "maille.sqlite"))
        try Schema.migrator.migrate(pool, upTo: "keepHorizons")
        try pool.write { db in
            let list = (0..<3_001).reduce(into: ChannelList()) {
                $0.append(Channel(point: PointID("\(99_000_000_000_000 + $1)")))
            }
            try ChannelPage.save(list, 0..<list.count, db)
            for revision in 1...3 {
                try db.execute(
                    sql: """
                        INSERT INTO import (id, name, sha256, state, received_at, channels_before)
                        VALUES (?, 'f', ?, 'kept', ?, 0)
                        """,
                    arguments: [revision, "\(revision)", Self.now.advanced(seconds: revision).secondsSinceEpoch])
            }
            for row in rows {
                try db.execute(
                    sql: """
                        INSERT INTO register_reading (channel, register, at, import_id, value, mark)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        row.channel, row.register, row.at.secondsSinceEpoch, row.revision, row.value, row.mark,
                    ])
            }
        }
        try pool.close()
    }

    @Test("give every value, mark and revision as before, at every moment")
    func migration() throws {
        let folder = try TemporaryFolder()
        let rows = rows()
        try make(rows, in: folder)
        let data = try DataDirectory(folder.url)
        #expect(try data.verify().faults == [])
        let instants = Self.day.start...Self.day.advanced(by: 100).start
        for horizon in 1...3 {
            let known = Dictionary(grouping: rows.filter { $0.revision <= horizon }) { "\($0.channel) \($0.register)" }
            for group in known.values {
                let expected = Dictionary(grouping: group, by: \.at).values.compactMap {
                    $0.max { $0.revision < $1.revision }
                }
                .sorted { $0.at < $1.at }
                let register = try #require(Register(name: group[0].register))
                let found = try data.readings(
                    of: Channel(point: PointID("\(99_000_000_000_000 + group[0].channel - 1)")), register, in: instants,
                    data.ledger.known(at: Self.now.advanced(seconds: horizon)))
                #expect(found.map(\.value) == expected.map(\.value))
                #expect(found.map(\.mark.rawValue) == expected.map(\.mark))
                #expect(found.map(\.revision.number) == expected.map { Int64($0.revision) })
                #expect(found.map(\.at) == expected.map(\.at))
            }
        }
        #expect(try data.pool.read { try !$0.tableExists("register_reading") })
    }
}
