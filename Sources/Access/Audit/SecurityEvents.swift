package import Metering
import Synchronization

/// Events that strangers can cause as often as they like – refusals, authentications of programs – counted in memory
/// until they are written to the audit log: one entry for each kind and actor, so that no flood fills the log.
///
/// What is not written yet is lost with the process.
package final class SecurityEvents: Sendable {
    /// Events that are counted together.
    package struct Kind: Hashable, Sendable {
        let action: AuditAction
        let purpose: String
        let actor: Agent
        let subject: SubjectID?
        let network: String?

        /// `purpose`: what refused, or how somebody proved who they are. `network`: `TenantKeys.networkMark`.
        package init(
            _ action: AuditAction, _ purpose: String, by actor: Agent, about subject: SubjectID? = nil,
            from network: String? = nil
        ) {
            self.action = action
            self.purpose = purpose
            self.actor = actor
            self.subject = subject
            self.network = network
        }

        /// The same of anybody.
        fileprivate var ofOthers: Kind { Kind(action, purpose, by: .machine) }
    }

    private struct Tally {
        /// Of the first one.
        let request: String?
        var count = 0
    }

    private let mostKinds: Int
    private let tallies = Mutex<[Kind: Tally]>([:])

    /// `mostKinds`: how many are told apart until they are written; later ones are counted as those of others.
    package init(mostKinds: Int = 50) { self.mostKinds = mostKinds }

    /// Counts one more.
    package func count(_ kind: Kind, request: String?) {
        tallies.withLock { tallies in
            let isKept = tallies[kind] != nil || tallies.count < mostKinds
            tallies[isKept ? kind : kind.ofOthers, default: Tally(request: request)].count += 1
        }
    }

    /// Writes what was counted since the last time. What could not be written stays counted.
    package func write(to store: any RecordStore, _ keys: TenantKeys, now: Instant) throws {
        let taken = tallies.withLock { tallies in
            defer { tallies = [:] }
            return tallies
        }
        guard !taken.isEmpty else { return }
        do {
            try store.transaction(in: keys.tenant) { store in
                for (kind, tally) in taken {
                    try store.note(kind, tally.count, request: tally.request, keys, now: now)
                }
            }
        } catch {
            tallies.withLock { tallies in
                tallies.merge(taken) { later, earlier in
                    Tally(request: earlier.request, count: earlier.count + later.count)
                }
            }
            throw error
        }
    }
}

extension RecordTransaction {
    /// Somebody who was erased meanwhile is nobody.
    fileprivate func note(
        _ kind: SecurityEvents.Kind, _ count: Int, request: String?, _ keys: TenantKeys, now: Instant
    ) throws {
        let isErased = try kind.subject.map { try record(Erasure.self, $0.text) != nil } ?? false
        try note(
            kind.action, by: isErased ? .machine : kind.actor, subject: isErased ? nil : kind.subject,
            purpose: kind.purpose, request: request, network: kind.network, count: count, keys, now: now)
    }
}

extension TenantKeys {
    /// What the log has of a network: the same for the same one, and no way back to it without the tenant's keys.
    package func networkMark(_ network: String) -> String { String(index(of: network, as: "network").prefix(16)) }
}
