package import Access
package import Metering

/// An edition of a document on its way to a destination: it waits in the outbox until it is acknowledged.
package struct Delivery: OutboxMessage {
    package static let kind = RecordKind("delivery")
    package let destination: String
    package let document: DeliveredDocument
    package let queuedAt: Instant
    package var tries = 0
    package var due: Instant
    /// Why the last try failed.
    package private(set) var fault: String?

    init(_ document: DeliveredDocument, to destination: Destination, at now: Instant) {
        self.destination = destination.name
        self.document = document
        queuedAt = now
        due = now
    }

    package var id: String { Delivery.id(destination, document.file) }
    package var owner: String { destination }
    package var end: Instant? { due }
    /// It is tried for a week: a server that is down over a weekend misses nothing.
    package var expires: Instant { queuedAt.advanced(seconds: 7 * 86_400) }
    package var label: String { id }

    static func id(_ destination: String, _ file: String) -> String { "\(destination) \(file)" }

    /// The id of another edition of the document for the same destination.
    func id(ofEdition edition: Int) -> String {
        Delivery.id(destination, document.file(ofEdition: edition))
    }

    func failed(because fault: String) -> Delivery {
        var failed = self
        failed.fault = fault
        return failed
    }

    /// Put back without a try in vain, to be taken again at once.
    func putBack(at now: Instant) -> Delivery {
        var back = self
        (back.due, back.tries) = (now, max(0, tries - 1))
        return back
    }

    func leaveNothing(in store: any RecordTransaction) throws { try store.letGo(of: document) }
}
