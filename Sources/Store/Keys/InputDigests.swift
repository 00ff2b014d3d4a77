import Access
import Crypto
package import Foundation

/// What recipients are told of received files: HMAC-SHA-256 of their SHA-256, under a key of the deployment.
///
/// Never the plain SHA-256: a file with one daily total of one known point is found by trying all totals.
package struct InputDigests: Sendable {
    private let key: SymmetricKey

    /// For key stores. `key`: 32 secret bytes.
    package init(key: some ContiguousBytes) { self.key = SymmetricKey(data: key) }

    /// 64 hexadecimal digits.
    package func digest(ofFile sha256: String) -> String {
        Array(HMAC<SHA256>.authenticationCode(for: Array(sha256.utf8), using: key)).hexadecimal
    }
}
