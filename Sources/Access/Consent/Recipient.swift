package import Metering

/// An organisation that data go to, as people are told of it: a supplier, an aggregator, a territory (GDPR art. 13(1)).
package struct Recipient: StoredRecord {
    package static let kind = RecordKind("recipient")
    package let recipient: RecipientID
    package let name: String
    /// Where people ask it about their data: an e-mail address or a page.
    package let contact: String

    package init(recipient: RecipientID = .random(), name: String, contact: String) {
        self.recipient = recipient
        self.name = name
        self.contact = contact
    }

    package var id: String { recipient.text }
    package var owner: String { recipient.text }
    package var end: Instant? { nil }
}
