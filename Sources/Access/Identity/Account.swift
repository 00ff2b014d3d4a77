package import Metering

/// A person's account. Nothing in it names the person in clear: name and address are sealed with the person's key.
package struct Account: StoredRecord {
    package static let kind = RecordKind("account")
    /// 2: a suspension.
    package static let version = 2
    package let account: AccountID
    package let role: Role
    package let attributes: Sealed
    package let createdAt: Instant
    package internal(set) var password: PasswordHash
    package internal(set) var isVerified = false
    /// Since when an operator keeps it closed: nobody signs in.
    package internal(set) var suspendedAt: Instant?
    /// The TOTP secret, sealed; nil until the person set it up.
    var oneTimeSecret: Sealed?
    /// The last time step of which a code was accepted: none counts twice.
    var lastOneTimeStep: Int64?
    /// The login's keyed hash, to free the login when the account goes.
    let login: String

    package static func read(version _: Int, from decoder: any Decoder) throws -> Account {
        try Account(from: decoder)
    }

    package var isSuspended: Bool { suspendedAt != nil }

    package var id: String { account.text }
    package var owner: String { login }
    package var end: Instant? { nil }
    package var subject: SubjectID? { SubjectID(account) }
    package var hasOneTimePassword: Bool { oneTimeSecret != nil }
}
