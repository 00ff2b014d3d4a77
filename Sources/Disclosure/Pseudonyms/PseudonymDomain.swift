/// Where a pseudonym holds: one recipient, one purpose, one contract. In another domain the same point has a token
/// that has nothing in common with it.
package struct PseudonymDomain: Hashable, Sendable, Codable {
    package let recipient: String
    package let purpose: String
    package let contract: String

    /// Nil where a part is empty: a token must not be shared by all who did not say.
    package init?(recipient: String, purpose: String, contract: String) {
        guard ![recipient, purpose, contract].contains(where: \.isEmpty) else { return nil }
        self.recipient = recipient
        self.purpose = purpose
        self.contract = contract
    }
}
