import Crypto
import Foundation

/// The key that wraps all others. It is kept apart from the data directory: who has only one of the two has
/// nothing.
package struct MasterKey: Sendable {
    private let key: SymmetricKey

    /// Nil unless there are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
    }

    package static func random() -> MasterKey { MasterKey(key: SymmetricKey(size: .bits256)) }

    private init(key: SymmetricKey) { self.key = key }

    /// For the file that the operator keeps: 32 bytes.
    package var bytes: [UInt8] { key.withUnsafeBytes { Array($0) } }

    /// The keys of one tenant, each for one use (HKDF, RFC 5869).
    package func keys(of tenant: TenantID) -> TenantKeys {
        TenantKeys(
            tenant: tenant, wrapping: derive("wrapping", tenant), lookup: derive("lookup", tenant),
            auditSeed: derive("audit", tenant))
    }

    private func derive(_ use: String, _ tenant: TenantID) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: Array("maille/\(use)/\(tenant.text)".utf8), outputByteCount: 32)
    }
}

/// The keys of one tenant.
package struct TenantKeys: Sendable {
    package let tenant: TenantID
    let wrapping: SymmetricKey
    let lookup: SymmetricKey
    let auditSeed: SymmetricKey

    /// A keyed hash under which a word can be found again and not read: 14-digit identifiers and addresses can be
    /// enumerated, so a plain hash would hide nothing.
    package func index(of word: String, as use: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(use)\u{0}\(word)".utf8), using: lookup)
        return Base64URL.encode(Array(code))
    }
}
