/// A random identifier of 128 bits, without meaning.
package struct Identifier<Named>: Hashable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    /// A new one, never one that begins with `-`: on a command line it would be an option.
    package static func random() -> Self {
        while true {
            let text = Base64URL.encode(RandomBytes.make(16))
            if !text.hasPrefix("-") { return Self(text) }
        }
    }

    package init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
}

package typealias AccountID = Identifier<Account>
package typealias OccupancyID = Identifier<Occupancy>
package typealias ConsentID = Identifier<Consent>
package typealias DataNeedID = Identifier<DataNeed>
package typealias ClientID = Identifier<OAuthClient>
/// An organisation that data go to: a supplier, an aggregator, a territory.
package typealias RecipientID = Identifier<Recipient>
/// Whose personal data something is: an account, or a point that nobody has linked to an account yet.
package typealias SubjectID = Identifier<SubjectKey>

extension SubjectID {
    package init(_ account: AccountID) { self.init(account.text) }
}
