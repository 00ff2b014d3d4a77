/// Why a message did not leave, in words that name no person and tell no secret: they are logged, and kept while it
/// waits or as a dead letter.
protocol OutboxFault: Error, CustomStringConvertible {
    /// Whether no later try can be better: the message is given up at once.
    var isFinal: Bool { get }
}

extension OutboxFault {
    var isFinal: Bool { false }
}

/// Of a batch, the messages that were not taken, each with the reason, by id. The others were.
struct SomeNotTaken: Error {
    var faults: [String: any Error] = [:]
}

extension MailFault: OutboxFault {}
extension WebhookFault: OutboxFault {}
