package import Metering

/// How long records stay after they ended.
package struct RetentionRule: Hashable, Sendable {
    package let kind: RecordKind
    package let days: Int
    /// Why so long.
    package let reason: String

    /// The rules in force. Kinds that are not here stay while their subject does.
    package static let all: [RetentionRule] = [
        RetentionRule(kind: .session, days: 1, reason: "to see what happened yesterday"),
        RetentionRule(kind: .emailProof, days: 1, reason: "a proof that came too late is told so"),
        RetentionRule(kind: .passwordReset, days: 1, reason: "used or over"),
        RetentionRule(kind: .rateBucket, days: 1, reason: "nothing needs it after its stretch"),
        RetentionRule(kind: .activationCode, days: 30, reason: "letters are late"),
        RetentionRule(kind: .occupancy, days: 1_096, reason: "a former holder may see those days for three years"),
        RetentionRule(kind: .mandate, days: 1_096, reason: "as occupancies"),
        RetentionRule(kind: .consent, days: 1_827, reason: "proof for five years (Code civil, art. 2224)"),
        RetentionRule(kind: .pushedRequest, days: 1, reason: "used or over"),
        RetentionRule(kind: .authorizationCode, days: 1, reason: "a replay is noticed for a day"),
        RetentionRule(kind: .accessToken, days: 1, reason: "used or over"),
        RetentionRule(kind: .refreshToken, days: 30, reason: "a reuse is noticed for a month"),
        RetentionRule(kind: .tokenFamily, days: 30, reason: "as its refresh tokens"),
        RetentionRule(kind: .deviceCode, days: 1, reason: "used or over"),
        RetentionRule(kind: .usedIdentifier, days: 0, reason: "after its end a replay is refused by its age"),
        RetentionRule(kind: .job, days: 7, reason: "a week to fetch an export, or to read what became of an upload"),
        RetentionRule(kind: .notice, days: 0, reason: "nobody tries to send it any more"),
        RetentionRule(kind: .onceKey, days: 0, reason: "a day after the request, its end"),
    ]
}

/// What a daily job is to remove: of each kind, what ended before a moment.
package struct RetentionPlan: Hashable, Sendable {
    package let removals: [Removal]

    package struct Removal: Hashable, Sendable {
        package let rule: RetentionRule
        package let endedBefore: Instant
    }

    package init(rules: [RetentionRule] = RetentionRule.all, now: Instant) {
        removals = rules.map { Removal(rule: $0, endedBefore: now.advanced(seconds: -$0.days * 86_400)) }
    }

    /// Carries the plan out in one transaction, notes it in the log, and reports what went.
    package func carryOut(on store: any AccessStore, _ keys: TenantKeys, now: Instant) throws -> Report {
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
