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

    /// Carries the plan out in one transaction, notes it in the log, and reports what went.
    package func carryOut(on store: any RecordStore, _ keys: TenantKeys, now: Instant) throws -> Report {
        try store.transaction(in: keys.tenant) { store in
            let removed = try removals.map { removal in
                Report.Line(
                    removal: removal, count: try store.removeEnded(removal.rule.kind, before: removal.endedBefore))
            }
            try store.note(.retentionApplied, by: .machine, subject: nil, keys, now: now)
            return Report(tenant: keys.tenant, lines: removed)
        }
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
