import GRDB
package import Metering
package import Store

extension EmbeddedReleases {
    package func head() throws -> RegisterHead {
        try pool.read { try RegisterChain.last($0)?.head } ?? RegisterHead(rows: 0, link: "")
    }

    package func head(ofDocument name: String, policy: String, day: CivilDay) throws -> RegisterHead? {
        try pool.read { db in
            let recording = try Int64.fetchOne(
                db,
                sql: """
                    SELECT recording FROM publication WHERE policy = ? AND name = ? AND day = ?
                    ORDER BY edition DESC LIMIT 1
                    """, arguments: [policy, name, day.daysSinceEpoch])
            return try recording.flatMap { try RegisterChain.row($0, db)?.head }
        }
    }

    package func standing(of head: RegisterHead) throws -> HeadStanding {
        try pool.read { try RegisterChain.standing(of: head, $0) }
    }

    package func forget(_ days: ClosedRange<CivilDay>, missing head: RegisterHead?, now: Instant) throws {
        try sealed { db, recording in
            try recording.write(
                """
                INSERT INTO forgotten_days (first_day, last_day, head_rows, head_link, recorded_at)
                VALUES (?, ?, ?, ?, ?)
                """, to: .forgottenDays,
                [
                    days.lowerBound.daysSinceEpoch, days.upperBound.daysSinceEpoch, head?.rows, head?.link,
                    now.secondsSinceEpoch,
                ], db)
        }
    }

    package func forgottenDays() throws -> ForgottenDays {
        try pool.read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT first_day, last_day FROM forgotten_days ORDER BY id")
            return ForgottenDays(rows.map { CivilDay(daysSinceEpoch: $0[0])...CivilDay(daysSinceEpoch: $0[1]) })
        }
    }
}
