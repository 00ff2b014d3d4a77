import Metering

/// The identifier (`jti`) of a signed message that was accepted: a second message with it is a replay. Kept until the
/// message would be refused for its age.
struct ReplayCacheEntry: StoredRecord {
    static let kind = RecordKind("used_identifier")
    let id: String
    let expires: Instant

    var owner: String { id }
    var end: Instant? { expires }
}

extension RecordTransaction {
    /// False when the identifier was used before.
    func use(_ identifier: String, of issuer: String, until: Instant) throws -> Bool {
        let used = ReplayCacheEntry(id: Secret("\(issuer)\u{0}\(identifier)").digest, expires: until)
        guard try record(ReplayCacheEntry.self, used.id) == nil else { return false }
        try insert(used)
        return true
    }
}
