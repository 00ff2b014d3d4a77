import Crypto

/// The text that a person agrees to, with the hash that proves which it was.
package struct ConsentText: Hashable, Sendable, Codable {
    package let version: String
    package let body: BilingualText

    package init(version: String, body: BilingualText) {
        self.version = version
        self.body = body
    }

    private enum CodingKeys: String, CodingKey {
        case version
        case body = "words"
    }

    /// SHA-256 of both languages, 64 hexadecimal digits.
    package var hash: String {
        SHA256.hash(data: Array("\(body.french)\u{0}\(body.english)".utf8)).hexadecimal
    }
}
