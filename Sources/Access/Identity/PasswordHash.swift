import CSodium
import Foundation

/// A password as it is kept: argon2id with its parameters and salt, in libsodium's text form.
package struct PasswordHash: Hashable, Sendable, Codable {
    let text: String

    /// How much work a guess costs.
    package struct Cost: Hashable, Sendable {
        let passes: UInt64
        let bytes: Int

        /// ASVS 5.0, appendix C: argon2id with two passes over at least 19 MiB.
        package static let production = Cost(passes: 2, bytes: 19 << 20)
        /// libsodium's least, for tests.
        package static let least = Cost(passes: 1, bytes: 8 << 10)
    }

    /// Takes tens of milliseconds: call it in a slot of `KeyDerivationSlots`.
    init(of password: String, cost: Cost) throws(PasswordHashError) {
        guard RandomBytes.isReady else { throw .unavailable }
        let password = PasswordHash.normalised(password)
        var status: Int32 = -1
        text = String(sodium: Int(crypto_pwhash_strbytes())) { text in
            status = crypto_pwhash_str_alg(
                text, password, UInt64(password.utf8.count), cost.passes, cost.bytes, crypto_pwhash_alg_argon2id13())
        }
        guard status == 0 else { throw .unavailable }
    }

    /// As slow as making one.
    func isOf(_ password: String) -> Bool {
        let password = PasswordHash.normalised(password)
        return crypto_pwhash_str_verify(text, password, UInt64(password.utf8.count)) == 0
    }

    /// The same letters are the same bytes, whichever keyboard wrote the accents (NFC; NIST SP 800-63B §5.1.1.2).
    private static func normalised(_ password: String) -> String { password.precomposedStringWithCanonicalMapping }
}

package enum PasswordHashError: Error, CustomStringConvertible {
    case unavailable

    package var description: String { "libsodium could not derive a key: there is too little memory" }
}
