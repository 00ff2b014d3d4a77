package import Access
package import Metering

/// A place outside that documents are delivered to: by which name the operator knows it, what it may have, and how it
/// takes documents.
package struct Destination: StoredRecord {
    package static let kind = RecordKind("destination")
    package let name: String
    package let way: DeliveryWay
    /// The organisation of agreements about uses (`maille agreements`) whose restricted documents it gets; nil: it gets
    /// the public ones.
    package let recipient: String?
    /// The documents of one policy alone: names of documents do not tell policies apart.
    package let policy: String
    /// The first measured day that it gets documents of.
    package let from: CivilDay
    /// What it knows the operator by, sealed with a key of the tenant; nil where it asks for nothing, or for a key
    /// file.
    let secret: Sealed?
    package let addedAt: Instant

    package var id: String { name }
    package var owner: String { name }
    package var end: Instant? { nil }

    static let secretField = "secret of a destination"

    /// A destination as the operator describes it.
    package struct Draft: Hashable, Sendable {
        package let name: String
        package let way: DeliveryWay
        package let recipient: String?
        package let policy: String
        package let from: CivilDay
        package let secret: String?

        package init(
            name: String, way: DeliveryWay, recipient: String?, policy: String, from: CivilDay, secret: String?
        ) {
            (self.name, self.way) = (name, way)
            // As agreements keep it.
            self.recipient = recipient?.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            (self.policy, self.from, self.secret) = (policy, from, secret)
        }
    }

    init(_ draft: Draft, _ keys: TenantKeys, at now: Instant) throws {
        (name, way, recipient) = (draft.name, draft.way, draft.recipient)
        (policy, from) = (draft.policy, draft.from)
        secret = try draft.secret.map { try keys.seal($0, as: Destination.secretField) }
        addedAt = now
    }

    func openedSecret(_ keys: TenantKeys) throws -> String? {
        try secret.map { try keys.open($0, as: Destination.secretField) }
    }
}
