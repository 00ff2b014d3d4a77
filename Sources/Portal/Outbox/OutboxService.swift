import Access
import Logging
import Metering
import ServiceLifecycle

/// Sends what waits in the outboxes of all tenants, each channel on its own: one that hangs holds up no other.
package struct OutboxService: Service {
    private let portal: Portal
    private let channels: [any OutboxChannel]

    /// E-mail through a mailer, news for clients through a webhook client.
    package init(_ portal: Portal, mailer: any Mailer, webhooks: any WebhookClient) {
        self.init(portal, [EmailChannel(mailer: mailer), NoticeChannel(webhooks: webhooks)])
    }

    init(_ portal: Portal, _ channels: [any OutboxChannel]) {
        self.portal = portal
        self.channels = channels
    }

    /// Until the server stops: what is on its way is finished.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for channel in channels { group.addTask { await work(channel) } }
            }
        }
    }

    private func work(_ channel: some OutboxChannel) async {
        while !Task.isCancelled {
            var hasSent = false
            for tenant in portal.tenants.all { hasSent = await turn(channel, tenant) || hasSent }
            if !hasSent { try? await Task.sleep(for: .seconds(1)) }
        }
    }

    /// One turn of each channel.
    func turn(_ tenant: Tenant) async {
        for channel in channels { _ = await turn(channel, tenant) }
    }

    private static let mostAtOnce = 8

    /// Sends what is due, at most `mostAtOnce` batches at a time. False where nothing was.
    private func turn<Channel: OutboxChannel>(_ channel: Channel, _ tenant: Tenant) async -> Bool {
        let outbox = Outbox<Channel.Message>(tenant: tenant)
        do {
            let due = try await portal.run(.ordinary) { [clock = portal.clock] in
                try channel.collect(tenant, now: clock())
                return try outbox.take(upTo: channel.batchSize, now: clock())
            }
            count(Channel.Message.kind, givenUp: due.givenUp)
            await withTaskGroup(of: Void.self) { group in
                for (number, batch) in due.batches.enumerated() {
                    if number >= OutboxService.mostAtOnce { _ = await group.next() }
                    group.addTask { await send(batch, through: channel, outbox) }
                }
            }
            return !due.batches.isEmpty
        } catch {
            log("the outbox cannot be read", error, Channel.Message.kind)
            return false
        }
    }

    private func send<Channel: OutboxChannel>(
        _ batch: [Channel.Message], through channel: Channel, _ outbox: Outbox<Channel.Message>
    ) async {
        let clock = portal.clock
        do {
            let fault: String?
            do {
                try await channel.send(batch, of: outbox.tenant, portal)
                fault = nil
            } catch {
                log("a message was not taken", error, Channel.Message.kind)
                fault = Self.words(of: error)
            }
            let givenUp = try await portal.run(.ordinary) {
                if let fault { return try outbox.fail(batch, fault, now: clock()) }
                try outbox.acknowledge(batch, now: clock())
                return 0
            }
            count(Channel.Message.kind, givenUp: givenUp)
        } catch {
            log("what became of a message cannot be kept", error, Channel.Message.kind)
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
