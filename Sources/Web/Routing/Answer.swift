import Access
import Crypto
package import Foundation
package import HTTPTypes

/// What a route answers with.
package struct Answer: Sendable {
    package var status: HTTPResponse.Status
    package var fields: HTTPFields
    package var body: Body

    package enum Body: Sendable {
        case bytes([UInt8])
        /// Made piece by piece while it is sent; nil ends it. Each piece is asked for on a thread that may wait.
        case pieces(@Sendable () throws -> [UInt8]?)
        /// A range of a file's bytes; what guards it is asked before each part, and may throw.
        case file(URL, Range<Int>, guarded: @Sendable () throws -> Void = {})
    }

    package init(_ status: HTTPResponse.Status = .ok, fields: HTTPFields = [:], body: Body = .bytes([])) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// `application/json` with sorted keys: equal data give equal bytes.
    package init(_ status: HTTPResponse.Status = .ok, json value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Our own types encode; one that does not is a failure of ours, never an empty answer.
        guard let bytes = try? encoder.encode(value) else {
            self.init(.internalServerError)
            return
        }
        self.init(status, fields: [.contentType: "application/json"], body: .bytes(Array(bytes)))
    }

    package init(_ status: HTTPResponse.Status = .ok, text: String, type: String) {
        self.init(status, fields: [.contentType: type], body: .bytes(Array(text.utf8)))
    }

    /// Sends the caller elsewhere; after a form it is fetched with GET.
    package static func seeOther(_ address: String) -> Answer { Answer(.seeOther, fields: [.location: address]) }
}

extension Answer {
    /// Says who may keep it. What may be kept has a strong `ETag` of its bytes, and whoever has them already gets 304
    /// without them (RFC 9110 §13); of what is open, once it is known in which form it leaves (`OpenAnswer`).
    func kept(as caching: RouteReply.Caching, for call: Call) -> Answer {
        guard case .bytes(let bytes) = body, status == .ok, caching != .none else { return self }
        let tag = "\"\(Base64URL.encode(Array(SHA256.hash(data: bytes)).prefix(16)))\""
        var answer = self
        answer.fields[.eTag] = tag
        answer.fields[.cacheControl] = Answer.cacheControl(caching, for: call.caller)
        guard caching == .own else { return answer }
        let held = call.headers[.ifNoneMatch]?.split(separator: ",").map { $0.drop { $0 == " " } } ?? []
        guard held.contains(where: { $0 == tag || $0 == "W/\(tag)" || $0 == "*" }) else { return answer }
        (answer.status, answer.body) = (.notModified, .bytes([]))
        return answer
    }

    private static func cacheControl(_ caching: RouteReply.Caching, for caller: Caller) -> String {
        switch (caching, caller) {
        case (.open, _): "public, max-age=60"
        case (_, .person): "no-store"
        default: "private, no-cache"
        }
    }
}
