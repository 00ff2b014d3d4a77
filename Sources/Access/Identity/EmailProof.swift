import Metering

/// A proof, sent by e-mail, that the address is the person's. It counts once.
struct EmailProof: StoredRecord {
    static let kind = RecordKind("email_proof")
    let id: String
    let account: AccountID
    let expires: Instant

    var owner: String { account.text }
    var subject: SubjectID? { SubjectID(account) }
    var end: Instant? { expires }
}
