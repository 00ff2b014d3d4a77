package import Metering

/// A record: found by its id, or with all that has the same owner. Its module registers it (`RecordModule`).
package protocol StoredRecord: VersionedBody, Hashable, Sendable {
    static var kind: RecordKind { get }
    /// Unique among the tenant's records of the kind.
    var id: String { get }
    var owner: String { get }
    /// Whose personal data it is; nil where it is nobody's. Erasure removes all that is a subject's.
    var subject: SubjectID? { get }
    /// When it stops to count; retention is reckoned from there. Nil while open.
    var end: Instant? { get }
}

extension StoredRecord {
    package var subject: SubjectID? { nil }

    package static var bodyName: String { kind.name }
}
