import Crypto
package import Metering

/// The head of the release register, signed (Ed25519) with the tenant's audit key. Kept outside the data directory, it
/// shows later whether the register was cut off or written anew, as `AuditRoot` does for the audit log.
package struct RegisterRoot: Hashable, Sendable, Codable {
    package let tenant: TenantID
    /// How many recordings the register had, and the link of the last (64 hexadecimal digits).
    package let rows: Int64
    package let link: String
    package let at: Instant
    package let signature: String

    package init(rows: Int64, link: String, at: Instant, by keys: TenantKeys) throws {
        tenant = keys.tenant
        (self.rows, self.link, self.at) = (rows, link, at)
        let message = RegisterRoot.message(keys.tenant, rows, link, at)
        signature = Base64URL.encode(try keys.auditKey().signature(for: message))
    }

    /// Whether it was signed with this tenant's key.
    package func isSigned(by keys: TenantKeys) throws -> Bool {
        guard tenant == keys.tenant, let signature = Base64URL.decode(signature) else { return false }
        return try keys.auditKey().publicKey
            .isValidSignature(signature, for: RegisterRoot.message(tenant, rows, link, at))
    }

    private static func message(_ tenant: TenantID, _ rows: Int64, _ link: String, _ at: Instant) -> [UInt8] {
        Array("maille register root\n\(tenant.text)\n\(rows)\n\(link)\n\(at.secondsSinceEpoch)".utf8)
    }
}
