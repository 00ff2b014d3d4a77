import Access
import Logging
import Metering
import ServiceLifecycle

/// Sends what waits in the outboxes of all tenants, each sender and tenant on its own: one that hangs holds up no
/// other.
package struct OutboxService: Service {
    private let portal: Portal
    private let senders: [any OutboxSender]

    /// E-mail through a mailer, news for clients through a webhook client, documents to wherever their destination is.
    package init(
        _ portal: Portal, mailer: any Mailer, webhooks: any WebhookClient, transport: any DeliveryTransport
    ) {
        self.init(
            portal,
            [EmailSender(mailer: mailer), NoticeSender(webhooks: webhooks), DeliverySender(transport: transport)])
    }

    init(_ portal: Portal, _ senders: [any OutboxSender]) {
        self.portal = portal
        self.senders = senders
    }

    /// Until the server stops: what is on its way is finished.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for sender in senders {
                    for tenant in portal.tenants.all { group.addTask { await work(sender, tenant) } }
                }
            }
        }
    }

    private func work(_ sender: some OutboxSender, _ tenant: Tenant) async {
        while !Task.isCancelled {
            if await !turn(sender, tenant) { try? await Task.sleep(for: .seconds(1)) }
        }
    }

    /// One turn of each sender.
    func turn(_ tenant: Tenant) async {
        for sender in senders { _ = await turn(sender, tenant) }
    }

    private static let mostAtOnce = 8

    /// Sends what is due, at most `mostAtOnce` batches at a time. False where nothing was.
    private func turn<Sender: OutboxSender>(_ sender: Sender, _ tenant: Tenant) async -> Bool {
        let outbox = Outbox<Sender.Message>(tenant: tenant)
        do {
            let due = try await portal.run(.stores) { [clock = portal.clock] in
                try sender.collect(tenant, now: clock())
                return try outbox.take(upTo: sender.batchSize, now: clock())
            }
            count(Sender.Message.kind, givenUp: due.givenUp)
            await withTaskGroup(of: Void.self) { group in
                for (number, batch) in due.batches.enumerated() {
                    if number >= OutboxService.mostAtOnce { _ = await group.next() }
                    group.addTask { await send(batch, through: sender, outbox) }
                }
            }
            return !due.batches.isEmpty
        } catch {
            log("the outbox cannot be read", Self.words(of: error), Sender.Message.kind)
            return false
        }
    }

    private func send<Sender: OutboxSender>(
        _ batch: [Sender.Message], through sender: Sender, _ outbox: Outbox<Sender.Message>
    ) async {
        let clock = portal.clock
        let outcome = await outcome(of: batch, through: sender, outbox)
        for failure in outcome.failures { log("a message was not taken", failure.words, Sender.Message.kind) }
        do {
            let givenUp = try await portal.run(.stores) {
                if !outcome.taken.isEmpty { try outbox.acknowledge(outcome.taken, now: clock()) }
                return try outcome.failures.reduce(0) { count, failure in
                    try count
                        + outbox.fail(failure.messages, failure.words, isFinal: failure.isFinal, now: clock())
                }
            }
            count(Sender.Message.kind, givenUp: givenUp)
        } catch {
            log("what became of a message cannot be kept", Self.words(of: error), Sender.Message.kind)
        }
    }

    /// What became of a batch: the messages that were taken, and the others by the reason.
    private struct Outcome<Message: OutboxMessage> {
        var taken: [Message] = []
        var failures: [(words: String, isFinal: Bool, messages: [Message])] = []

        mutating func add(_ messages: [Message], _ fault: any Error) {
            let (words, isFinal) = (OutboxService.words(of: fault), (fault as? any OutboxFault)?.isFinal ?? false)
            if let number = failures.firstIndex(where: { $0.words == words && $0.isFinal == isFinal }) {
                failures[number].messages += messages
            } else {
                failures.append((words, isFinal, messages))
            }
        }
    }

    private func outcome<Sender: OutboxSender>(
        of batch: [Sender.Message], through sender: Sender, _ outbox: Outbox<Sender.Message>
    ) async -> Outcome<Sender.Message> {
        var outcome = Outcome<Sender.Message>()
        do {
            try await sender.send(batch, of: outbox.tenant, portal)
            outcome.taken = batch
        } catch let some as SomeNotTaken {
            outcome.taken = batch.filter { some.faults[$0.id] == nil }
            for message in batch { if let fault = some.faults[message.id] { outcome.add([message], fault) } }
        } catch {
            outcome.add(batch, error)
        }
        return outcome
    }

    private func count(_ kind: RecordKind, givenUp: Int) {
        guard givenUp > 0 else { return }
        portal.metrics.countDeadLetters(givenUp, of: kind)
        portal.logger.error("messages were given up", metadata: ["kind": "\(kind)", "messages": "\(givenUp)"])
    }

    private func log(_ what: Logger.Message, _ words: String, _ kind: RecordKind) {
        portal.logger.notice(what, metadata: ["kind": "\(kind)", "error": "\(words)"])
    }

    /// Our own faults name no person; of others, the kind of the error alone.
    private static func words(of error: any Error) -> String {
        (error as? any OutboxFault)?.description ?? String(reflecting: type(of: error))
    }
}
