import Crypto

/// A random word that opens something: a session, a code, a token. It is shown once, to its holder; the store
/// keeps its `digest`.
package struct Secret: Sendable, CustomStringConvertible {
    package let text: String

    /// 256 bits of the system's generator, in 43 characters.
    package static func random() -> Secret { Secret(Base64URL.encode(RandomBytes.make(32))) }

    /// What a caller presented.
    package init(_ text: String) { self.text = text }

    /// SHA-256, 64 hexadecimal digits. Secrets are too long to be guessed: no salt, no slow hash.
    package var digest: String { Hexadecimal.text(SHA256.hash(data: Array(text.utf8))) }

    /// Never the secret: descriptions end in logs.
    package var description: String { "‹secret›" }
}

/// Bytes of the system's cryptographic generator.
enum RandomBytes {
    static func make(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}

enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Compares two words in a time that does not depend on where they differ.
func areEqualInConstantTime(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
