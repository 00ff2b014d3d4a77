import Access
import Foundation
import GRDB
import Store

/// The chain of recordings, and what it says the covered tables hold.
enum RegisterChain {
    static let origin = [UInt8](repeating: 0, count: 32)

    struct Row {
        let id: Int64
        /// The last verdict that was recorded by then; 0 where none was.
        let release: Int64
        let link: [UInt8]

        var head: RegisterHead { RegisterHead(rows: id, link: link.hexadecimal) }
    }

    /// The last verdict of the register.
    typealias LastRelease = (id: Int64, link: [UInt8])

    static func last(_ db: Database) throws -> Row? { try row("ORDER BY id DESC LIMIT 1", [], db) }

    static func row(_ id: Int64, _ db: Database) throws -> Row? { try row("WHERE id = ?", [id], db) }

    private static func row(_ condition: String, _ arguments: StatementArguments, _ db: Database) throws -> Row? {
        let statement = try db.cachedStatement(sql: "SELECT id, release, link FROM recording \(condition)")
        return try GRDB.Row.fetchOne(statement, arguments: arguments).map { row in
            Row(id: row[0], release: row[1], link: [UInt8](row[2] as Data))
        }
    }

    static func lastRelease(_ db: Database) throws -> LastRelease {
        let row = try GRDB.Row.fetchOne(db, sql: "SELECT id, link FROM release ORDER BY id DESC LIMIT 1")
        return row.map { ($0[0], [UInt8]($0[1] as Data)) } ?? (0, ReleaseChain.origin)
    }

    /// SQLite's own count: it does not fall when rows are deleted.
    static func addedRows(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'recording'") ?? 0
    }

    /// What a link is made of: frozen.
    static func link(after previous: [UInt8], _ id: Int64, _ release: LastRelease, _ content: String) -> [UInt8] {
        var fingerprint = Fingerprint()
        previous.withUnsafeBytes { fingerprint.add($0) }
        fingerprint.add([id, release.id])
        release.link.withUnsafeBytes { fingerprint.add($0) }
        fingerprint.add(content)
        return fingerprint.digest
    }

    static func standing(of head: RegisterHead, _ db: Database) throws -> HeadStanding {
        if let row = try row(head.rows, db) { return row.head == head ? .held : .other }
        let last = try last(db)?.id ?? 0
        return head.rows > last ? .beyond(rows: last) : .other
    }
}

/// The covered tables as the recordings have them, held against what they are.
///
/// Costs the register: all recordings, and all rows of the covered tables.
struct RegisterReplay {
    /// One sentence for each recording or row that is not as it was kept.
    private(set) var faults: [String] = []
    /// By table and key, what a row says.
    private var expected: [Substring: Substring] = [:]
    /// An emptied table has a fault for every row: the first ones say enough.
    private static let mostFaults = 20

    /// `areReleasesLinked`: whether the chain of verdicts holds; else its own fault says enough.
    init(_ db: Database, areReleasesLinked: Bool) throws {
        try readRecordings(areReleasesLinked, db)
        var rows: [String] = []
        for table in RecordedTable.all { rows += try table.lines(db) }
        rows += try PrivacyCharge.lines(db)
        compare(rows)
    }

    private mutating func readRecordings(_ areReleasesLinked: Bool, _ db: Database) throws {
        var (previous, last) = (RegisterChain.origin, Int64(0))
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT recording.id, recording.release, content, recording.link, release.link
                FROM recording LEFT JOIN release ON release.id = recording.release ORDER BY recording.id
                """)
        while let row = try rows.next() {
            let (id, release, content): (Int64, Int64, String) = (row[0], row[1], row[2])
            let (written, releaseLink): (Data, Data?) = (row[3], row[4])
            if id != last + 1 { report("recording \(last + 1) of the register is missing: its chain breaks there") }
            let link = RegisterChain.link(
                after: previous, id, (release, releaseLink.map { [UInt8]($0) } ?? ReleaseChain.origin), content)
            if areReleasesLinked && id == last + 1 && !written.elementsEqual(link) {
                report("recording \(id) of the register breaks its chain: it is not what was recorded there")
            }
            for line in content.utf8.split(separator: UInt8(ascii: "\n")) { take(Substring(line)) }
            (previous, last) = ([UInt8](written), id)
        }
        if try RegisterChain.addedRows(db) > last {
            report("recording \(last + 1) of the register is missing: it was cut off")
        }
    }

    private mutating func take(_ line: Substring) {
        if line.hasPrefix(Recording.saltMark) { return }
        let (key, value) = RegisterReplay.parts(of: line)
        expected[key] = value
    }

    private mutating func compare(_ rows: [String]) {
        for row in rows {
            let (key, value) = RegisterReplay.parts(of: row[...])
            switch expected.removeValue(forKey: key) {
            case value: continue
            case nil: report("\(RegisterReplay.words(of: key)) was never recorded: it was added to the register")
            default: report("\(RegisterReplay.words(of: key)) is not what was recorded")
            }
        }
        for key in expected.keys.sorted() { report("\(RegisterReplay.words(of: key)) is gone from the register") }
    }

    private static func parts(of line: Substring) -> (key: Substring, value: Substring) {
        let end = line.utf8.lastIndex(of: UInt8(ascii: "\t")) ?? line.endIndex
        return (line[..<end], line[end...])
    }

    private static func words(of key: Substring) -> String { String(key.replacing("\t", with: " ")) }

    private mutating func report(_ fault: String) {
        switch faults.count {
        case ..<RegisterReplay.mostFaults: faults.append(fault)
        case RegisterReplay.mostFaults: faults.append("the register has further faults like these")
        default: break
        }
    }
}
