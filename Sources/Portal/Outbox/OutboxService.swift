import Access
import Logging
import Metering
import ServiceLifecycle

/// Sends what waits in the outboxes of all tenants, each sender and tenant on its own: one that hangs holds up no
/// other.
package struct OutboxService: Service {
    private let portal: Portal
    private let senders: [any OutboxSender]

    /// E-mail through a mailer, news for clients through a webhook client.
    package init(_ portal: Portal, mailer: any Mailer, webhooks: any WebhookClient) {
        self.init(portal, [EmailSender(mailer: mailer), NoticeSender(webhooks: webhooks)])
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
            let due = try await portal.run(.ordinary) { [clock = portal.clock] in
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
            log("the outbox cannot be read", error, Sender.Message.kind)
            return false
        }
    }

    private func send<Sender: OutboxSender>(
        _ batch: [Sender.Message], through sender: Sender, _ outbox: Outbox<Sender.Message>
    ) async {
        let clock = portal.clock
        do {
            let fault: String?
            do {
                try await sender.send(batch, of: outbox.tenant, portal)
                fault = nil
            } catch {
                log("a message was not taken", error, Sender.Message.kind)
                fault = Self.words(of: error)
            }
            let givenUp = try await portal.run(.ordinary) {
                if let fault { return try outbox.fail(batch, fault, now: clock()) }
                try outbox.acknowledge(batch, now: clock())
                return 0
            }
            count(Sender.Message.kind, givenUp: givenUp)
        } catch {
            log("what became of a message cannot be kept", error, Sender.Message.kind)
        }
    }

    private func count(_ kind: RecordKind, givenUp: Int) {
        guard givenUp > 0 else { return }
        portal.metrics.countDeadLetters(givenUp, of: kind)
        portal.logger.error("messages were given up", metadata: ["kind": "\(kind)", "messages": "\(givenUp)"])
    }

    private func log(_ what: Logger.Message, _ error: any Error, _ kind: RecordKind) {
        portal.logger.notice(what, metadata: ["kind": "\(kind)", "error": "\(Self.words(of: error))"])
    }

    /// Our own faults name no person; of others, the kind of the error alone.
    private static func words(of error: any Error) -> String {
        switch error {
        case let fault as MailFault: fault.description
        case let fault as WebhookFault: fault.description
        default: String(reflecting: type(of: error))
        }
    }
}
