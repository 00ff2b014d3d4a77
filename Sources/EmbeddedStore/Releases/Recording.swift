import Access
import Foundation
import GRDB
import Store

/// What one transaction adds to the register: a row of the chain that covers all others.
///
///     var recording = Recording()
///     try recording.write("INSERT INTO table_year …", to: .tableYears, arguments, db)
///     let head = try recording.seal(db)
///
/// The row holds the lines of all that was written (`RecordedTable`), the number of the last verdict, and a link: the
/// SHA-256 of the link before, of both, and of that verdict's own link. Whoever edits, adds or deletes a row anywhere
/// must make all later links anew; a head that was kept elsewhere then tells. The first line is a random salt: links
/// leave in manifests, and without it somebody could try what a recording may have held until the link is right.
struct Recording {
    private var lines: [String] = []

    mutating func add(_ line: String) { lines.append(line) }

    /// Runs a statement that inserts or updates, and records the rows that it wrote.
    mutating func write(
        _ sql: String, to table: RecordedTable, _ arguments: StatementArguments, _ db: Database
    ) throws {
        let statement = try db.cachedStatement(sql: "\(sql) RETURNING \(table.line)")
        lines += try String.fetchAll(statement, arguments: arguments)
    }

    /// Records all rows of a table as they are.
    mutating func takeAsFound(_ table: RecordedTable, _ db: Database) throws {
        lines += try table.lines(db)
    }

    /// Adds the recording to the chain, unless nothing was written, and answers the chain's head.
    func seal(_ db: Database) throws -> RegisterHead {
        let last = try RegisterChain.last(db)
        let release = try RegisterChain.lastRelease(db)
        if let last, lines.isEmpty, last.release == release.id { return last.head }
        let (id, content) = (try Recording.nextID(db), ([Recording.salt()] + lines).joined(separator: "\n"))
        let link = RegisterChain.link(after: last?.link ?? RegisterChain.origin, id, release, content)
        try db.execute(
            sql: "INSERT INTO recording (id, release, content, link) VALUES (?, ?, ?, ?)",
            arguments: [id, release.id, content, Data(link)])
        return RegisterHead(rows: id, link: link.hexadecimal)
    }

    /// What the line of a recording's salt begins with.
    static let saltMark = "salt\t"

    private static func salt() -> String {
        saltMark + (0..<32).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal
    }

    /// The number that the transaction's recording gets.
    static func nextID(_ db: Database) throws -> Int64 { try RegisterChain.addedRows(db) + 1 }
}

extension RecordedTable {
    /// The lines of all its rows.
    func lines(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT \(line) FROM \(name) WHERE \(condition)")
    }
}
