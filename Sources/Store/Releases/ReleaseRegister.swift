package import Disclosure
import Foundation
import GRDB
package import Metering

/// Everything that was ever judged for publication, in numbered editions. Nothing leaves it, and each row is
/// chained to the one before.
package final class ReleaseRegister: Sendable {
    let pool: DatabasePool
    let program: @Sendable () -> String

    /// `program` names the code that judges; it is asked when something is recorded.
    init(_ pool: DatabasePool, program: @escaping @Sendable () -> String) {
        self.pool = pool
        self.program = program
    }

    /// A verdict about to be recorded.
    package struct Judgement: Sendable {
        package let policy: Policy
        package let question: FigureRequest
        /// The imports that the figure was made of.
        package let revisions: Set<Revision>
        /// What the verdict rests on: equal inputs give equal figures.
        package let inputs: String
        package let verdict: Verdict

        package init(
            policy: Policy, question: FigureRequest, revisions: Set<Revision>, inputs: String, verdict: Verdict
        ) {
            self.policy = policy
            self.question = question
            self.revisions = revisions
            self.inputs = inputs
            self.verdict = verdict
        }
    }

    /// Records verdicts, all or none, and answers their editions: the known one where the inputs and the verdict
    /// are those of the last edition, else a new one. What the differencing guard has to remember of them, and the
    /// panels of their sets, are kept in the same transaction: no figure leaves that it forgets.
    package func record(
        _ judgements: [Judgement], guarded: [GuardedRelease] = [], panels: [GuardRegister.SetPanel] = [], now: Instant
    ) throws -> [Int] {
        let program = program()
        return try pool.write { db in
            try GuardRegister.record(guarded, panels: panels, db)
            var writer = try ReleaseWriter(db, program: program, now: now)
            return try judgements.map { judgement in
                let question = judgement.question
                return try writer.record(
                    ReleaseWriter.Entry(
                        policy: judgement.policy, question: question, figure: question.figure,
                        revisions: judgement.revisions, inputs: judgement.inputs,
                        verdict: try writer.json(of: judgement.verdict))
                ).edition
            }
        }
    }

    /// Whether a figure was judged before, whatever came of it, and whatever sector all its members were in.
    package func hasJudged(_ question: FigureRequest, under policy: Policy) throws -> Bool {
        var whole = question
        whole.sector = nil
        let ofSectors = whole.figure + " %"
        return try pool.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM release
                    WHERE policy = ? AND set_id = ? AND usage = ? AND (figure = ? OR figure LIKE ?)
                    AND first_day = ? AND last_day = ?)
                    """)
            return try Bool.fetchOne(
                statement,
                arguments: [
                    policy.id, whole.set.id, whole.set.usage.rawValue, whole.figure, ofSectors,
                    whole.period.lowerBound.daysSinceEpoch, whole.period.upperBound.daysSinceEpoch,
                ]) ?? false
        }
    }

    private static func key(of question: FigureRequest, under policy: Policy) -> StatementArguments {
        [
            policy.id, question.set.id, question.set.usage.rawValue, question.figure,
            question.period.lowerBound.daysSinceEpoch, question.period.upperBound.daysSinceEpoch,
        ]
    }

    /// The last edition of a figure that left: what it rested on, the latest import among it, and what it said.
    package struct Last: Sendable {
        package let inputs: String
        package let latest: Revision
        fileprivate let verdict: String

        package func says(_ verdict: Verdict) throws -> Bool {
            var text = VerdictText()
            return try text.json(of: verdict) == self.verdict
        }
    }

    /// Nil where no edition left. One that was held since does not hide it: who has the figure still has it.
    package func lastRelease(of question: FigureRequest, under policy: Policy) throws -> Last? {
        try pool.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT inputs, revisions, verdict FROM release
                    WHERE policy = ? AND set_id = ? AND usage = ? AND figure = ? AND first_day = ? AND last_day = ?
                    AND verdict LIKE '{"release"%' ORDER BY edition DESC LIMIT 1
                    """)
            let row = try Row.fetchOne(statement, arguments: ReleaseRegister.key(of: question, under: policy))
            guard let row else { return nil }
            let numbers = (row[1] as String).split(separator: ",").compactMap { Int64($0) }
            return Last(inputs: row[0], latest: Revision(numbers.max() ?? 0), verdict: row[2])
        }
    }

    /// The last import that was known when documents of a day first left; nil where none left.
    package func firstHorizon(of day: CivilDay) throws -> Revision? {
        try pool.read { db in
            try Int64.fetchOne(
                db, sql: "SELECT min(horizon) FROM publication WHERE day = ?", arguments: [day.daysSinceEpoch]
            ).map { Revision($0) }
        }
    }

    /// The last edition of a document; nil where it never left.
    package func lastEdition(ofDocument name: String, policy: String, day: CivilDay) throws -> Int? {
        try pool.read { db in
            try Int.fetchOne(
                db, sql: "SELECT max(edition) FROM publication WHERE policy = ? AND name = ? AND day = ?",
                arguments: [policy, name, day.daysSinceEpoch])
        }
    }

    /// The edition of a document by its content: the known one when the bytes are those of the last edition, else
    /// a new one. `horizon`: the last import that its figures may be made of.
    package func edition(
        ofDocument name: String, policy: String, day: CivilDay, sha256: String, horizon: Revision, now: Instant
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
                    INSERT INTO publication (policy, name, day, edition, sha256, recorded_at, horizon)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    policy, name, day.daysSinceEpoch, edition, sha256, now.secondsSinceEpoch, horizon.number,
                ])
            return edition
        }
    }
}

extension FigureRequest {
    /// What is figured, as the register names it.
    var figure: String {
        let figure = "\(carrier.rawValue) \(direction.rawValue) \(set.figureStep.rawValue)"
        return sector.map { "\(figure) \($0.rawValue)" } ?? figure
    }
}
