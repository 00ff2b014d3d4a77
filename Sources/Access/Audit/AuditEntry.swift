import Crypto
import Foundation
package import Metering

/// One entry of a tenant's audit log: what happened, chained to all that happened before.
///
/// The hash is SHA-256 of the former entry's hash and of the body's bytes as they are kept.
package struct AuditEntry: Hashable, Sendable {
    package let sequence: Int64
    /// Whose data it is about, as in the body: beside it for the index.
    package let subject: String?
    /// `AuditFacts.canonical`.
    package let body: String
    package let hash: String

    package init(sequence: Int64, subject: String?, body: String, hash: String) {
        self.sequence = sequence
        self.subject = subject
        self.body = body
        self.hash = hash
    }

    init(_ facts: AuditFacts, after last: AuditEntry?) {
        body = facts.canonical
        sequence = facts.sequence
        subject = facts.subject
        hash = AuditEntry.hash(after: last?.hash ?? AuditEntry.origin, body: body)
    }

    /// The entry for a collector of logs: its body with its hash and its moment in words, on one line.
    package var line: String {
        let time = facts?.at.description ?? ""
        return "\(body.dropLast()),\"hash\":\"\(hash)\",\"time\":\"\(time)\"}"
    }

    package var facts: AuditFacts? { try? JSONDecoder().decode(AuditFacts.self, from: Data(body.utf8)) }

    /// The hash that the first entry follows.
    static let origin = String(repeating: "0", count: 64)

    static func hash(after previous: String, body: String) -> String {
        SHA256.hash(data: Array("\(previous)\n\(body)".utf8)).hexadecimal
    }
}

/// What an entry says. Nobody is named in clear: subjects appear under their key's pseudonym, and what was read of
/// them is sealed with that key. When the key is destroyed, the chain still verifies and leads to nobody.
package struct AuditFacts: Hashable, Sendable, Codable {
    package let sequence: Int64
    package let at: Instant
    package let action: AuditAction
    package let actor: Agent
    package let outcome: AuditOutcome
    package let basis: LegalBasis?
    package let consent: ConsentID?
    package let recipient: RecipientID?
    package let purpose: String?
    package let request: String?
    package let subject: String?
    /// `ReadDetail`, sealed.
    package let detail: Sealed?
    /// Where it came from: `TenantKeys.networkMark`.
    package let network: String?
    /// How often it happened, where events are counted together.
    package let count: Int?
}

package enum AuditAction: String, CaseIterable, Hashable, Sendable, Codable {
    case read
    /// The purpose says by which factors.
    case signedIn = "signed-in"
    /// The purpose is what was wrong, or `limit`.
    case signInFailed = "sign-in-failed"
    /// A wrong password of somebody who is signed in, or has a link.
    case proofFailed = "proof-failed"
    /// A program proved who it is, so many times; how is the purpose.
    case clientAuthenticated = "client-authenticated"
    /// A program was refused, so many times: what was wrong is the purpose.
    case clientRefused = "client-refused"
    /// Calls were refused, so many: by role, scope, form token, token, limit or input, as the purpose says.
    case callRefused = "call-refused"
    case signedOut = "signed-out"
    case accountRegistered = "account-registered"
    case recipientKept = "recipient-kept"
    case needPublished = "need-published"
    case needWithdrawn = "need-withdrawn"
    case mandateGiven = "mandate-given"
    /// A further role; it and what it is about are the purpose.
    case assignmentGiven = "assignment-given"
    case assignmentEnded = "assignment-ended"
    case consentChanged = "consent-changed"
    case letterIssued = "letter-issued"
    case occupancyLinked = "occupancy-linked"
    case occupancyEnded = "occupancy-ended"
    case passwordResetAsked = "password-reset-asked"
    case passwordChanged = "password-changed"
    case secondStepAdded = "second-step-added"
    case secondStepRemoved = "second-step-removed"
    case accountErased = "account-erased"
    case retentionApplied = "retention-applied"
    case clientRegistered = "client-registered"
    case tokensRevoked = "tokens-revoked"
    case clientChanged = "client-changed"
    case accountSuspended = "account-suspended"
    case accountResumed = "account-resumed"
    case sessionsEnded = "sessions-ended"
    case masterKeyReplaced = "master-key-replaced"
    /// A destination of documents; its name is the purpose.
    case destinationAdded = "destination-added"
    case destinationRemoved = "destination-removed"
    /// A restricted document was taken by a destination; both are the purpose.
    case documentDelivered = "document-delivered"
    /// What the tenant's organisation is was said; its kind and the SHA-256 of its profile are the purpose.
    case tenantDescribed = "tenant-described"
    /// An act on the register of breaches; the breach's number is the purpose.
    case breachOpened = "breach-opened"
    case breachJudged = "breach-judged"
    case breachReported = "breach-reported"
    case breachClosed = "breach-closed"
    /// A person was told of a breach that concerns them.
    case breachTold = "breach-told"
    /// A command on the machine; its names are the purpose.
    case commandGiven = "command-given"
}

package enum AuditOutcome: Hashable, Sendable, Codable {
    case done
    case refused(ReadRefusal)
}

/// What was read of a person: sealed with that person's key.
package struct ReadDetail: Hashable, Sendable, Codable {
    static let field = "audit-detail"
    package let point: PointID
    package let carrier: Carrier
    package let direction: Direction
    package let step: FigureStep
    package let first: CivilDay
    package let last: CivilDay
}

extension RecordTransaction {
    /// Appends an entry to the chain and gives its number. It is kept with whatever else this transaction does, or
    /// not at all.
    @discardableResult
    package func note(
        _ action: AuditAction, by actor: Agent, subject: SubjectID?, outcome: AuditOutcome = .done,
        basis: LegalBasis? = nil, consent: ConsentID? = nil, recipient: RecipientID? = nil, purpose: String? = nil,
        request: String? = nil, detail: ReadDetail? = nil, network: String? = nil, count: Int? = nil,
        _ keys: TenantKeys, now: Instant
    ) throws -> Int64 {
        let last = try lastAuditEntry()
        let key = try subject.map { try ensureSubjectKey(of: $0, keys) }
        let facts = AuditFacts(
            sequence: (last?.sequence ?? 0) + 1, at: now, action: action, actor: actor, outcome: outcome, basis: basis,
            consent: consent, recipient: recipient, purpose: purpose, request: request, subject: key?.pseudonym,
            detail: try detail.flatMap { detail in try key?.seal(json: detail.canonical.utf8, as: ReadDetail.field) },
            network: network, count: count)
        try append(AuditEntry(facts, after: last))
        return facts.sequence
    }
}
