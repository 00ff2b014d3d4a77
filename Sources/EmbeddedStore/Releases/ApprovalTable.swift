import GRDB
package import Metering
package import Store

/// The approvals of days that were not ready, in SQLite. Rows are only added.
extension EmbeddedReleases {
    static let approvalTable = """
        CREATE TABLE approved_day (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            day INTEGER NOT NULL,
            use_case TEXT NOT NULL,
            reason TEXT NOT NULL,
            approved_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX approved_day_by_day ON approved_day (day);
        """

    package func approve(_ approval: DayApproval, now: Instant) throws {
        try recorded { db, recording in
            try recording.write(
                "INSERT INTO approved_day (day, use_case, reason, approved_at) VALUES (?, ?, ?, ?)", to: .approvedDays,
                [approval.day.daysSinceEpoch, approval.use, approval.reason, now.secondsSinceEpoch], db)
        }
    }

    package func approvals(of day: CivilDay) throws -> [DayApproval] {
        try pool.read { db in
            try Row.fetchAll(
                db, sql: "SELECT use_case, reason FROM approved_day WHERE day = ? ORDER BY id",
                arguments: [day.daysSinceEpoch]
            ).map { DayApproval(recorded: $0[0], day, $0[1]) }
        }
    }
}
