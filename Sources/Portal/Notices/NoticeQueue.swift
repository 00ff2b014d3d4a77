import Access
import Exchange
import Metering
import Store

/// The notices of one tenant that wait to be sent.
struct NoticeQueue {
    let tenant: Tenant

    /// The notices that one client gets in one message.
    struct Batch {
        let client: ClientID
        let notices: [Notice]
    }

    private static let mostOfBatch = 100

    /// What is due, one batch for each client, the oldest news first.
    func due(now: Instant) throws -> [Batch] {
        let due = try tenant.access.read(in: tenant.id) { try $0.records(Notice.self) }.filter { $0.due <= now }
        return Dictionary(grouping: due, by: \.client).map { client, notices in
            let oldest = notices.sorted { ($0.queuedAt, $0.id) < ($1.queuedAt, $1.id) }
            return Batch(client: client, notices: Array(oldest.prefix(NoticeQueue.mostOfBatch)))
        }.sorted { $0.client.text < $1.client.text }
    }

    /// The message of a batch as it may leave now, and where to; nil where nothing is left to say. What rested on a
    /// consent that does not hold any more, and what has no address any more, is taken back.
    func message(_ batch: Batch, now: Instant) throws -> (address: String, body: [UInt8], notices: [Notice])? {
        let client = try tenant.access.read(in: tenant.id) { try $0.record(OAuthClient.self, batch.client.text) }
        let standing = try batch.notices.filter { notice in
            try client?.notifyURI != nil
                && (notice.news == .authorization || tenant.decisions.stands(notice.consent, now: now))
        }
        try tenant.access.transaction(in: tenant.id) { store in
            for fallen in Set(batch.notices).subtracting(standing) { try store.remove(Notice.self, fallen.id) }
        }
        guard let address = client?.notifyURI, !standing.isEmpty else { return nil }
        let base = GreenButton.base(tenant)
        return (address, ESPIDocument.batchList(standing.map { base.address(of: $0.resource) }), standing)
    }

    /// Keeps what became of a message: taken news are gone, others are sent again later, or given up. Gives how many
    /// were given up.
    func settle(_ notices: [Notice], wereTaken: Bool, now: Instant) throws -> Int {
        try tenant.access.transaction(in: tenant.id) { store in
            try notices.count { notice in
                // Withdrawn, or followed by other news, while it was on its way.
                guard try store.record(Notice.self, notice.id) == notice else { return false }
                if !wereTaken, let again = notice.again(after: now) {
                    try store.put(again)
                    return false
                }
                try store.remove(Notice.self, notice.id)
                return !wereTaken
            }
        }
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
