import Crypto
package import Metering

/// The chain up to an entry, signed (Ed25519). Kept outside the data directory, it shows later whether the chain was
/// cut or written anew: a chain alone cannot.
package struct AuditRoot: VersionedBody, Hashable {
    package static let bodyName = "audit_root"

    package let tenant: TenantID
    package let sequence: Int64
    package let hash: String
    package let at: Instant
    package let signature: String

    init(of entry: AuditEntry, at: Instant, by keys: TenantKeys) throws {
        tenant = keys.tenant
        sequence = entry.sequence
        hash = entry.hash
        self.at = at
        let message = AuditRoot.message(tenant, entry.sequence, entry.hash, at)
        signature = Base64URL.encode(try keys.auditKey().signature(for: message))
    }

    func isSigned(by key: Curve25519.Signing.PublicKey) -> Bool {
        guard let signature = Base64URL.decode(signature) else { return false }
        return key.isValidSignature(signature, for: AuditRoot.message(tenant, sequence, hash, at))
    }

    private static func message(_ tenant: TenantID, _ sequence: Int64, _ hash: String, _ at: Instant) -> [UInt8] {
        Array("maille audit root\n\(tenant.text)\n\(sequence)\n\(hash)\n\(at.secondsSinceEpoch)".utf8)
    }
}

extension TenantKeys {
    func auditKey() throws -> Curve25519.Signing.PrivateKey {
        try auditSeed.withUnsafeBytes { try Curve25519.Signing.PrivateKey(rawRepresentation: Array($0)) }
    }
}
