import Foundation
import GRDB
import Metering
import Store
import TestKit
import Testing

@testable import EmbeddedStore

/// Sources of imports.
@Suite
struct ImportSourceTests {
    private let folder: TemporaryFolder
    private static let now = Instant(secondsSinceEpoch: 1_800_000_000)

    init() throws { folder = try TemporaryFolder() }

    private func keep(_ name: String, from source: String, _ data: DataDirectory) throws {
        let session = try data.ledger.begin(name: name, from: source, now: Self.now)
        _ = try session.seal()
        try session.commit(sha256: name, flows: "", size: 0, summary: "{}")
    }

    @Test
    func `stay with their imports as they were, whatever is said of them later`() throws {
        let first = try ImportSource(
            id: "grdf", name: "GRDF",
            rights: .init(
                carriers: [.gas, .heat], directions: [.extraction, .injection], flows: ["exchange CSV, long"], set: "s"),
            provenance: .copy)
        let second = try ImportSource(id: "grdf", name: "GRDF SA")
        let data = try DataDirectory(folder.url)
        try data.ledger.add(first, now: Self.now)
        try keep("a", from: "grdf", data)
        try data.ledger.add(second, now: Self.now)
        try data.ledger.add(second, now: Self.now)
        try keep("b", from: "grdf", data)
        try keep("c", from: "operator", data)
        #expect(try data.ledger.entries().map(\.source) == [first, second, .operator])
        #expect(try data.ledger.sources() == [second, .operator])
        #expect(try data.ledger.source("grdf") == second && data.ledger.source("enedis") == nil)
        #expect(try data.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM source") } == 3)
        #expect(try data.verify().faults == [])
    }

    @Test
    func `are the operator's command for imports of a directory from before there were any`() throws {
        let pool = try DataDirectory.openPool(folder.url.appending(path: "maille.sqlite"))
        try Schema.migrator.migrate(pool, upTo: "rememberUsagePoints")
        try pool.write { db in
            try db.execute(
                sql: "INSERT INTO import (id, name, sha256, state, received_at) VALUES (4, 'f', 'x', 'kept', 9)")
        }
        try pool.close()
        let data = try DataDirectory(folder.url)
        #expect(try data.ledger.entries().map(\.source) == [.operator])
        try keep("b", from: "operator", data)
        #expect(try data.ledger.latest()?.source == .operator)
        #expect(try data.verify().faults == [])
    }

    @Test
    func `of a later version are refused, never taken for another`() throws {
        let data = try DataDirectory(folder.url)
        for (rights, provenance) in [(#"{"carriers":["hydrogen"]}"#, 0), ("{}", 900), ("no JSON", 0)] {
            try data.pool.write { db in
                try db.execute(
                    sql: "INSERT INTO source (id, name, rights, provenance, added_at) VALUES ('a', 'A', ?, ?, 0)",
                    arguments: [rights, provenance])
            }
            #expect(throws: StoreError.self) { try data.ledger.begin(name: "f", from: "a", now: Self.now) }
        }
        try data.pool.write { try $0.execute(sql: "DELETE FROM source WHERE id = 'a'") }
        try keep("b", from: "operator", data)
    }

    @Test(arguments: [
        ("", "A"), ("Grdf", "A"), ("a b", "A"), ("operator", "A"), (String(repeating: "a", count: 65), "A"),
        ("a", ""),
        ("a", "A\nB"),
    ])
    func `have an identifier, a name and rights that name something`(id: String, name: String) {
        #expect(throws: StoreError.self) { try ImportSource(id: id, name: name) }
        #expect(throws: StoreError.self) { try ImportSource(id: "a", name: "A", rights: .init(carriers: [])) }
    }
}
