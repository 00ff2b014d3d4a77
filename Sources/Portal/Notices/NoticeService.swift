import Access
import Logging
import Metering
import ServiceLifecycle

/// Tells clients of new data and changed consents (`thirdPartyNotifyUri` of Green Button): addresses alone, which
/// they read with their tokens.
///
/// What is queued is a record: it survives a restart, and a withdrawal removes it. Delivery is at least once: a client
/// is told twice where the server stopped before it kept that the first message was taken.
package struct NoticeService: Service {
    private let portal: Portal
    private let webhooks: any WebhookClient

    package init(_ portal: Portal, by webhooks: any WebhookClient) {
        self.portal = portal
        self.webhooks = webhooks
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                for tenant in portal.tenants.all { await turn(tenant) }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Looks for new data, and sends what is due: one message to each client, at most `mostAtOnce` at a time.
    func turn(_ tenant: Tenant) async {
        let queue = NoticeQueue(tenant: tenant)
        do {
            let batches = try await portal.run(.ordinary) { [clock = portal.clock] in
                try NewData(tenant: tenant, now: clock()).announce()
                return try queue.due(now: clock())
            }
            await withTaskGroup(of: Void.self) { group in
                for (number, batch) in batches.enumerated() {
                    if number >= NoticeService.mostAtOnce { _ = await group.next() }
                    group.addTask { await send(batch, queue) }
                }
            }
        } catch {
            log(error)
        }
    }

    private static let mostAtOnce = 8

    private func send(_ batch: NoticeQueue.Batch, _ queue: NoticeQueue) async {
        do {
            let clock = portal.clock
            guard let message = try await portal.run(.ordinary, { try queue.message(batch, now: clock()) }) else {
                return
            }
            let status = try? await webhooks.post(message.body, to: message.address)
            let wereTaken = status.map { (200..<300).contains($0) } ?? false
            let givenUp = try await portal.run(.ordinary) {
                try queue.settle(message.notices, wereTaken: wereTaken, now: clock())
            }
            portal.logger.log(
                level: wereTaken ? .debug : .notice, wereTaken ? "told a program" : "a program was not told",
                metadata: [
                    "client": "\(batch.client)", "news": "\(message.notices.count)",
                    "status": "\(status.map(String.init) ?? "none")", "given up": "\(givenUp)",
                ])
        } catch {
            log(error)
        }
    }

    /// The kind of the error alone.
    private func log(_ error: any Error) {
        portal.logger.error("telling programs failed", metadata: ["error": "\(String(reflecting: type(of: error)))"])
    }
}
