package import Disclosure
import Foundation
import GRDB
package import Metering

/// Everything that was ever judged for publication, in numbered editions. Nothing leaves it.
package final class ReleaseRegister: Sendable {
    private let pool: DatabasePool

    init(_ pool: DatabasePool) { self.pool = pool }

    /// A verdict about to be recorded.
    package struct Judgement: Sendable {
        package let policy: String
        package let question: Question
        /// What the verdict rests on: equal inputs give equal figures.
        package let inputs: String
        package let verdict: Verdict

        package init(policy: String, question: Question, inputs: String, verdict: Verdict) {
            self.policy = policy
            self.question = question
            self.inputs = inputs
            self.verdict = verdict
        }
    }

    /// Records verdicts, all or none, and answers their editions: the known one where the inputs are those of the
    /// last edition, else a new one.
    package func record(_ judgements: [Judgement], now: Instant) throws -> [Int] {
        try pool.write { db in try judgements.map { try ReleaseRegister.record($0, now: now, db) } }
    }

    private static func record(_ judgement: Judgement, now: Instant, _ db: Database) throws -> Int {
        let question = judgement.question
        let figure = "\(question.carrier.rawValue) \(question.direction.rawValue) \(question.set.figureStep.rawValue)"
        let key: StatementArguments = [
            judgement.policy, question.set.id, question.set.usage.rawValue, figure,
            question.period.lowerBound.daysSinceEpoch, question.period.upperBound.daysSinceEpoch,
        ]
        let last = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT edition, inputs FROM release
                    WHERE policy = ? AND set_id = ? AND usage = ? AND figure = ? AND first_day = ? AND last_day = ?
                    ORDER BY edition DESC LIMIT 1
                    """), arguments: key)
        if let last, last[1] == judgement.inputs { return last[0] }
        let edition = (last.map { $0[0] as Int } ?? 0) + 1
        let body = try judgement.verdict.json
        try db.cachedStatement(
            sql: """
                INSERT INTO release
                (policy, set_id, usage, figure, first_day, last_day, edition, inputs, verdict, sha256, recorded_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: key + [
                edition, judgement.inputs, body, Fingerprint.of(Array(body.utf8)), now.secondsSinceEpoch,
            ])
        return edition
    }

    /// The edition of a document by its content: the known one when the bytes are those of the last edition, else
    /// a new one.
    package func edition(
        ofDocument name: String, policy: String, day: CivilDay, sha256: String, now: Instant
    ) throws -> Int {
        try pool.write { db in
            let last = try Row.fetchOne(
                db,
                sql: """
                    SELECT edition, sha256 FROM publication WHERE policy = ? AND name = ? AND day = ?
                    ORDER BY edition DESC LIMIT 1
                    """, arguments: [policy, name, day.daysSinceEpoch])
            if let last, last[1] == sha256 { return last[0] }
            let edition = (last.map { $0[0] as Int } ?? 0) + 1
            try db.execute(
                sql: """
                    INSERT INTO publication (policy, name, day, edition, sha256, recorded_at) VALUES (?, ?, ?, ?, ?, ?)
                    """, arguments: [policy, name, day.daysSinceEpoch, edition, sha256, now.secondsSinceEpoch])
            return edition
        }
    }
}

extension Verdict {
    /// Deterministic JSON: keys sorted.
    fileprivate var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return switch self {
            case .released(let release): String(decoding: try encoder.encode(["release": release]), as: UTF8.self)
            case .suppressed(let reason): String(decoding: try encoder.encode(["suppression": reason]), as: UTF8.self)
            }
        }
    }
}
