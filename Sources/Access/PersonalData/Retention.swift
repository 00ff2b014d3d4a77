package import Metering

/// How long records stay after they ended.
package struct RetentionRule: Hashable, Sendable {
    package let kind: RecordKind
    package let days: Int
    /// Why so long.
    package let reason: String
}

/// What a daily job is to remove: of each kind, what ended before a moment.
package struct RetentionPlan: Hashable, Sendable {
    package let removals: [Removal]

    package struct Removal: Hashable, Sendable {
        package let rule: RetentionRule
        package let endedBefore: Instant
    }

    package init(_ rules: [RetentionRule], now: Instant) {
        removals = rules.map { Removal(rule: $0, endedBefore: now.advanced(seconds: -$0.days * 86_400)) }
    }

    /// Notes the plan in the log, carries it out and reports what went. It removes a thousand records in a transaction,
    /// so that no grant waits for long behind it; stopped in between, the rest goes the next time.
    package func carryOut(on store: any RecordStore, _ keys: TenantKeys, now: Instant) throws -> Report {
        _ = try store.transaction(in: keys.tenant) { store in
            try store.note(.retentionApplied, by: .machine, subject: nil, keys, now: now)
        }
        let lines = try removals.map { removal in
            Report.Line(removal: removal, count: try remove(removal, from: store, keys, now: now))
        }
        return Report(tenant: keys.tenant, lines: lines)
    }

    static let batch = 1_000

    /// Of an occupancy that is removed the border stays: a letter does not open its days to who comes after.
    private func remove(
        _ removal: Removal, from store: any RecordStore, _ keys: TenantKeys, now: Instant
    ) throws -> Int {
        var (all, last) = (0, RetentionPlan.batch)
        while last == RetentionPlan.batch {
            last = try store.transaction(in: keys.tenant) { store in
                if removal.rule.kind == Occupancy.kind {
                    let ended = try store.records(
                        Occupancy.self, endingBy: removal.endedBefore, limit: RetentionPlan.batch)
                    for occupancy in ended { try store.keepBorder(of: occupancy, keys, removedAt: now) }
                }
                return try store.removeEnded(removal.rule.kind, before: removal.endedBefore, limit: RetentionPlan.batch)
            }
            all += last
        }
        return all
    }

    /// What a daily job removed.
    package struct Report: Hashable, Sendable {
        package let tenant: TenantID
        package let lines: [Line]

        package struct Line: Hashable, Sendable {
            package let removal: Removal
            package let count: Int
        }
    }
}
