import Crypto
import Foundation

/// A public key of a client (RFC 7517): P-256 or Ed25519. The kind of key decides the algorithm, never the
/// header of a message (RFC 8725 §3.1).
package struct JSONWebKey: Hashable, Sendable, Codable {
    package let kty: String
    package let crv: String
    package let x: String
    package let y: String?
    package let kid: String?

    enum CodingKeys: String, CodingKey { case kty, crv, x, y, kid }
    private enum PrivateMembers: String, CodingKey { case d, p, q, dp, dq, qi, k, oth }

    /// Refuses private and symmetric keys: sending one publishes it.
    package init(from decoder: any Decoder) throws {
        guard try decoder.container(keyedBy: PrivateMembers.self).allKeys.isEmpty else { throw JOSEError.privateKey }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        kty = try container.decode(String.self, forKey: .kty)
        crv = try container.decode(String.self, forKey: .crv)
        x = try container.decode(String.self, forKey: .x)
        y = try container.decodeIfPresent(String.self, forKey: .y)
        kid = try container.decodeIfPresent(String.self, forKey: .kid)
        _ = try verifier()
    }

    private enum Verifier {
        case p256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }

    private func verifier() throws(JOSEError) -> Verifier {
        guard let x = Base64URL.decode(x) else { throw .unsupportedKey }
        switch (kty, crv, y.flatMap { Base64URL.decode($0) }) {
        case ("EC", "P-256", .some(let y)):
            guard x.count == 32, y.count == 32, let key = try? P256.Signing.PublicKey(rawRepresentation: x + y) else {
                throw .unsupportedKey
            }
            return .p256(key)
        case ("OKP", "Ed25519", nil):
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else { throw .unsupportedKey }
            return .ed25519(key)
        default: throw .unsupportedKey
        }
    }

    func isSignature(_ signature: [UInt8], of message: [UInt8], algorithm: JWSAlgorithm) throws(JOSEError) -> Bool {
        switch (algorithm, try verifier()) {
        case (.es256, .p256(let key)):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(signature, for: message)
        case (.edDSA, .ed25519(let key)): return key.isValidSignature(signature, for: message)
        default: throw .unsupportedAlgorithm
        }
    }

    /// The name of a key (RFC 7638): SHA-256 of its required members, in their order.
    package var thumbprint: String {
        let members = y.map { #"{"crv":"\#(crv)","kty":"\#(kty)","x":"\#(x)","y":"\#($0)"}"# }
        let text = members ?? #"{"crv":"\#(crv)","kty":"\#(kty)","x":"\#(x)"}"#
        return Base64URL.encode(Array(SHA256.hash(data: Array(text.utf8))))
    }
}

/// The algorithms that are taken: none with RSA, none with a shared secret, not `none` (FAPI 2.0 §5.4.1 allows these
/// two and PS256).
package enum JWSAlgorithm: String, CaseIterable, Hashable, Sendable, Codable {
    case es256 = "ES256"
    case edDSA = "EdDSA"
}

package enum JOSEError: Error, Hashable {
    case malformed
    case privateKey
    case unsupportedKey
    case unsupportedAlgorithm
    case wrongSignature
}
