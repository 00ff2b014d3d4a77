import Foundation
import GRDB
import Metering
import Store

/// All that an import brought besides curves, as one SHA-256: readings, points, holders, names, sets with their
/// members, and what it changed.
///
/// Kept with the import (`import.brought`), whose row the register's chain covers. Checksums of pages find accidents
/// alone: whoever rewrites a page can rewrite its checksum. Curves have those of their blocks.
struct ImportContent {
    /// Frozen, each in the order of an index that begins with the import: nothing is sorted.
    private static let queries = [
        """
        SELECT register, band, month, first_channel, last_channel, first_at, last_at, readings FROM reading_page
        WHERE import_id = ? ORDER BY register, band, month, id
        """,
        "SELECT first, last, points, sub_meters FROM point_page WHERE import_id = ? ORDER BY id",
        "SELECT point, holder FROM point_holder WHERE import_id = ? ORDER BY point",
        "SELECT point, id, place FROM named_point WHERE import_id = ? ORDER BY point",
        "SELECT id, kind, use_case, usage, step FROM point_set WHERE import_id = ? ORDER BY id",
        "SELECT set_id, carrier, direction, members FROM set_page WHERE import_id = ? ORDER BY id",
        "SELECT ranges FROM change_page WHERE import_id = ? ORDER BY id",
    ]

    /// Costs reading what the import brought.
    static func fingerprint(of revision: Revision, _ db: Database) throws -> String {
        var content = ImportContent()
        for query in queries {
            let rows = try Row.fetchCursor(db.cachedStatement(sql: query), arguments: [revision.number])
            while let row = try rows.next() { try content.add(row) }
            content.hashWaiting()
            content.fingerprint.add([content.rows])
        }
        return content.fingerprint.hexadecimal
    }

    /// One sentence for each kept import of which something else is there than it brought.
    static func faults(_ db: Database) throws -> [String] {
        try Row.fetchAll(db, sql: "SELECT id, name, brought FROM import WHERE state = 'kept' ORDER BY id")
            .compactMap { row in
                let (number, name): (Int64, String) = (row[0], row[1])
                guard try fingerprint(of: Revision(number), db) != row[2] else { return nil }
                return "import \(number) (\(name)): its readings, points, sets or members are not those that it brought"
            }
    }

    private var fingerprint = Fingerprint()
    private var rows: Int64 = 0
    /// Rows are a few bytes or some kilobytes: they are hashed by the page.
    private var waiting: [UInt8] = []

    private static let page = 1 << 14

    /// Adds a row so that no other row gives the same bytes: each value as SQLite writes it, with its length.
    private mutating func add(_ row: Row) throws {
        for column in 0..<row.count {
            try row.withUnsafeData(atIndex: column) { value in
                withUnsafeBytes(of: Int64(value?.count ?? -1).littleEndian) { waiting.append(contentsOf: $0) }
                if let value { waiting.append(contentsOf: value) }
            }
        }
        rows += 1
        if waiting.count >= ImportContent.page { hashWaiting() }
    }

    private mutating func hashWaiting() {
        waiting.withUnsafeBytes { fingerprint.add($0) }
        waiting.removeAll(keepingCapacity: true)
    }
}
