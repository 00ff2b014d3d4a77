import Access
import DirectoryKit
import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

@Suite("Points of a directory from before identifiers told their issuer")
struct IssuerMigrationTests {
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)
    private static let shared = PointID("01234567890123")
    private static let gasAlone = PointID("01234567890124")

    /// A directory as the version before wrote it: fourteen digits alone, whatever their carrier.
    private func make(in folder: TemporaryFolder, and more: (Database) throws -> Void = { _ in }) throws {
        let pool = try DataDirectory.openPool(folder.url.appending(path: "maille.sqlite"))
        try Schema.migrator.migrate(pool, upTo: "keepChanges")
        try pool.write { db in
            for revision in 1...2 {
                try db.execute(
                    sql: """
                        INSERT INTO import (id, name, sha256, state, received_at) VALUES (?, 'f', ?, 'kept', ?)
                        """, arguments: [revision, "\(revision)", Self.now.secondsSinceEpoch])
            }
            // Keys of channels are the digits and the carrier, before and after.
            var list = ChannelList()
            for (digits, carrier) in [(1_234_567_890_123 as UInt64, Carrier.gas), (1_234_567_890_123, .electricity)] {
                list.append(ChannelKey(digits: digits, carrier: carrier, direction: .extraction))
            }
            try ChannelPage.save(list, 0..<2, db)
            // A page with others than of fourteen digits is of texts.
            list.append(Channel(point: Self.gasAlone, carrier: .gas, direction: .injection))
            list.append(Channel(point: PointID("house"), carrier: .water))
            try ChannelPage.save(list, 2..<4, db)
            try PointPage.save(
                [
                    MeteringPoint(id: Self.shared, commune: "2A004"),
                    MeteringPoint(id: Self.gasAlone, carrier: .gas, commune: "01004"),
                    MeteringPoint(id: PointID("house"), carrier: .water),
                ], of: Revision(1), db)
            try PointPage.save([MeteringPoint(id: Self.shared, carrier: .gas, segment: "P1")], of: Revision(2), db)
            for (point, revision, holder) in [(Self.shared, 2, "anna"), (Self.gasAlone, 1, "boris")] {
                try db.execute(
                    sql: "INSERT INTO point_holder (point, import_id, holder) VALUES (?, ?, ?)",
                    arguments: [point.text, revision, holder])
            }
            try more(db)
        }
        try pool.close()
    }

    @Test("are two where a PRM and a PCE have the same digits, and keep what lists said of each")
    func rename() throws {
        let folder = try TemporaryFolder()
        try make(in: folder)
        let data = try DataDirectory(folder.url)
        let (known, catalogue) = (data.ledger.known(), data.catalogue)
        let gas = PointID(Self.shared.text, of: .gas)
        #expect(try catalogue.channel(1) == Channel(point: gas, carrier: .gas))
        #expect(try catalogue.channel(2) == Channel(point: Self.shared))
        let text = Channel(point: PointID(Self.gasAlone.text, of: .gas), carrier: .gas, direction: .injection)
        #expect(try catalogue.channel(3) == text && catalogue.number(of: text) == 3)
        #expect(try catalogue.channel(4)?.point.text == "house")
        #expect(try catalogue.point(Self.shared, known)?.commune == "2A004")
        #expect(try catalogue.point(gas, known)?.segment == "P1")
        #expect(
            try catalogue.points(known).map(\.id.text) == [Self.shared.text, "house", gas.text, "pce:01234567890124"])
        // The list that says so is about gas.
        #expect(try catalogue.point(gas, known)?.holder == "anna")
        #expect(try catalogue.point(Self.shared, known)?.holder == nil)
        #expect(try catalogue.point(PointID(Self.gasAlone.text, of: .gas), known)?.holder == "boris")
        #expect(try catalogue.point(Self.gasAlone, known) == nil)
        #expect(try data.verify().faults == [])
    }

    @Test("are not opened where a partner wrote one in full beside its digits alone, in words and with nothing changed")
    func clash() throws {
        let folder = try TemporaryFolder()
        try make(in: folder) { db in
            try PointPage.save(
                [
                    MeteringPoint(id: PointID(Self.gasAlone.text, of: .gas), carrier: .gas),
                    MeteringPoint(id: Self.gasAlone, carrier: .gas),
                ], of: Revision(2), db)
        }
        for _ in 0..<2 {
            #expect { try DataDirectory(folder.url) } throws: {
                String(describing: $0).contains("under another identifier into a new data directory")
            }
        }
    }

    @Test("keep the occupancies of the network that has their digits, where one alone has")
    func occupancies() throws {
        let folder = try TemporaryFolder()
        try make(in: folder)
        do {
            // As the version before kept them: digits alone.
            let access = try DataDirectory.openPool(folder.url.appending(path: "access.sqlite"), erasing: true)
            try AccessSchema.migrator().migrate(access, upTo: "keepRecordKinds")
            try access.write { db in
                for (id, point) in [("1", Self.shared), ("2", Self.gasAlone), ("3", PointID("house"))] {
                    try db.execute(
                        sql: "INSERT INTO occupancy (tenant, id, owner, body) VALUES ('t', ?, ?, ?)",
                        arguments: [id, point.text, #"{"point": "\#(point.text)", "holder": "x"}"#])
                }
            }
            try access.close()
        }
        let data = try DataDirectory(folder.url)
        let access = try AccessDatabase(in: data, [.access])
        let points = try access.pool.read { db in
            try Row.fetchAll(db, sql: "SELECT owner, json_extract(body, '$.point') FROM occupancy ORDER BY id")
                .map { [$0[0] as String, $0[1] as String] }
        }
        #expect(points == [Self.shared.text, "pce:01234567890124", "house"].map { [$0, $0] })
    }

    @Test("are refused by a program that does not know what a later one made of them")
    func later() throws {
        let folder = try TemporaryFolder()
        do {
            let data = try DataDirectory(folder.url)
            try data.pool.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('fromTheFuture')") }
        }
        #expect { try DataDirectory(folder.url) } throws: { String(describing: $0).contains("later version of maille") }
    }
}
