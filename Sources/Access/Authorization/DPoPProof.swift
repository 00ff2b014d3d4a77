import Crypto
import Foundation
import Metering

/// A DPoP proof: that the sender of a request holds the private key that a token is bound to.
///
/// Source: RFC 9449 §4.3, whose checks are made in its order.
struct DPoPProof {
    /// The thumbprint of the key.
    let key: String

    private struct Claims: Decodable {
        let jti: String
        let htm: String
        let htu: String
        let iat: Double
        let ath: String?
    }

    /// The key of a request's proof; nil where there is none. Throws `invalid_dpop_proof`.
    static func check(
        _ request: OAuthRequest, token: Secret? = nil, _ policy: OAuthPolicy, _ store: any RecordTransaction,
        now: Instant
    ) throws -> DPoPProof? {
        if request.proofs.isEmpty { return nil }
        guard request.proofs.count == 1, let signed = try? JSONWebSignature(request.proofs[0]),
            signed.header.typ == "dpop+jwt", let key = signed.header.jwk,
            let claims = try? signed.claims(signedBy: key, Claims.self)
        else { throw refused("send one proof, signed by the key in its header") }
        guard claims.htm == request.method, let named = normalised(claims.htu), named == normalised(request.url) else {
            throw refused("the proof is for another method or address")
        }
        guard abs(claims.iat - Double(now.secondsSinceEpoch)) <= Double(policy.proofAge) else {
            throw refused("the proof is too old or from the future")
        }
        if let token {
            let hash = Base64URL.encode(Array(SHA256.hash(data: Array(token.text.utf8))))
            guard let ath = claims.ath, areEqualInConstantTime(ath, hash) else {
                throw refused("the proof is for another token")
            }
        }
        let until = Instant(secondsSinceEpoch: Int64(claims.iat)).advanced(seconds: policy.proofAge + 1)
        guard !claims.jti.isEmpty, claims.jti.utf8.count <= 256,
            try store.use(claims.jti, of: "dpop \(key.thumbprint)", until: until)
        else { throw refused("the proof was used before") }
        return DPoPProof(key: key.thumbprint)
    }

    private static func refused(_ why: String) -> OAuthError { OAuthError(.invalidDPoPProof, why) }

    /// An address without query and fragment, host and scheme in lower case, the usual port left out.
    private static func normalised(_ text: String) -> String? {
        guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            let host = parts.host?.lowercased(), scheme == "https" || scheme == "http"
        else { return nil }
        let port = parts.port.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : $0 }
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        return "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")\(path)"
    }
}
