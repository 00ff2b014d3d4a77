package import Metering

/// A personal data breach, as the register of breaches keeps it (GDPR art. 33(5)): what happened, its effects, what was
/// done. It names nobody: the persons concerned are records of their own (`BreachPerson`), which go with them.
package struct Breach: StoredRecord {
    package static let kind = RecordKind("breach")
    /// The year and a number in it: `2026-1`.
    package let id: String
    /// When the organisation became aware of it: the 72 hours begin there.
    package let noticedAt: Instant
    package let scope: BreachScope
    /// `BreachFacts`, sealed with the tenant's key.
    package let facts: Sealed
    /// What the audit log has of it; nil where nobody looked to the end yet.
    package internal(set) var finding: BreachFinding?
    /// `BreachJudgement`, sealed with the tenant's key; nil before somebody judged.
    package internal(set) var judgement: Sealed?
    package internal(set) var risk: Risk?
    /// When the authority was told, and under which number; nil before.
    package internal(set) var reportedAt: Instant?
    package internal(set) var reference: String?
    package internal(set) var closedAt: Instant?
    /// Why persons were not told of a high risk (art. 34(3)), sealed with the tenant's key.
    package internal(set) var exemption: Sealed?

    package var owner: String { id }
    package var end: Instant? { closedAt }

    /// What the breach means for the persons concerned.
    package enum Risk: String, CaseIterable, Hashable, Sendable, Codable {
        /// Unlikely to result in a risk: the register is enough (art. 33(1)).
        case unlikely
        /// A risk: the authority is told (art. 33).
        case risk
        /// A high risk: the persons are told too (art. 34).
        case high
    }

    /// Art. 33(1): not later than 72 hours after having become aware of it.
    package static let hours = 72

    package var deadline: Instant { noticedAt.advanced(seconds: Breach.hours * 3_600) }

    /// Whether the authority was told too late, or is not told yet and should have been: the notification then has to
    /// be accompanied by the reasons for the delay.
    package func isLate(at now: Instant) -> Bool { (reportedAt ?? closedAt ?? now) > deadline && risk != .unlikely }
}

/// What whoever opened a breach wrote down.
package struct BreachFacts: Hashable, Sendable, Codable {
    static let field = "breach-facts"
    static let exemption = "breach-exemption"
    /// In the operator's words, for the register; best without names.
    package let what: String

    package init(what: String) { self.what = what }
}

/// What somebody judged of a breach, in both languages: the authority and the persons concerned are told it.
package struct BreachJudgement: Hashable, Sendable, Codable {
    static let field = "breach-judgement"
    /// What happened, in clear and plain language (art. 34(2)).
    package let nature: BilingualText
    /// Art. 33(3)(c).
    package let consequences: BilingualText
    /// Art. 33(3)(d): what was done and is proposed, also what the persons can do themselves.
    package let measures: BilingualText
    /// Why the risk is what it is said to be, for the register.
    package let reason: String

    package init(nature: BilingualText, consequences: BilingualText, measures: BilingualText, reason: String) {
        self.nature = nature
        self.consequences = consequences
        self.measures = measures
        self.reason = reason
    }
}

/// What the audit log has of a breach, in numbers; of the last look at it.
package struct BreachFinding: Hashable, Sendable, Codable {
    package let lookedAt: Instant
    /// Reads that the breach covers.
    package internal(set) var reads = 0
    /// Of these, those whose person was erased since, or that were of nobody, as totals of buildings are.
    package internal(set) var readsOfNobody = 0
    package internal(set) var persons = 0
    /// Of these, holders of points who have no account: nobody knows where to write to.
    package internal(set) var personsWithoutAccount = 0
    package internal(set) var points = 0
    /// Days of points: what the authority calls records.
    package internal(set) var pointDays = 0
    package internal(set) var recipients: Set<RecipientID> = []
    package internal(set) var clients: Set<ClientID> = []

    init(lookedAt: Instant) { self.lookedAt = lookedAt }
}
