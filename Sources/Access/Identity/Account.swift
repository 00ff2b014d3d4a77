package import Metering

/// What a person may be on the platform.
package enum Role: String, CaseIterable, Hashable, Sendable, Codable {
    case resident
    case buildingManager = "building-manager"
    case territoryOfficer = "territory-officer"
    case `operator`
    case auditor

    /// Staff see more than their own: they prove themselves twice (ASVS 5.0, 6.3.3).
    package var needsOneTimePassword: Bool { self != .resident }
}

/// A person's account. Nothing in it names the person in clear: name and address are sealed with the person's key.
package struct Account: StoredRecord {
    package static let kind = RecordKind("account")
    package let account: AccountID
    package let role: Role
    package let attributes: Sealed
    package let createdAt: Instant
    package internal(set) var password: PasswordHash
    package internal(set) var isVerified = false
    /// The TOTP secret, sealed; nil until the person set it up.
    var oneTimeSecret: Sealed?
    /// The last time step of which a code was accepted: none counts twice.
    var lastOneTimeStep: Int64?
    /// The login's keyed hash, to free the login when the account goes.
    let login: String

    package var id: String { account.text }
    package var owner: String { login }
    package var end: Instant? { nil }
    package var subject: SubjectID? { SubjectID(account) }
    package var hasOneTimePassword: Bool { oneTimeSecret != nil }
}

/// What names a person: kept sealed, opened to show it to that person.
package struct PersonalAttributes: Hashable, Sendable, Codable {
    package static let field = "attributes"
    package var name: String
    package var email: String
    /// The language of what is written to the person: `fr` or `en`.
    package var language: String

    package init(name: String, email: String, language: String = "fr") {
        self.name = name
        self.email = email
        self.language = language
    }
}

/// Which account a login opens; kept under the login's keyed hash.
struct Login: StoredRecord {
    static let kind = RecordKind("login")
    let id: String
    let account: AccountID

    var owner: String { account.text }
    var subject: SubjectID? { SubjectID(account) }
    var end: Instant? { nil }

    /// An address, as it is compared: trimmed, in lower case.
    static func index(of email: String, _ keys: TenantKeys) -> String {
        let trimmed = email.split(whereSeparator: \.isWhitespace).joined()
        return keys.index(of: trimmed.lowercased(), as: "login")
    }
}

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
