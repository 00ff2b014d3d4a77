import Dispatch
import GRDB
import Store
import Synchronization

/// Commits the transactions of many callers together: while one group is made durable, the next one gathers. A read
/// that waits for its audit entry then costs a share of an `fdatasync`, not one of its own.
///
/// Each body runs in a savepoint of its own, one after the other: it is atomic and sees those before it. No call
/// returns before the group is durable. A body must not call `perform`.
final class GroupCommit: Sendable {
    /// One caller's body, and the caller's sleep until it is done or its turn to lead has come.
    private final class Job: @unchecked Sendable {
        /// Let go of before the caller wakes: what it holds ends with the call.
        private(set) var run: ((Database) throws -> Void)?
        /// Set before the caller wakes; nil: it leads the next group.
        private(set) var outcome: Result<Void, any Error>?
        let wake = DispatchSemaphore(value: 0)

        init(_ run: @escaping (Database) throws -> Void) { self.run = run }

        func end(_ outcome: Result<Void, any Error>) {
            (run, self.outcome) = (nil, outcome)
            wake.signal()
        }
    }

    private struct Queue {
        var waiting: [Job] = []
        var isCommitting = false
    }

    private let pool: DatabasePool
    private let queue = Mutex(Queue())
    private let onEnd: @Sendable (_ isKept: Bool) -> Void

    /// `onEnd` runs after each group, kept or lost, before any of it returns and before the next one begins.
    init(_ pool: DatabasePool, onEnd: @escaping @Sendable (_ isKept: Bool) -> Void) {
        self.pool = pool
        self.onEnd = onEnd
    }

    func perform<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
        try withoutActuallyEscaping(body) { body in
            var answer: Result<Answer, any Error>?
            let job = Job { db in answer = try GroupCommit.savepoint(db, body) }
            try wait(for: job)
            guard let answer else { throw CancellationError() }
            return try answer.get()
        }
    }

    /// Undone where the body throws. Statements that are kept prepared: GRDB's own are parsed at each turn.
    private static func savepoint<Answer>(
        _ db: Database, _ body: (Database) throws -> Answer
    ) throws -> Result<Answer, any Error> {
        try db.cachedStatement(sql: "SAVEPOINT one").execute()
        let answer = Result { try body(db) }
        // A full disk makes SQLite roll everything back: nobody of the group may be told otherwise.
        guard db.isInsideTransaction else { throw StoreError.groupLost }
        if case .failure = answer { try db.cachedStatement(sql: "ROLLBACK TO one").execute() }
        try db.cachedStatement(sql: "RELEASE one").execute()
        return answer
    }

    /// Whoever finds nobody committing leads: it commits for all that wait, then wakes each of them, and one of those
    /// that came meanwhile to lead the next group.
    private func wait(for job: Job) throws {
        let leads = queue.withLock { queue in
            queue.waiting.append(job)
            defer { queue.isCommitting = true }
            return !queue.isCommitting
        }
        if !leads { job.wake.wait() }
        if job.outcome == nil { lead() }
        try job.outcome?.get()
    }

    private func lead() {
        let group = queue.withLock { queue in
            defer { queue.waiting = [] }
            return queue.waiting
        }
        let outcome = Result { try commit(group) }
        onEnd((try? outcome.get()) != nil)
        let next = queue.withLock { queue in
            queue.isCommitting = !queue.waiting.isEmpty
            return queue.waiting.first
        }
        next?.wake.signal()
        for job in group { job.end(outcome) }
    }

    private func commit(_ group: [Job]) throws {
        try pool.write { db in
            for job in group { try job.run?(db) }
        }
    }
}
