package import Access
import Crypto
import Foundation

/// A client's key, which signs what it is told to, right or wrong.
package struct SigningKey: Sendable {
    private let raw = P256.Signing.PrivateKey().rawRepresentation

    package init() {}

    package var jwk: [String: String] {
        let point = (try? P256.Signing.PrivateKey(rawRepresentation: raw).publicKey.rawRepresentation) ?? Data()
        return [
            "kty": "EC", "crv": "P-256", "x": Base64URL.encode(point.prefix(32)),
            "y": Base64URL.encode(point.suffix(32)),
        ]
    }

    package func publicKey() throws -> JSONWebKey {
        try JSONDecoder().decode(JSONWebKey.self, from: JSONEncoder().encode(jwk))
    }

    package func jwt(header: [String: any Sendable], _ claims: [String: any Sendable]) throws -> String {
        var head: [String: any Sendable] = ["alg": "ES256"]
        head.merge(header) { $1 }
        let message = try Base64URL.encode(json(head)) + "." + Base64URL.encode(json(claims))
        let signature = try P256.Signing.PrivateKey(rawRepresentation: raw).signature(for: Data(message.utf8))
        return message + "." + Base64URL.encode(signature.rawRepresentation)
    }

    private func json(_ object: [String: any Sendable]) throws -> Data {
        try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    }

    /// The same message without its signature.
    package func unsigned(_ jwt: String) -> String { jwt.split(separator: ".").prefix(2).joined(separator: ".") + "." }

    /// The same message under an HMAC whose secret is the public key: the algorithm confusion.
    package func confused(_ jwt: String) throws -> String {
        let message = jwt.split(separator: ".").prefix(2).joined(separator: ".")
        let key = SymmetricKey(data: try P256.Signing.PrivateKey(rawRepresentation: raw).publicKey.x963Representation)
        return message + "."
            + Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: Data(message.utf8), using: key)))
    }
}
