import Foundation

/// A signed JWT in compact form (RFC 7515, RFC 7519), parsed and not yet verified.
struct JSONWebSignature {
    struct Header: Decodable {
        let alg: String
        let typ: String?
        let kid: String?
        let jwk: JSONWebKey?
        /// Extensions that must be understood: none is, so any refuses the whole (RFC 7515 §4.1.11).
        let crit: [String]?
    }

    let header: Header
    private let algorithm: JWSAlgorithm
    let payload: [UInt8]
    private let message: [UInt8]
    private let signature: [UInt8]
    private static let longest = 8_192

    init(_ compact: String) throws(JOSEError) {
        let parts = compact.split(separator: ".", omittingEmptySubsequences: false)
        guard compact.utf8.count <= JSONWebSignature.longest, parts.count == 3,
            let head = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw .malformed }
        do {
            header = try JSONDecoder().decode(Header.self, from: Data(head))
        } catch let error as JOSEError {
            throw error
        } catch {
            throw .malformed
        }
        guard header.crit == nil else { throw .malformed }
        guard let algorithm = JWSAlgorithm(rawValue: header.alg) else { throw .unsupportedAlgorithm }
        self.algorithm = algorithm
        self.payload = payload
        self.signature = signature
        message = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// The claims, once the signature is the key's.
    func claims<Claims: Decodable>(signedBy key: JSONWebKey, _: Claims.Type = Claims.self) throws(JOSEError) -> Claims {
        guard try key.isSignature(signature, of: message, algorithm: algorithm) else { throw .wrongSignature }
        do {
            return try JSONDecoder().decode(Claims.self, from: Data(payload))
        } catch {
            throw .malformed
        }
    }
}
