import Crypto

/// The random text of a session, a code or a token. It is shown once, to whom it is given; the store keeps its
/// `digest`.
package struct Secret: Sendable, CustomStringConvertible {
    package let text: String

    /// 256 bits of the system's generator, in 43 characters.
    package static func random() -> Secret { Secret(Base64URL.encode(RandomBytes.make(32))) }

    /// What a caller presented.
    package init(_ text: String) { self.text = text }

    /// SHA-256, 64 hexadecimal digits. Secrets are too long to be guessed: no salt, no slow hash.
    package var digest: String { SHA256.hash(data: Array(text.utf8)).hexadecimal }

    /// Never the secret: descriptions end in logs.
    package var description: String { "‹secret›" }
}
