package import Access
package import Metering
import Store

/// Retention and erasure of a tenant. The files of jobs are removed with the records.
extension Tenant {
    /// Settles the consents that time, a move or an agreement changed, and removes what was kept long enough, with the
    /// accounts whose address nobody proved.
    package func applyRetention(now: Instant) throws -> (closed: Int, removed: RetentionPlan.Report) {
        let closed = try consents.settle(now: now)
        _ = try accounts.removeUnproven(now: now)
        let removed = try RetentionPlan(access.registry.retention, now: now).carryOut(on: access, keys, now: now)
        try deleteOrphanedJobFiles(now: now)
        try access.forgetRemoved()
        return (closed, removed)
    }

    /// Erases a person: records and key, the files of their jobs and of exports that hold their curves, and what the
    /// write-ahead log still has. Where it fails, it is to be called again: files and log may still have what the
    /// records have not. False where there never was such an account.
    @discardableResult
    package func erase(_ account: AccountID, by actor: Agent, now: Instant) throws -> Bool {
        let (isKnown, isErased) = try access.read(in: id) { store in
            (
                try store.record(Account.self, account.text) != nil,
                try store.record(Erasure.self, SubjectID(account).text) != nil
            )
        }
        guard isKnown || isErased else { return false }
        if isKnown { try Erasure.erase(account, by: actor, on: access, keys, now: now, tell: tell) }
        try deleteOrphanedJobFiles(now: now)
        try access.forgetRemoved()
        return true
    }

    /// Removes the files of jobs that nobody may fetch any more. Gives how many jobs had some.
    @discardableResult
    func deleteOrphanedJobFiles(now: Instant) throws -> Int {
        try jobs.deleteOrphanedFiles { try decisions.stands($0, now: now) }
    }
}
