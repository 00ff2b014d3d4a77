import Access
import Metering

/// The messages of one kind that wait to leave a tenant.
///
/// Delivery is at least once: a try is counted before it is made, and a message that was taken is removed after it was.
/// Where the server ends in between, or cannot keep that it was taken, it is sent again when its next try is due:
/// never more often than tries are counted.
struct Outbox<Message: OutboxMessage> {
    let tenant: Tenant

    /// Looked at in one turn.
    private static var most: Int { 1_000 }

    /// What is due, the longest due first, counted as tried; in batches of one owner. What expired is given up.
    func take(upTo batchSize: Int, now: Instant) throws -> (batches: [[Message]], givenUp: Int) {
        let due = try tenant.access.read(in: tenant.id) {
            try $0.records(Message.self, endingBy: now, limit: Self.most)
        }
        guard !due.isEmpty else { return ([], 0) }
        return try tenant.access.transaction(in: tenant.id) { store in
            // Changed or withdrawn since it was looked for: the next turn has it.
            let waiting = try due.filter { try store.record(Message.self, $0.id) == $0 }
            let expired = waiting.filter { $0.expires <= now }
            for message in expired { try giveUp(message, "it expired before it could be sent", store, now: now) }
            let tried = waiting.filter { $0.expires > now }.map { $0.tried(at: now) }
            for message in tried { try store.put(message) }
            return (batches(of: tried, upTo: batchSize), expired.count)
        }
    }

    private func batches(of messages: [Message], upTo size: Int) -> [[Message]] {
        var (batches, open): ([[Message]], [String: Int]) = ([], [:])
        for message in messages {
            if let number = open[message.owner], batches[number].count < size {
                batches[number].append(message)
            } else {
                open[message.owner] = batches.count
                batches.append([message])
            }
        }
        return batches
    }

    /// Removes what was taken. What was followed by other news while it was on its way is sent once more.
    func acknowledge(_ batch: [Message], now: Instant) throws {
        try tenant.access.transaction(in: tenant.id) { store in
            for message in batch {
                guard var kept = try store.record(Message.self, message.id) else { continue }
                guard kept != message else {
                    try store.remove(Message.self, message.id)
                    continue
                }
                (kept.tries, kept.due) = (0, now)
                try store.put(kept)
            }
        }
    }

    /// Leaves what was not taken for its next try, or gives it up where that would come too late or `isFinal`. Gives
    /// how many it gave up.
    func fail(_ batch: [Message], _ fault: String, isFinal: Bool = false, now: Instant) throws -> Int {
        let failed = batch.map { (message: $0, isLast: isFinal || $0.isLastTry, told: $0.failed(because: fault)) }
            .filter { $0.isLast || $0.told != $0.message }
        guard !failed.isEmpty else { return 0 }
        return try tenant.access.transaction(in: tenant.id) { store in
            try failed.count { message, isLast, told in
                guard try store.record(Message.self, message.id) == message else { return false }
                if isLast { try giveUp(message, fault, store, now: now) } else { try store.put(told) }
                return isLast
            }
        }
    }

    private func giveUp(
        _ message: Message, _ fault: String, _ store: any RecordTransaction, now: Instant
    ) throws {
        try store.remove(Message.self, message.id)
        try message.leaveNothing(in: store)
        try store.insert(DeadLetter(message, fault, at: now))
    }
}
