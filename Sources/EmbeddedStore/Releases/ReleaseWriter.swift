import Disclosure
import Foundation
import GRDB
import Metering
import Store

/// Adds rows to the register within one transaction.
struct ReleaseWriter {
    private let db: Database
    private let program: String
    private let now: Instant
    private let last: Statement
    private let insert: Statement
    private var text = VerdictText()
    private var nextID: Int64
    private var link: [UInt8]
    /// The policies of this transaction with their kept texts: usually one.
    private var policyTexts: [(policy: Policy, sha256: String)] = []
    private var revisionTexts: [Set<Revision>: String] = [:]

    /// A row to be.
    struct Entry {
        let policy: Policy
        let request: FigureRequest
        let figure: String
        let revisions: Set<Revision>
        let inputs: String
        let verdict: String
    }

    init(_ db: Database, program: String, now: Instant) throws {
        self.db = db
        self.program = program
        self.now = now
        last = try db.makeStatement(
            sql: """
                SELECT edition, inputs, sha256 FROM release
                WHERE policy = ? AND set_id = ? AND usage = ? AND figure = ? AND first_day = ? AND last_day = ?
                ORDER BY edition DESC LIMIT 1
                """)
        insert = try db.makeStatement(
            sql: """
                INSERT INTO release (\(ReleaseChain.columns), verdict, link)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        nextID = try ReleaseChain.addedRows(db) + 1
        link = try ReleaseChain.head(db)
    }

    /// Answers the edition, and the row's number where it is new: it is not where inputs and verdict are those of
    /// the last.
    mutating func record(_ record: FigureRecord) throws -> (edition: Int, newID: Int64?) {
        try self.record(
            Entry(
                policy: record.policy, request: record.request, figure: record.request.figure,
                revisions: record.revisions, inputs: record.inputs, verdict: try json(of: record.verdict)))
    }

    mutating func record(_ entry: Entry) throws -> (edition: Int, newID: Int64?) {
        let request = entry.request
        let (first, until) = (request.period.lowerBound.daysSinceEpoch, request.period.upperBound.daysSinceEpoch)
        let known = try Row.fetchOne(
            last,
            arguments: [entry.policy.id, request.set.id, request.set.visibility.rawValue, entry.figure, first, until])
        let sha256 = Fingerprint.of(Array(entry.verdict.utf8))
        if let known, known[1] == entry.inputs, known[2] == sha256 { return (known[0], nil) }
        let edition = (known.map { $0[0] as Int } ?? 0) + 1
        let numbers = [nextID, Int64(first), Int64(until), Int64(edition), now.secondsSinceEpoch]
        let texts = [
            entry.policy.id, request.set.id, request.set.visibility.rawValue, entry.figure, entry.inputs, sha256,
            try text(of: entry.policy), text(of: entry.revisions), program,
        ]
        link = ReleaseChain.link(after: link, numbers: numbers, texts: texts)
        let columns = numbers.map { $0.databaseValue } + texts.map { $0.databaseValue }
        insert.setUncheckedArguments(
            StatementArguments(columns + [entry.verdict.databaseValue, Data(link).databaseValue]))
        try insert.execute()
        nextID += 1
        return (edition, numbers[0])
    }

    /// Deterministic JSON: keys sorted.
    mutating func json(of verdict: Verdict) throws -> String { try text.json(of: verdict) }

    func json(of value: some Encodable) throws -> String { try text.json(of: value) }

    /// The fingerprint of a policy whose text is kept.
    private mutating func text(of policy: Policy) throws -> String {
        if let known = policyTexts.first(where: { $0.policy == policy }) { return known.sha256 }
        let json = try json(of: policy)
        let sha256 = Fingerprint.of(Array(json.utf8))
        try db.execute(
            sql: "INSERT OR IGNORE INTO policy_text (sha256, policy) VALUES (?, ?)", arguments: [sha256, json])
        policyTexts.append((policy, sha256))
        return sha256
    }

    private mutating func text(of revisions: Set<Revision>) -> String {
        if let known = revisionTexts[revisions] { return known }
        let text = revisions.map(\.number).sorted().map(String.init).joined(separator: ",")
        revisionTexts[revisions] = text
        return text
    }
}
