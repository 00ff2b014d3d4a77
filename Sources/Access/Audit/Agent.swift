/// Who does something.
package enum Agent: Hashable, Sendable, Codable {
    case account(AccountID)
    case client(ClientID)
    /// Maille itself: a daily job, a command on the machine.
    case machine
}
