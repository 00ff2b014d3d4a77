import Metering

/// Which account a login opens; kept under the login's keyed hash.
struct Login: StoredRecord {
    static let kind = RecordKind("login")
    let id: String
    let account: AccountID

    var owner: String { account.text }
    var subject: SubjectID? { SubjectID(account) }
    var end: Instant? { nil }

    /// The keyed hash of an e-mail address in lower case, without any blanks.
    static func index(of email: String, _ keys: TenantKeys) -> String {
        let trimmed = email.split(whereSeparator: \.isWhitespace).joined()
        return keys.index(of: trimmed.lowercased(), as: "login")
    }
}
