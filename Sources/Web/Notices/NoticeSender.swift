import Access
import Exchange
import Metering

/// Tells clients of new data and changed consents (`thirdPartyNotifyUri` of Green Button): addresses alone, which
/// they read with their tokens. A message is acknowledged by a status from 200 to 299.
struct NoticeSender: OutboxSender {
    let webhooks: any WebhookClient

    var batchSize: Int { 100 }

    func collect(_ tenant: Tenant, now: Instant) throws { try NewData(tenant: tenant, now: now).announce() }

    func send(_ batch: [Notice], of tenant: Tenant, _ portal: Portal) async throws {
        let clock = portal.clock
        let message = try await portal.run(.stores) { try self.message(batch, of: tenant, now: clock()) }
        guard let message else { return }
        let status = try await webhooks.post(message.body, to: message.address)
        guard (200..<300).contains(status) else { throw WebhookFault.refused(status) }
    }

    /// The message of a batch as it may leave now, and where to; nil where nothing is left to say. What rested on a
    /// consent that does not hold any more, and what has no address any more, is taken back.
    private func message(
        _ batch: [Notice], of tenant: Tenant, now: Instant
    ) throws -> (address: String, body: [UInt8])? {
        guard let first = batch.first else { return nil }
        let client = try tenant.access.read(in: tenant.id) { try $0.record(OAuthClient.self, first.client.text) }
        let standing = try batch.filter { notice in
            try client?.noticeAddress != nil
                && (notice.news == .authorization || tenant.decisions.stands(notice.consent, now: now))
        }
        try tenant.access.transaction(in: tenant.id) { store in
            for fallen in Set(batch).subtracting(standing) { try store.remove(Notice.self, fallen.id) }
        }
        guard let address = client?.noticeAddress, !standing.isEmpty else { return nil }
        let base = ESPIBase(origin: tenant.origin)
        return (address, ESPIDocument.batchList(standing.map { base.address(of: $0.resource) }))
    }
}

extension Notice {
    /// What a program reads next.
    fileprivate var resource: ESPIPath {
        switch news {
        case .data: .batch(ofSubscription: consent.text)
        case .authorization: .authorization(consent.text)
        }
    }
}
