import Access
package import Metering

/// What waits in a tenant's outbox, and what it gave up in the last month: for whoever operates it.
package struct OutboxReport: Sendable {
    package let waiting: [Waiting]
    /// The latest first.
    package let givenUp: [DeadLetter]

    /// Messages of one kind.
    package struct Waiting: Sendable {
        package let kind: String
        package let count: Int
        /// How many were tried in vain already.
        package let tried: Int
        /// When the next of them is tried; nil where none waits.
        package let next: Instant?

        fileprivate init<Message: OutboxMessage>(_ messages: [Message]) {
            kind = Message.kind.name
            count = messages.count
            tried = messages.count { $0.tries > 0 }
            next = messages.map(\.due).min()
        }
    }
}

extension Tenant {
    /// Costs all that waits.
    package func outboxReport() throws -> OutboxReport {
        try access.read(in: id) { store in
            OutboxReport(
                waiting: [
                    .init(try store.records(QueuedEmail.self)), .init(try store.records(Notice.self)),
                    .init(try store.records(Delivery.self)),
                ],
                givenUp: try store.records(DeadLetter.self).sorted { ($0.at, $0.id) > ($1.at, $1.id) })
        }
    }
}
