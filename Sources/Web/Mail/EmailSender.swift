import Access
import Metering

/// Sends queued e-mails. One is acknowledged when the mail program ended well after it had read the whole message, or
/// when its file is in the folder.
struct EmailSender: OutboxSender {
    let mailer: any Mailer

    func send(_ batch: [QueuedEmail], of tenant: Tenant, _ portal: Portal) async throws {
        try await portal.run(.mail) {
            for email in batch {
                let message = try tenant.access.read(in: tenant.id) { try email.opened($0, tenant.keys) }
                if let message { try mailer.send(message) }
            }
        }
    }
}
