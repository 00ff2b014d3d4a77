import Access
package import Disclosure
import Foundation
import GRDB
package import Metering

/// A row of the register: what was judged, from what, by which code.
package struct RecordedRelease: Sendable {
    package let number: Int64
    package let policyID: String
    package let set: String
    package let usage: String
    /// Carrier, direction and step; of a sum with noise its mechanism and cost too.
    package let figure: String
    package let period: ClosedRange<CivilDay>
    package let edition: Int
    /// The fingerprint of all it rests on.
    package let inputs: String
    /// JSON: `release`, `suppression` or `noisy`.
    package let verdict: String
    package let recordedAt: Instant
    /// Empty for rows from before they were kept.
    package let revisions: [Revision]
    package let program: String
    /// The policy as it stood then; nil for rows from before it was kept.
    package let policy: Policy?
    package let link: String

    fileprivate init(_ row: Row, _ db: Database) throws {
        (number, policyID, set, usage) = (row["id"], row["policy"], row["set_id"], row["usage"])
        (figure, edition, inputs, verdict) = (row["figure"], row["edition"], row["inputs"], row["verdict"])
        period = CivilDay(daysSinceEpoch: row["first_day"])...CivilDay(daysSinceEpoch: row["last_day"])
        recordedAt = Instant(secondsSinceEpoch: row["recorded_at"])
        let (revisions, link): (String, Data) = (row["revisions"], row["link"])
        self.revisions = revisions.split(separator: ",").compactMap { Int64($0).map { Revision($0) } }
        self.link = [UInt8](link).hexadecimal
        program = row["program"]
        let text = try String.fetchOne(
            db, sql: "SELECT policy FROM policy_text WHERE sha256 = ?", arguments: [row["policy_text"] as String])
        policy = try text.map { try JSONDecoder().decode(Policy.self, from: Data($0.utf8)) }
    }
}

extension ReleaseRegister {
    package func release(_ number: Int64) throws -> RecordedRelease? {
        try fetch("id = ?", [number]).first
    }

    /// What was judged for one usage, the latest first: at most so many before a number (nil: the end). `held`: what
    /// was held back, else what left; `sets`: of these alone.
    package func list(
        of usage: Usage, sets: [String]?, on day: CivilDay?, held: Bool, before number: Int64?, limit: Int
    ) throws -> [RecordedRelease] {
        var condition = "usage = ? AND id < ? AND (verdict LIKE '{\"suppression\"%') = ?"
        var arguments: StatementArguments = [usage.rawValue, number ?? .max, held]
        if let sets {
            condition += " AND set_id IN (SELECT value FROM json_each(?))"
            arguments += [String(decoding: try JSONEncoder().encode(sets), as: UTF8.self)]
        }
        if let day {
            condition += " AND first_day <= ? AND last_day >= ?"
            arguments += [day.daysSinceEpoch, day.daysSinceEpoch]
        }
        return try pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM release WHERE \(condition) ORDER BY id DESC LIMIT ?",
                arguments: arguments + [limit]
            ).map { try RecordedRelease($0, db) }
        }
    }

    /// The last edition of each figure of a set whose period holds a day.
    package func latest(ofSet set: String, on day: CivilDay) throws -> [RecordedRelease] {
        try fetch(
            """
            set_id = ? AND first_day <= ? AND last_day >= ? AND edition = (
                SELECT max(edition) FROM release AS later WHERE later.policy = release.policy
                AND later.set_id = release.set_id AND later.usage = release.usage
                AND later.figure = release.figure AND later.first_day = release.first_day
                AND later.last_day = release.last_day)
            """, [set, day.daysSinceEpoch, day.daysSinceEpoch])
    }

    /// The editions of the same figure before one, the first of them first.
    package func editions(before release: RecordedRelease) throws -> [RecordedRelease] {
        try fetch(
            """
            policy = ? AND set_id = ? AND usage = ? AND figure = ? AND first_day = ? AND last_day = ? AND edition < ?
            """,
            [
                release.policyID, release.set, release.usage, release.figure,
                release.period.lowerBound.daysSinceEpoch, release.period.upperBound.daysSinceEpoch, release.edition,
            ])
    }

    private func fetch(_ condition: String, _ arguments: StatementArguments) throws -> [RecordedRelease] {
        try pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM release WHERE \(condition) ORDER BY id", arguments: arguments)
                .map { try RecordedRelease($0, db) }
        }
    }
}
