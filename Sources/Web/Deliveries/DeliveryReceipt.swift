package import Access
package import Metering

/// That a destination took an edition of a document: it is not sent there again. Kept for as long as the destination
/// is.
package struct DeliveryReceipt: StoredRecord {
    package static let kind = RecordKind("delivery_receipt")
    package let destination: String
    package let file: String
    package let day: CivilDay
    /// Of the bytes that were sent.
    package let sha256: String
    package let bytes: Int
    /// How often it was tried.
    package let tries: Int
    /// When it was acknowledged.
    package let at: Instant

    init(_ delivery: Delivery, at now: Instant) {
        let document = delivery.document
        (destination, file, day) = (delivery.destination, document.file, document.day)
        (sha256, bytes, tries, at) = (document.sha256, document.bytes, delivery.tries, now)
    }

    package var id: String { Delivery.id(destination, file) }
    package var owner: String { destination }
    package var end: Instant? { nil }
}
