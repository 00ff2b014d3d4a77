import Access
import Metering

/// How messages of one kind leave.
protocol OutboxSender<Message>: Sendable {
    associatedtype Message: OutboxMessage

    /// How many messages of one owner are sent together.
    var batchSize: Int { get }

    /// Queues what nobody queued where it happened. Before each look for what is due, on a thread that may wait.
    func collect(_ tenant: Tenant, now: Instant) throws

    /// Sends messages of one owner, and returns when they are acknowledged: whoever answers for them from then on has
    /// them. What need not be sent any more it removes from the outbox itself. Throws where they were not taken, or
    /// `SomeNotTaken` where some of them were not: these are tried again.
    func send(_ batch: [Message], of tenant: Tenant, _ portal: Portal) async throws
}

extension OutboxSender {
    var batchSize: Int { 1 }

    func collect(_: Tenant, now _: Instant) {}
}
