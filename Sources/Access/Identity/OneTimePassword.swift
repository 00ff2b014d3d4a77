import Crypto
import Foundation
package import Metering

/// Time-based one-time passwords: six digits, a new one each 30 seconds, HMAC-SHA-1 as every authenticator app
/// expects.
///
/// Source: RFC 6238, over RFC 4226.
package struct OneTimePassword: Hashable, Sendable, Codable {
    package static let field = "one-time-secret"
    /// 160 bits, as RFC 4226 §4 recommends.
    let secret: [UInt8]

    package static func random() -> OneTimePassword { OneTimePassword(secret: RandomBytes.make(20)) }

    /// The step whose code this is – the current one, or the one before, for who types while it ends (RFC 6238 §5.2) –
    /// unless it was used already.
    package func acceptedStep(of code: String, now: Instant, after last: Int64?) -> Int64? {
        let current = now.secondsSinceEpoch / 30
        return [current, current - 1].first { step in
            step > last ?? .min && areEqualInConstantTime(self.code(atStep: step), code)
        }
    }

    package func code(at instant: Instant) -> String { code(atStep: instant.secondsSinceEpoch / 30) }

    func code(atStep step: Int64, digits: Int = 6) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let code = Array(
            HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(code[19] & 15)
        let number = code[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(UInt32(1)) { product, _ in product * 10 }
        let text = String(number % modulus)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The secret as people type it into an authenticator app.
    package var key: String { Base32.encode(secret, Base32.rfc4648) }

    /// What an authenticator app reads from a QR code (Google Authenticator's *Key URI Format*).
    package func uri(account: String, at issuer: String = "Maille") -> String {
        let name = issuer.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "Maille"
        return "otpauth://totp/\(name):\(account)?secret=\(key)&issuer=\(name)&digits=6&period=30"
    }
}
