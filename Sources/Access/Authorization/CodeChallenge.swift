import Crypto

/// A PKCE code challenge (RFC 7636), S256 only.
struct CodeChallenge: Hashable, Codable, Sendable {
    private let hash: String

    /// Throws `invalid_request` for another method, also the default `plain`.
    init(_ parameters: OAuthParameters) throws(OAuthError) {
        guard parameters["code_challenge_method"] == "S256", let challenge = parameters["code_challenge"],
            Base64URL.decode(challenge)?.count == 32
        else { throw OAuthError(.invalidRequest, "send a code_challenge with code_challenge_method=S256") }
        hash = challenge
    }

    func isMet(by verifier: String) -> Bool {
        let isWellFormed =
            (43...128).contains(verifier.utf8.count) && verifier.utf8.allSatisfy(CodeChallenge.isUnreserved)
        return isWellFormed
            && areEqualInConstantTime(hash, Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8)))))
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~".utf8.contains(byte)
        }
    }
}
