import Crypto
import Foundation

/// The key that wraps all others. It is kept outside the data directory: neither can be read without the other.
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

    /// What it is called, to be told from others: 16 hexadecimal digits that say nothing of it.
    package var identifier: String {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array("maille/identifier".utf8), outputByteCount: 8)
            .withUnsafeBytes { Array($0) }.hexadecimal
    }

    /// The key that seals a tenant's keys.
    func envelope(_ tenant: TenantID) -> SymmetricKey { derive("envelope", tenant) }

    /// The keys of a tenant whose store was filled before keys were kept in it (`keys(of:in:now:)`), each for one use
    /// (HKDF, RFC 5869).
    package func keys(of tenant: TenantID) -> TenantKeys {
        TenantKeys(
            tenant: tenant, wrapping: derive("wrapping", tenant), lookup: derive("lookup", tenant),
            auditSeed: derive("audit", tenant), sealing: derive("sealing", tenant))
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
    let sealing: SymmetricKey

    /// Keys that rest on no other: whoever has a master key has none of them without the record that it sealed.
    static func random(of tenant: TenantID) -> TenantKeys {
        func key() -> SymmetricKey { SymmetricKey(size: .bits256) }
        return TenantKeys(tenant: tenant, wrapping: key(), lookup: key(), auditSeed: key(), sealing: key())
    }

    /// A keyed hash (HMAC-SHA-256), to look a value up without keeping it. It is keyed since identifiers of 14 digits
    /// and e-mail addresses can be enumerated: a plain hash would be reversed.
    package func index(of word: String, as use: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(use)\u{0}\(word)".utf8), using: lookup)
        return Base64URL.encode(Array(code))
    }

    /// Seals secrets of the directory for a backup: who has the backup alone has nothing of them.
    package func sealForBackup(_ secrets: [UInt8]) throws -> [UInt8] {
        Array(try seal(Data(secrets), as: TenantKeys.ofBackup).text.utf8)
    }

    /// Throws `KeyError.unreadable` where other keys sealed them, or they were changed.
    package func openFromBackup(_ sealed: [UInt8]) throws -> [UInt8] {
        let secrets: Data = try open(Sealed(text: String(decoding: sealed, as: UTF8.self)), as: TenantKeys.ofBackup)
        return [UInt8](secrets)
    }

    private static let ofBackup = "keys of a backup"
}
