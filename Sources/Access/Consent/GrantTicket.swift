import Metering

/// What a grant rested on, to ask whether it still holds. It gives no right: a job keeps it with its record.
package struct GrantTicket: Hashable, Sendable, Codable {
    /// The number of the read's audit entry.
    package let entry: Int64
    let consent: ConsentID?
    let recipient: RecipientID?
    let occupancies: [Occupancy]

    /// Whether another rests on the same consent and the same occupancies.
    package func hasBasis(of other: GrantTicket) -> Bool {
        (consent, recipient, occupancies) == (other.consent, other.recipient, other.occupancies)
    }
}
