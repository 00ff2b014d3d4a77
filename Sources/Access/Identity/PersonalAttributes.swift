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

extension RecordReading {
    /// What names the person of an account; nil when erased.
    func attributes(of account: AccountID, _ keys: TenantKeys) throws -> PersonalAttributes? {
        guard let account = try record(Account.self, account.text),
            let key = try subjectKey(of: SubjectID(account.account), keys)
        else { return nil }
        return try key.open(account.attributes, as: PersonalAttributes.field)
    }
}
