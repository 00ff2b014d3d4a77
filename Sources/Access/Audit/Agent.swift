/// Who does something.
package enum Agent: Hashable, Sendable, Codable {
    case account(AccountID)
    case client(ClientID)
    /// Maille itself: a daily job.
    case machine
    /// Whoever gave a command on the machine: the operator's people, by their name there.
    case systemUser(SystemUser)
}

/// A user of the machine that Maille runs on.
package struct SystemUser: Hashable, Sendable, Codable {
    package let uid: UInt32
    /// Empty where the machine knows none.
    package let name: String

    package init(uid: UInt32, name: String) { (self.uid, self.name) = (uid, name) }
}
