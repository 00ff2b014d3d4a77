import Crypto
import Foundation
import NIOHTTP1

/// Puts each edition under its own name below an address, with its digest (RFC 9530).
struct PutTransport: DeliveryTransport {
    let http: CheckedHTTPClient
    let place: HTTPSPlace
    let user: String?

    func send(_ outgoing: OutgoingDocument) async throws {
        var request = OutgoingRequest(.PUT, "\(place.address)/\(outgoing.document.file)", authority: place.authority)
        request.body = outgoing.bytes
        let digest = Data(SHA256.hash(data: outgoing.bytes)).base64EncodedString()
        request.fields = [("Content-Digest", "sha-256=:\(digest):"), ("Content-Type", outgoing.document.mediaType)]
        if let secret = outgoing.secret {
            let basic = user.map { "Basic " + Data("\($0):\(secret)".utf8).base64EncodedString() }
            request.fields.append(("Authorization", basic ?? "Bearer \(secret)"))
        }
        try await http.deliver(request)
    }
}

extension DeliveredDocument {
    var mediaType: String { type == "json" ? "application/json" : "text/csv; charset=utf-8" }
}
