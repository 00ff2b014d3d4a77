import Foundation
import GRDB
import Metering
import Store

/// The sources of imports in SQLite. Rows are only added: the last one of an identifier is in force, and an import
/// names the row that was when it began.
enum SourceTable {
    /// As JSON.
    private struct Rights: Codable {
        var carriers: [Carrier]?
        var directions: [Direction]?
        var flows: [String]?
        var set: String?
    }

    /// The source of an identifier, with the number of its row.
    static func inForce(_ id: String, _ db: Database) throws -> (number: Int64, source: ImportSource)? {
        try Row.fetchOne(db, sql: "SELECT * FROM source WHERE id = ? ORDER BY number DESC LIMIT 1", arguments: [id])
            .map { ($0["number"], try source($0)) }
    }

    static func inForce(_ db: Database) throws -> [ImportSource] {
        try Row.fetchAll(
            db, sql: "SELECT * FROM source WHERE number IN (SELECT max(number) FROM source GROUP BY id) ORDER BY id"
        ).map(source)
    }

    /// Every source that ever was in force, by the number of its row.
    static func all(_ db: Database) throws -> [Int64: ImportSource] {
        try Row.fetchAll(db, sql: "SELECT * FROM source").reduce(into: [:]) { $0[$1["number"]] = try source($1) }
    }

    static func add(_ source: ImportSource, now: Instant, _ db: Database) throws {
        if try inForce(source.id, db)?.source == source { return }
        try db.execute(
            sql: "INSERT INTO source (id, name, rights, provenance, added_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                source.id, source.name, try text(source.rights), source.provenance.rawValue, now.secondsSinceEpoch,
            ])
    }

    private static func source(_ row: Row) throws -> ImportSource {
        let id: String = row["id"]
        if id == ImportSource.operator.id { return .operator }
        let code: Int64 = row["provenance"]
        guard let provenance = UInt8(exactly: code).flatMap(Provenance.init), let rights = rights(row["rights"]) else {
            throw StoreError.badSource("the source \(id) was added by a later version of Maille: use that one")
        }
        return try ImportSource(id: id, name: row["name"], rights: rights, provenance: provenance)
    }

    private static func text(_ rights: ImportSource.Rights) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let sorted = Rights(
            carriers: rights.carriers?.sorted { $0.code < $1.code },
            directions: rights.directions?.sorted { $0.rawValue < $1.rawValue }, flows: rights.flows?.sorted(),
            set: rights.set)
        return String(decoding: try encoder.encode(sorted), as: UTF8.self)
    }

    /// Nil of rights that this program does not know: they are never taken for others.
    private static func rights(_ text: String) -> ImportSource.Rights? {
        guard let found = try? JSONDecoder().decode(Rights.self, from: Data(text.utf8)) else { return nil }
        return ImportSource.Rights(
            carriers: found.carriers.map(Set.init), directions: found.directions.map(Set.init),
            flows: found.flows.map(Set.init), set: found.set)
    }
}
