import Foundation
import GRDB

/// Commits the transactions of many callers together: while one group is made durable, the next one gathers. A read
/// that waits for its audit entry then costs a share of an `fdatasync`, not one of its own.
///
/// Each body runs in a savepoint of its own, one after the other: it is atomic and sees those before it. No call
/// returns before the group is durable. A body must not call `perform`.
final class GroupCommit: @unchecked Sendable {
    private final class Job {
        let run: (Database) -> Void
        var isDone = false
        var failure: (any Error)?

        init(_ run: @escaping (Database) -> Void) { self.run = run }
    }

    private let pool: DatabasePool
    private let condition = NSCondition()
    private var waiting: [Job] = []
    private var isCommitting = false

    init(_ pool: DatabasePool) { self.pool = pool }

    func perform<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
        try withoutActuallyEscaping(body) { body in
            var answer: Result<Answer, any Error>?
            let job = Job { db in
                do {
                    try db.inSavepoint {
                        answer = .success(try body(db))
                        return .commit
                    }
                } catch {
                    answer = .failure(error)
                }
            }
            wait(for: job)
            if let failure = job.failure { throw failure }
            guard let answer else { throw CancellationError() }
            return try answer.get()
        }
    }

    /// Whoever finds nobody committing commits for all that wait.
    private func wait(for job: Job) {
        condition.lock()
        defer { condition.unlock() }
        waiting.append(job)
        while !job.isDone {
            guard !isCommitting else {
                condition.wait()
                continue
            }
            let group = waiting
            (waiting, isCommitting) = ([], true)
            condition.unlock()
            let failure = commit(group)
            condition.lock()
            for job in group { (job.isDone, job.failure) = (true, failure) }
            isCommitting = false
            condition.broadcast()
        }
    }

    private func commit(_ group: [Job]) -> (any Error)? {
        nonisolated(unsafe) let group = group
        do {
            try pool.write { db in
                for job in group {
                    job.run(db)
                    // A full disk makes SQLite roll everything back: nobody of the group may be told otherwise.
                    guard db.isInsideTransaction else { throw StoreError.groupLost }
                }
            }
            return nil
        } catch {
            return error
        }
    }
}
