import Foundation
import GRDB
import Store
import TestKit
import Testing

@testable import EmbeddedStore

/// Directories that are there have the tables that their migrations made: one that landed is never edited, only
/// followed by another.
@Suite("The schema of a data directory")
struct SchemaTests {
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden/Schema")

    @Test(arguments: [("maille", Schema.migrator), ("access", AccessSchema.migrator())])
    func `is after each migration what it was when that landed`(name: String, migrator: DatabaseMigrator) throws {
        let folder = try TemporaryFolder()
        let pool = try DataDirectory.openPool(folder.url.appending(path: "\(name).sqlite"))
        let made = try migrator.migrations.map { migration in
            try migrator.migrate(pool, upTo: migration)
            let tables = try pool.read { db in
                try String.fetchAll(db, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
            }
            return "\(migration) \(Fingerprint.of(Array(tables.joined(separator: "\n").utf8)))"
        }
        let landed = try String(contentsOf: SchemaTests.golden.appending(path: "\(name).txt"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
        #expect(made == landed, "of a new migration, add the line")
    }
}
