import Access
import Disclosure
import Foundation
import GRDB
package import Metering
package import Store

extension RecordedFigure {
    fileprivate init(_ row: Row, _ db: Database) throws {
        let (revisions, link): (String, Data) = (row["revisions"], row["link"])
        let text = try String.fetchOne(
            db, sql: "SELECT policy FROM policy_text WHERE sha256 = ?", arguments: [row["policy_text"] as String])
        self.init(
            number: row["id"], policyID: row["policy"], set: row["set_id"], usage: row["usage"],
            figure: row["figure"],
            period: CivilDay(daysSinceEpoch: row["first_day"])...CivilDay(daysSinceEpoch: row["last_day"]),
            edition: row["edition"], inputs: row["inputs"], verdict: row["verdict"],
            recordedAt: Instant(secondsSinceEpoch: row["recorded_at"]),
            revisions: revisions.split(separator: ",").compactMap { Int64($0).map { Revision($0) } },
            program: row["program"],
            policy: try text.map { try JSONDecoder().decode(Policy.self, from: Data($0.utf8)) },
            link: [UInt8](link).hexadecimal)
    }
}

extension EmbeddedReleases {
    package func figure(_ number: Int64) throws -> RecordedFigure? {
        try fetch("id = ?", [number]).first
    }

    /// Whether a figure was held back: the expression of an index, letter by letter.
    static let isHeld = "(substr(verdict, 1, 14) = '{\"suppression\"')"

    /// The figures of a use that were held back or not, before a number: one stretch of that index.
    static let ofOutcome = "usage = ? AND \(isHeld) = ? AND id < ?"

    package func list(
        of visibility: Visibility, sets: [String]?, on day: CivilDay?, held: Bool, before number: Int64?, limit: Int
    ) throws -> [RecordedFigure] {
        var condition = EmbeddedReleases.ofOutcome
        var arguments: StatementArguments = [visibility.rawValue, held, number ?? .max]
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
            ).map { try RecordedFigure($0, db) }
        }
    }

    package func latest(ofSet set: String, on day: CivilDay) throws -> [RecordedFigure] {
        try fetch(
            """
            set_id = ? AND first_day <= ? AND last_day >= ? AND edition = (
                SELECT max(edition) FROM release AS later WHERE later.policy = release.policy
                AND later.set_id = release.set_id AND later.usage = release.usage
                AND later.figure = release.figure AND later.first_day = release.first_day
                AND later.last_day = release.last_day)
            """, [set, day.daysSinceEpoch, day.daysSinceEpoch])
    }

    package func editions(before figure: RecordedFigure) throws -> [RecordedFigure] {
        try fetch(
            """
            policy = ? AND set_id = ? AND usage = ? AND figure = ? AND first_day = ? AND last_day = ? AND edition < ?
            """,
            [
                figure.policyID, figure.set, figure.usage, figure.figure,
                figure.period.lowerBound.daysSinceEpoch, figure.period.upperBound.daysSinceEpoch, figure.edition,
            ])
    }

    private func fetch(_ condition: String, _ arguments: StatementArguments) throws -> [RecordedFigure] {
        try pool.read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM release WHERE \(condition) ORDER BY id", arguments: arguments)
                .map { try RecordedFigure($0, db) }
        }
    }
}
