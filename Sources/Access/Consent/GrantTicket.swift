import Metering

/// What a grant rested on, to ask whether it still stands. No proof of anything: a job keeps it with its record.
package struct GrantTicket: Hashable, Sendable, Codable {
    /// The number of the read's audit entry.
    package let entry: Int64
    let consent: ConsentID?
    let recipient: RecipientID?
    let occupancies: [Occupancy]

    /// Whether another stands and falls with this one: with the same consent and the same occupancies.
    package func hasBasis(of other: GrantTicket) -> Bool {
        (consent, recipient, occupancies) == (other.consent, other.recipient, other.occupancies)
    }
}
