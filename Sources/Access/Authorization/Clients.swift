package import Metering

/// What an operator does to the clients of a tenant. Each act is an entry of the audit log.
package struct Clients: Sendable {
    private let store: any RecordStore
    private let keys: TenantKeys

    package init(_ store: any RecordStore, _ keys: TenantKeys) {
        self.store = store
        self.keys = keys
    }

    /// Gives a client that has a secret another one, shown this once. The former is good for a day more, so that the
    /// client's servers can change one after the other – or ends at once, where others may know it. Throws
    /// `ClientFault`, and `NotAllowed` unless an operator or the machine asks, as all of these.
    package func renewSecret(
        of client: ClientID, endingFormer isAtOnce: Bool = false, by clerk: Agent, now: Instant
    ) throws -> Secret {
        let secret = Secret.random()
        try change(client, "secret", by: clerk, now: now) { client in
            guard case .secret(let former) = client.authentication else { throw ClientFault.hasNoSecret(client.id) }
            client.authentication = .secret(digest: secret.digest)
            client.formerSecret =
                isAtOnce ? nil : OAuthClient.FormerSecret(digest: former, until: now.advanced(seconds: 86_400))
        }
        return secret
    }

    /// Gives a client that signs other public keys. A client's set may hold the former key beside the new one.
    package func replaceKeys(of client: ClientID, with set: [JSONWebKey], by clerk: Agent, now: Instant) throws {
        try change(client, "keys", by: clerk, now: now) { client in
            guard case .keys = client.authentication, !set.isEmpty else { throw ClientFault.hasNoKeys(client.id) }
            client.authentication = .keys(set)
        }
    }

    /// Keeps a client out until it is let in again: it authenticates nowhere, nobody can approve it, its tokens open
    /// nothing, and it is told nothing. What people approved stays.
    package func suspend(_ client: ClientID, by clerk: Agent, now: Instant) throws {
        try change(client, "suspended", by: clerk, now: now) { $0.suspendedAt = $0.suspendedAt ?? now }
    }

    package func resume(_ client: ClientID, by clerk: Agent, now: Instant) throws {
        try change(client, "resumed", by: clerk, now: now) { $0.suspendedAt = nil }
    }

    private func change(
        _ id: ClientID, _ what: String, by clerk: Agent, now: Instant, _ change: (inout OAuthClient) throws -> Void
    ) throws {
        try store.transaction(in: keys.tenant) { store in
            try store.requireOperator(clerk, now: now)
            guard var client = try store.record(OAuthClient.self, id.text) else { throw ClientFault.unknown(id.text) }
            try change(&client)
            try store.put(client)
            try store.note(
                .clientChanged, by: clerk, subject: nil, recipient: client.recipient, purpose: "\(what) \(client.id)",
                keys, now: now)
        }
    }
}

package enum ClientFault: Error, Hashable, CustomStringConvertible {
    case unknown(String)
    case hasNoSecret(String)
    case hasNoKeys(String)

    package var description: String {
        switch self {
        case .unknown(let client): "there is no client \(client): see maille programs list"
        case .hasNoSecret(let client): "the client \(client) has no secret: it signs, or is public"
        case .hasNoKeys(let client): "the client \(client) has no keys, or the set is empty"
        }
    }
}
