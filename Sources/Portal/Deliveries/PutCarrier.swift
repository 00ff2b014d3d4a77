import Crypto
import Foundation
import NIOHTTP1

/// Puts each edition under its own name below an address, with its digest (RFC 9530).
struct PutCarrier: DocumentCarrier {
    let http: CheckedHTTPClient
    let place: HTTPSPlace
    let user: String?

    func carry(_ parcel: Parcel) async throws {
        var request = OutgoingRequest(.PUT, "\(place.address)/\(parcel.document.file)", authority: place.authority)
        request.body = parcel.bytes
        let digest = Data(SHA256.hash(data: parcel.bytes)).base64EncodedString()
        request.fields = [("Content-Digest", "sha-256=:\(digest):"), ("Content-Type", parcel.document.mediaType)]
        if let secret = parcel.secret {
            let basic = user.map { "Basic " + Data("\($0):\(secret)".utf8).base64EncodedString() }
            request.fields.append(("Authorization", basic ?? "Bearer \(secret)"))
        }
        try await http.deliver(request)
    }
}

extension DeliveredDocument {
    var mediaType: String { type == "json" ? "application/json" : "text/csv; charset=utf-8" }
}
