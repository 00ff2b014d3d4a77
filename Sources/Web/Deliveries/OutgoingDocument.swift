import Access
import Metering
package import Store

/// A document that may leave now, with its destination and what opens it.
package struct OutgoingDocument: Sendable {
    package let destination: Destination
    package let document: DeliveredDocument
    package let bytes: [UInt8]
    let secret: String?

    package var file: NamedDocument { NamedDocument(name: document.file, bytes: bytes) }

    /// The document as it may leave at this moment; nil where its delivery or its destination was removed. Throws
    /// `DeliveryFault` where no agreement covers a restricted document any more, where an earlier edition waits, and
    /// where the bytes are not there or others.
    init?(_ delivery: Delivery, of tenant: Tenant) throws {
        let (document, keys) = (delivery.document, tenant.keys)
        let found = try tenant.access.read(in: tenant.id) { store -> (Destination, HeldDocument?)? in
            guard let destination = try store.record(Destination.self, delivery.destination),
                try store.record(Delivery.self, delivery.id)?.queuedAt == delivery.queuedAt
            else { return nil }
            let earlier = try (1..<document.edition).first {
                try store.record(Delivery.self, delivery.id(ofEdition: $0)) != nil
            }
            if let earlier { throw DeliveryFault.behind(edition: earlier) }
            guard document.restrictedUse != nil else { return (destination, nil) }
            return (destination, try store.record(HeldDocument.self, HeldDocument.id(of: document)))
        }
        guard let (destination, held) = found else { return nil }
        try destination.requireRight(to: document, by: tenant.releases.agreements())
        let bytes =
            document.restrictedUse == nil
            ? try tenant.documents.published(document.file, of: document.policy) : try held?.opened(keys)
        guard let bytes else { throw DeliveryFault.missing }
        guard Fingerprint.of(bytes) == document.sha256 else { throw DeliveryFault.changed }
        self.destination = destination
        self.document = document
        self.bytes = bytes
        secret = try destination.openedSecret(keys)
    }
}

extension Destination {
    /// Throws `DeliveryFault.notCovered` where it may not have a document by the agreements as they are now.
    func requireRight(to document: DeliveredDocument, by agreements: [KeptAgreement]) throws(DeliveryFault) {
        guard let use = document.restrictedUse else { return }
        let isCovered = agreements.covering(use, on: document.day).contains {
            recipient.map($0.agreement.isWith) ?? false
        }
        guard isCovered else {
            throw .notCovered(recipient: recipient ?? "everybody", use: use, day: document.day)
        }
    }
}
