/// The domain of a pseudonym: one recipient, one purpose, one contract. In another domain the same point has an
/// unrelated token.
package struct PseudonymDomain: Hashable, Sendable, Codable {
    package let recipient: String
    package let purpose: String
    package let contract: String

    /// Nil where a part is empty: all who give none would share their tokens.
    package init?(recipient: String, purpose: String, contract: String) {
        guard ![recipient, purpose, contract].contains(where: \.isEmpty) else { return nil }
        self.recipient = recipient
        self.purpose = purpose
        self.contract = contract
    }
}
