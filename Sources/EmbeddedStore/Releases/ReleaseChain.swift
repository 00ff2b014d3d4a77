import Foundation
import GRDB
import Store

/// The register's rows as a hash chain: each carries the SHA-256 of the link before it and of its own content.
///
/// Whoever edits, removes or swaps rows must make every later link anew; a link kept elsewhere (`maille verify`
/// prints the last one) then tells. A register cut off at its end shows by SQLite's own count of rows ever added.
enum ReleaseChain {
    static let origin = [UInt8](repeating: 0, count: 32)

    /// What a row's link is made of, in this order: frozen.
    static let columns = """
        id, first_day, last_day, edition, recorded_at, \
        policy, set_id, usage, figure, inputs, sha256, policy_text, revisions, program
        """
    private static let numberCount = 5
    private static let columnCount = 14

    static func link(after previous: [UInt8], numbers: [Int64], texts: [String]) -> [UInt8] {
        var fingerprint = Fingerprint()
        previous.withUnsafeBytes { fingerprint.add($0) }
        fingerprint.add(numbers + texts.map { Int64($0.utf8.count) })
        for text in texts { fingerprint.add(text) }
        return fingerprint.digest
    }

    /// The last link of the register.
    static func head(_ db: Database) throws -> [UInt8] {
        let link = try Data.fetchOne(db, sql: "SELECT link FROM release ORDER BY id DESC LIMIT 1")
        return link.map { [UInt8]($0) } ?? origin
    }

    /// SQLite's own count: it does not fall when rows are deleted.
    static func addedRows(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'release'") ?? 0
    }

    /// Links the rows of a register that was kept before there was a chain.
    static func linkAll(_ db: Database) throws {
        var previous = origin
        for row in try Row.fetchAll(db, sql: "SELECT \(columns) FROM release ORDER BY id") {
            previous = link(after: previous, row)
            let id: Int64 = row[0]
            try db.execute(sql: "UPDATE release SET link = ? WHERE id = ?", arguments: [Data(previous), id])
        }
    }

    /// Names the first row that is not what was recorded in its place; nil where the chain holds.
    static func firstBrokenLink(_ db: Database) throws -> String? {
        var (previous, last) = (origin, Int64(0))
        let rows = try Row.fetchCursor(db, sql: "SELECT \(columns), link FROM release ORDER BY id")
        while let row = try rows.next() {
            let (id, written): (Int64, Data) = (row[0], row[columnCount])
            if id != last + 1 { return "release \(last + 1) is missing: the chain breaks there" }
            previous = link(after: previous, row)
            guard written.elementsEqual(previous) else {
                return "release \(id) breaks the chain: it is not what was recorded there"
            }
            last = id
        }
        return try addedRows(db) > last ? "release \(last + 1) is missing: the register was cut off" : nil
    }

    private static func link(after previous: [UInt8], _ row: Row) -> [UInt8] {
        link(
            after: previous, numbers: (0..<numberCount).map { row[$0] },
            texts: (numberCount..<columnCount).map { row[$0] })
    }
}
