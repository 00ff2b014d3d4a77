import Access
import Metering

/// An e-mail that waits to be sent, sealed: it has an address, and links that open accounts.
struct QueuedEmail: OutboxMessage {
    static let kind = RecordKind("queued_email")
    let id: String
    /// Whose data it is: their key sealed it. Nil where the tenant's did.
    let subject: SubjectID?
    let message: Sealed
    let expires: Instant
    var tries = 0
    var due: Instant

    private static let field = "e-mail"

    /// Each leaves alone.
    var owner: String { id }

    init(
        _ message: EmailMessage, about subject: SubjectID?, _ store: any RecordReading, _ keys: TenantKeys,
        at now: Instant
    ) throws {
        let key = try subject.flatMap { try store.subjectKey(of: $0, keys) }
        id = message.id
        self.subject = key == nil ? nil : subject
        self.message = try key?.seal(message, as: Self.field) ?? keys.seal(message, as: Self.field)
        expires = now.advanced(seconds: message.seconds)
        due = now
    }

    /// Nil where it went with the person whose it was.
    func opened(_ store: any RecordReading, _ keys: TenantKeys) throws -> EmailMessage? {
        guard let subject else { return try keys.open(message, as: Self.field) }
        return try store.subjectKey(of: subject, keys)?.open(message, as: Self.field)
    }
}
