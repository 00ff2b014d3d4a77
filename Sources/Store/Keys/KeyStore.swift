import Access
import Crypto
package import Disclosure
package import Foundation
package import Metering

/// The secret keys for noise, pseudonyms, the digests of received files and the identifiers of figures, made when they
/// are first needed. They never leave it.
///
///     let bits = try keys.noise(for: inputs)
///     let token = try keys.pseudonyms(domain, now: now).token(of: point)
///
/// A port; every implementation passes `KeyStoreConformance`. Whoever has the noise key can take the noise off every
/// released sum.
package protocol KeyStore: Sendable {
    /// Costs one look-up: random bits that are the same for the same question, and unknown without the key.
    func noise(for question: String) throws -> KeyedBits

    /// Costs one look-up: what recipients are told of received files. The operator can show which file was meant.
    func inputDigests() throws -> InputDigests

    /// Costs one look-up: what everybody calls recorded figures.
    func figureIdentifiers() throws -> FigureIdentifiers

    /// Costs one look-up: the pseudonyms of a domain, whose key is made at the first call. Throws
    /// `StoreError.destroyedKey` where the key was destroyed: the same contract never gets a second one.
    func pseudonyms(_ domain: PseudonymDomain, now: Instant) throws -> Pseudonyms

    /// Costs all domains: those that have or had a key, by name.
    func pseudonymKeys() throws -> [PseudonymKey]

    /// Costs one look-up: destroys a domain's key, after which its tokens can no longer be linked to points, by
    /// anybody. False where the domain has none, or has none any more.
    func destroy(_ domain: PseudonymDomain, now: Instant) throws -> Bool
}

/// A domain that has or had a key: when it was made, and destroyed.
package struct PseudonymKey: Hashable, Sendable {
    package let domain: PseudonymDomain
    package let created: Instant
    package let destroyed: Instant?

    package init(domain: PseudonymDomain, created: Instant, destroyed: Instant?) {
        self.domain = domain
        self.created = created
        self.destroyed = destroyed
    }
}

/// The tokens of one domain: HMAC-SHA-256 of the point's identifier.
///
/// Never a plain hash: all 10¹⁴ identifiers of 14 digits can be tried. Deliveries with tokens remain personal data
/// (EDPB guidelines 01/2025).
package struct Pseudonyms: Sendable {
    private let key: SymmetricKey

    /// For key stores. `key`: 32 secret bytes.
    package init(key: some ContiguousBytes) { self.key = SymmetricKey(data: key) }

    /// 64 hexadecimal digits.
    package func token(of point: PointID) -> String {
        Array(HMAC<SHA256>.authenticationCode(for: Array(point.text.utf8), using: key)).hexadecimal
    }
}
