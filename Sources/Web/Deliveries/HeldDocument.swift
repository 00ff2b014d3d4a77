import Access
import Metering

/// The bytes of a restricted document that waits to be delivered, sealed with a key of the tenant.
///
/// Restricted documents are kept nowhere else, and cannot be made again once later files changed a figure. They go with
/// the last delivery of them.
struct HeldDocument: StoredRecord {
    static let kind = RecordKind("held_document")
    let id: String
    let content: Sealed

    private static let field = "restricted document"

    init(_ document: DeliveredDocument, _ bytes: [UInt8], _ keys: TenantKeys) throws {
        id = HeldDocument.id(of: document)
        content = try keys.seal(bytes: bytes, as: Self.field)
    }

    var owner: String { id }
    var end: Instant? { nil }

    static func id(of document: DeliveredDocument) -> String { "\(document.policy) \(document.file)" }

    func opened(_ keys: TenantKeys) throws -> [UInt8] { try keys.openBytes(content, as: Self.field) }
}

extension RecordTransaction {
    /// Removes the bytes of a restricted document that no destination waits for any more.
    func letGo(of document: DeliveredDocument) throws {
        guard document.restrictedUse != nil else { return }
        let isWaitedFor = try records(Destination.self).contains {
            try $0.policy == document.policy
                && record(Delivery.self, Delivery.id($0.name, document.file)) != nil
        }
        if !isWaitedFor { try remove(HeldDocument.self, HeldDocument.id(of: document)) }
    }
}
