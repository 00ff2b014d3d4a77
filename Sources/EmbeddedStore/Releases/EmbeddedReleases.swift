package import Disclosure
import Foundation
import GRDB
package import Metering
package import Store
import Synchronization

/// The register of what was judged, in SQLite.
package final class EmbeddedReleases: ReleaseRegister {
    /// Holds the lock of the directory while anybody uses this port.
    private let lock: DirectoryLock
    let pool: DatabasePool
    let program: @Sendable () -> String
    private let headFile: HeadFile
    private let publishing = NSLock()
    private let recordings = Atomic(0)

    /// `program` names the code that judges; it is asked when something is recorded.
    init(
        _ pool: DatabasePool, lock: DirectoryLock, headFile: HeadFile, program: @escaping @Sendable () -> String
    ) {
        self.lock = lock
        self.pool = pool
        self.headFile = headFile
        self.program = program
    }

    package func exclusively<Result>(_ work: () throws -> Result) rethrows -> Result {
        try publishing.withLock(work)
    }

    package func record(
        _ records: [FigureRecord], remembering memory: GuardMemory, closing days: [DayClosing], now: Instant
    ) throws -> [Int] {
        let program = program()
        let editions = try recorded { db, recording in
            try EmbeddedReleases.remember(memory, &recording, db)
            try ClosedDayTable.add(days, &recording, db)
            var writer = try ReleaseWriter(db, program: program, now: now)
            return try records.map { try writer.record($0).edition }
        }
        if !memory.released.isEmpty { guardedWereRecorded() }
        return editions
    }

    func guardedWereRecorded() { recordings.add(1, ordering: .releasing) }

    /// Does what adds to the register in one transaction, and seals it as a row of the chain.
    func recorded<Result>(_ work: (Database, inout Recording) throws -> Result) throws -> Result {
        try headFile.check()
        return try sealed(work)
    }

    /// The same where the register is known to have forgotten something.
    func sealed<Result>(_ work: (Database, inout Recording) throws -> Result) throws -> Result {
        let (result, head) = try pool.write { db in
            var recording = Recording()
            let result = try work(db, &recording)
            return (result, try recording.seal(db))
        }
        headFile.leave(head)
        return result
    }

    package var guardedRecordings: Int { recordings.load(ordering: .acquiring) }

    package func hasJudged(_ request: FigureRequest, under policy: Policy) throws -> Bool {
        var whole = request
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
                    policy.id, whole.set.id, whole.set.visibility.rawValue, whole.figure, ofSectors,
                    whole.period.lowerBound.daysSinceEpoch, whole.period.upperBound.daysSinceEpoch,
                ]) ?? false
        }
    }

    private static func key(of request: FigureRequest, under policy: Policy) -> StatementArguments {
        [
            policy.id, request.set.id, request.set.visibility.rawValue, request.figure,
            request.period.lowerBound.daysSinceEpoch, request.period.upperBound.daysSinceEpoch,
        ]
    }

    package func lastRelease(of request: FigureRequest, under policy: Policy) throws -> LastRelease? {
        try pool.read { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT inputs, revisions, verdict, id FROM release
                    WHERE policy = ? AND set_id = ? AND usage = ? AND figure = ? AND first_day = ? AND last_day = ?
                    AND verdict LIKE '{"release"%' ORDER BY edition DESC LIMIT 1
                    """)
            let row = try Row.fetchOne(statement, arguments: EmbeddedReleases.key(of: request, under: policy))
            guard let row else { return nil }
            let numbers = (row[1] as String).split(separator: ",").compactMap { Int64($0) }
            return LastRelease(
                number: row[3], inputs: row[0], latest: Revision(numbers.max() ?? 0), verdict: row[2])
        }
    }

    package func figuresThatLeft(on day: CivilDay) throws -> Set<FigureName> {
        try pool.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT policy, set_id, usage, figure FROM release
                    WHERE last_day = ?1 AND first_day = ?1 AND verdict LIKE '{"release"%'
                    """, arguments: [day.daysSinceEpoch])
            return Set(
                rows.compactMap { row in
                    Visibility(rawValue: row[2]).map {
                        FigureName(policy: row[0], set: row[1], visibility: $0, figure: row[3])
                    }
                })
        }
    }

    package func closings(of days: ClosedRange<CivilDay>, before figure: Int64?) throws -> [DayClosing] {
        try pool.read { try ClosedDayTable.closings(of: days, before: figure, $0) }
    }

    package func lastEdition(ofDocument name: String, policy: String, day: CivilDay) throws -> Int? {
        try pool.read { db in
            try Int.fetchOne(
                db, sql: "SELECT max(edition) FROM publication WHERE policy = ? AND name = ? AND day = ?",
                arguments: [policy, name, day.daysSinceEpoch])
        }
    }

    package func edition(
        ofDocument name: String, policy: String, day: CivilDay, sha256: String, horizon: Revision, now: Instant
    ) throws -> Int {
        try recorded { db, recording in
            let last = try Row.fetchOne(
                db,
                sql: """
                    SELECT edition, sha256 FROM publication WHERE policy = ? AND name = ? AND day = ?
                    ORDER BY edition DESC LIMIT 1
                    """, arguments: [policy, name, day.daysSinceEpoch])
            if let last, last[1] == sha256 { return last[0] }
            let edition = (last.map { $0[0] as Int } ?? 0) + 1
            try recording.write(
                """
                INSERT INTO publication (policy, name, day, edition, sha256, recorded_at, horizon, recording)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """, to: .publications,
                [
                    policy, name, day.daysSinceEpoch, edition, sha256, now.secondsSinceEpoch, horizon.number,
                    try Recording.nextID(db),
                ], db)
            return edition
        }
    }
}
