package import Metering

/// Which entries of the audit log a breach covers: what was read by way of something, in a stretch of time.
package struct BreachScope: Hashable, Sendable, Codable {
    package let way: Way
    /// The first moment, and the first one after it.
    package let from: Instant
    package let until: Instant

    package enum Way: Hashable, Sendable, Codable {
        /// Whoever used an account: a stolen session, or its owner. What is the account's own counts as read.
        case account(AccountID)
        case program(ClientID)
        /// All programs of a recipient.
        case recipient(RecipientID)
        /// Everything that was read.
        case log
    }

    package init(_ way: Way, from: Instant, until: Instant) {
        self.way = way
        self.from = from
        self.until = until
    }

    /// What an entry says, where it is covered. Entries that are no reads are not decoded: `action` stands first.
    func facts(of entry: AuditEntry) throws -> AuditFacts? {
        guard entry.body.utf8.starts(with: BreachScope.read) else { return nil }
        guard let facts = entry.facts else { throw KeyError.unreadable("audit entry \(entry.sequence)") }
        return covers(facts) ? facts : nil
    }

    private static let read = Array(#"{"action":"read""#.utf8)

    /// Whether it is a read that was granted, by the way and in the period.
    private func covers(_ facts: AuditFacts) -> Bool {
        guard facts.action == .read, facts.outcome == .done, from <= facts.at, facts.at < until else { return false }
        return switch way {
        case .account(let account): facts.actor == .account(account)
        case .program(let client): facts.actor == .client(client)
        case .recipient(let recipient): facts.recipient == recipient
        case .log: true
        }
    }

    /// The account whose own data are concerned, whatever the log says was read.
    package var ownSubject: SubjectID? { if case .account(let account) = way { SubjectID(account) } else { nil } }
}
