package import Metering

/// The contract between the operator and a recipient: without it, a consent cannot be carried out.
package struct Agreement: StoredRecord {
    package static let kind = RecordKind("agreement")
    package let recipient: RecipientID
    package let from: Instant
    package let until: Instant?

    package init(recipient: RecipientID, from: Instant, until: Instant? = nil) {
        self.recipient = recipient
        self.from = from
        self.until = until
    }

    package var id: String { recipient.text }
    package var owner: String { recipient.text }
    package var end: Instant? { until }

    package func isCurrent(at now: Instant) -> Bool { from <= now && until.map { now < $0 } ?? true }
}

extension RecordReading {
    /// The agreement with a recipient, where it holds now.
    package func agreement(with recipient: RecipientID, now: Instant) throws -> Agreement? {
        try record(Agreement.self, recipient.text).flatMap { $0.isCurrent(at: now) ? $0 : nil }
    }
}
