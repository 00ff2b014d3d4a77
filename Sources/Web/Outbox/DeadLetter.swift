package import Access
package import Metering

/// What the outbox gave up: what kind it was, whose, how often it was tried and why it did not leave. Never what it
/// said, nor to whom.
package struct DeadLetter: StoredRecord {
    package static let kind = RecordKind("dead_letter")
    package let id: String
    /// The kind of the message.
    package let message: String
    /// Of news for a client, the client; of an e-mail, its own identifier; of a delivery, the destination and the file.
    package let owner: String
    package let subject: SubjectID?
    package let tries: Int
    package let fault: String
    package let at: Instant

    init<Message: OutboxMessage>(_ message: Message, _ fault: String, at now: Instant) {
        id = Secret.random().digest
        self.message = Message.kind.name
        owner = message.label
        subject = message.subject
        tries = message.tries
        self.fault = fault
        at = now
    }

    package var end: Instant? { at }
}
