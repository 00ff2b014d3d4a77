import Foundation
import GRDB
package import Metering
package import Store

/// The agreements in SQLite. Rows are only added: an agreement in one table, its endings in another.
extension EmbeddedReleases {
    static let agreementTables = """
        CREATE TABLE use_agreement (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            recipient TEXT NOT NULL,
            uses TEXT NOT NULL,
            basis TEXT NOT NULL,
            from_day INTEGER NOT NULL,
            until_day INTEGER,
            holder TEXT,
            added_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE use_agreement_end (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            agreement INTEGER NOT NULL REFERENCES use_agreement (number),
            last_day INTEGER NOT NULL,
            ended_at INTEGER NOT NULL
        ) STRICT;
        """

    package func add(_ agreement: UseAgreement, now: Instant) throws -> Int64 {
        let uses = String(decoding: try JSONEncoder().encode(agreement.uses), as: UTF8.self)
        return try recorded { db, recording in
            try recording.write(
                """
                INSERT INTO use_agreement (recipient, uses, basis, from_day, until_day, holder, added_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, to: .agreements,
                [
                    agreement.recipient, uses, agreement.basis, agreement.from.daysSinceEpoch,
                    agreement.until?.daysSinceEpoch, agreement.holder, now.secondsSinceEpoch,
                ], db)
            return db.lastInsertedRowID
        }
    }

    package func endAgreement(_ number: Int64, after day: CivilDay, now: Instant) throws {
        try recorded { db, recording in
            guard let kept = try AgreementTable.all(db).first(where: { $0.number == number }) else {
                throw StoreError.badAgreement("there is no agreement \(number): `maille agreements list` names them")
            }
            try kept.checkEnding(after: day)
            try recording.write(
                "INSERT INTO use_agreement_end (agreement, last_day, ended_at) VALUES (?, ?, ?)",
                to: .agreementEnds, [number, day.daysSinceEpoch, now.secondsSinceEpoch], db)
        }
    }

    package func agreements() throws -> [KeptAgreement] { try pool.read { try AgreementTable.all($0) } }
}

private enum AgreementTable {
    static func all(_ db: Database) throws -> [KeptAgreement] {
        // Each ending is earlier than those before, so the last one counts.
        let endings = try Row.fetchAll(
            db, sql: "SELECT agreement, last_day, ended_at FROM use_agreement_end ORDER BY id"
        )
        .reduce(into: [Int64: KeptAgreement.Ending]()) { endings, row in
            endings[row[0]] = KeptAgreement.Ending(
                lastDay: CivilDay(daysSinceEpoch: row[1]), endedAt: Instant(secondsSinceEpoch: row[2]))
        }
        return try Row.fetchAll(db, sql: "SELECT * FROM use_agreement ORDER BY number").map { row in
            let uses: String = row["uses"]
            let number: Int64 = row["number"]
            let agreement = try UseAgreement(
                recipient: row["recipient"], uses: JSONDecoder().decode([String].self, from: Data(uses.utf8)),
                basis: row["basis"], from: CivilDay(daysSinceEpoch: row["from_day"]),
                until: (row["until_day"] as Int32?).map { CivilDay(daysSinceEpoch: $0) }, holder: row["holder"])
            return KeptAgreement(
                number: number, agreement, addedAt: Instant(secondsSinceEpoch: row["added_at"]),
                ending: endings[number])
        }
    }
}
