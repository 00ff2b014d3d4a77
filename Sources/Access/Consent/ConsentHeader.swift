package import Metering

/// The index entry of a consent, by its occupancy and its recipient. It holds nothing that the events do not.
package struct ConsentHeader: StoredRecord {
    package static let kind = RecordKind("consent")
    package let consent: ConsentID
    package let occupancy: OccupancyID
    package let recipient: RecipientID
    /// When it came to its end.
    package internal(set) var ended: Instant?

    package init(consent: ConsentID, occupancy: OccupancyID, recipient: RecipientID) {
        self.consent = consent
        self.occupancy = occupancy
        self.recipient = recipient
    }

    package var id: String { consent.text }
    package var owner: String { occupancy.text }
    package var end: Instant? { ended }
}
