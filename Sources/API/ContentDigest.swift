import Access
import Foundation
import HTTPTypes
import Web

/// The `Content-Digest` header, with which a sender says which bytes it sent.
///
/// Source: RFC 9530 §2; byte sequences are those of RFC 9651.
enum ContentDigest {
    /// The SHA-256; nil where the sender gives none: other algorithms are passed over. Throws where it is not one.
    static func sha256(in fields: HTTPFields) throws(Problem) -> [UInt8]? {
        let digests = fields[values: .contentDigest].flatMap { $0.split(separator: ",") }
        let named = digests.map { $0.drop(while: \.isWhitespace) }.first { $0.hasPrefix("sha-256=") }
        guard let named else { return nil }
        let text = named.dropFirst(8)
        guard text.count > 2, text.first == ":", text.last == ":",
            let bytes = Data(base64Encoded: String(text.dropFirst().dropLast())), bytes.count == 32
        else { throw .badParameter("Content-Digest", "write sha-256=:…:, with the digest in Base64 (RFC 9530)") }
        return Array(bytes)
    }
}

extension Problem {
    static let digestMismatch = Problem(
        .badRequest, "digest-mismatch", .init(french: "Fichier altéré", english: "File altered"),
        .init(
            french: "Ce qui est arrivé n'a pas l'empreinte de Content-Digest : renvoyez le fichier.",
            english: "What came does not have the digest of Content-Digest: send the file again."))
}
