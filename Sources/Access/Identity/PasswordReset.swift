import Metering

/// A proof, sent by e-mail, that lets a person who forgot the password choose another. It counts once.
struct PasswordReset: StoredRecord {
    static let kind = RecordKind("password_reset")
    let id: String
    let account: AccountID
    let expires: Instant

    /// Half an hour: e-mails are delayed, and others may read them later (ASVS 5.0, 6.4.1).
    init(_ secret: Secret, of account: AccountID, now: Instant) {
        id = secret.digest
        self.account = account
        expires = now.advanced(minutes: 30)
    }

    var owner: String { account.text }
    var subject: SubjectID? { SubjectID(account) }
    var end: Instant? { expires }
}
