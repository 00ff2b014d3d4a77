import Access
import EmbeddedStore
import Metering
import Store
import Web

/// A data directory as the server has it open: what exists once for it, commands share.
struct ServedDirectory: Sendable {
    let data: DataDirectory
    let access: AccessDatabase
    let keys: TenantKeys
    let tenant: Tenant

    /// Writes into the audit log who gave a command, before it begins: its names, none of its arguments.
    func note(_ invocation: Invocation, now: Instant) throws {
        _ = try access.transaction(in: keys.tenant) { store in
            try store.note(
                .commandGiven, by: .systemUser(invocation.user), subject: nil, purpose: invocation.names, keys,
                now: now)
        }
    }
}
