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
    private func make(in folder: TemporaryFolder) throws {
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
        #expect(try catalogue.point(Self.shared, known)?.commune == "2A004")
        #expect(try catalogue.point(gas, known)?.segment == "P1")
        #expect(
            try catalogue.points(known).map(\.id.text) == [Self.shared.text, "house", gas.text, "pce:01234567890124"])
        #expect(try catalogue.point(gas, known)?.holder == "anna")
        #expect(try catalogue.point(PointID(Self.gasAlone.text, of: .gas), known)?.holder == "boris")
        #expect(try catalogue.point(Self.gasAlone, known) == nil)
        #expect(try data.verify().faults == [])
    }
}
