import Access
import CDeflate
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// An answer that everybody may read, as it leaves: its bytes, the same compressed (gzip), and a tag for each.
struct OpenAnswer: Sendable {
    private let fields: HTTPFields
    private let plain: Form
    /// Nil where compressing gains nothing.
    private let packed: Form?

    private struct Form {
        let tag: String
        let bytes: ByteBuffer
    }

    /// Nil for anything but a whole answer with a tag.
    init?(_ answer: Answer) {
        guard answer.status == .ok, case .bytes(let bytes) = answer.body, let tag = answer.fields[.eTag] else {
            return nil
        }
        var fields = answer.fields
        for name in [HTTPField.Name.eTag, .rateLimit, .rateLimitPolicy] { fields[name] = nil }
        fields[.vary] = [fields[.vary], "Accept-Encoding"].compactMap(\.self).joined(separator: ", ")
        self.fields = fields
        plain = Form(tag: tag, bytes: ByteBuffer(bytes: bytes))
        packed = OpenAnswer.gzip(bytes).map { Form(tag: tag.dropLast() + "-gzip\"", bytes: ByteBuffer(bytes: $0)) }
    }

    /// What it takes in memory.
    var size: Int { plain.bytes.readableBytes + (packed?.bytes.readableBytes ?? 0) + 1_024 }

    /// The form that a caller takes, or that it has it already (RFC 9110 §13.1.2).
    func response(to head: HTTPRequest, room: HTTPFields) -> Response {
        var headers = fields
        for field in room { headers[field.name] = field.value }
        let takesGzip = OpenAnswer.takesGzip(head.headerFields[.acceptEncoding] ?? "")
        let form = takesGzip ? packed ?? plain : plain
        headers[.eTag] = form.tag
        let held = head.headerFields[.ifNoneMatch]?.split(separator: ",").map { $0.drop { $0 == " " } } ?? []
        if held.contains(where: { $0 == form.tag || $0 == "W/\(form.tag)" || $0 == "*" }) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        if takesGzip, packed != nil { headers[.contentEncoding] = "gzip" }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: form.bytes))
    }

    /// RFC 9110 §12.5.3: named, and not with a weight of zero.
    private static func takesGzip(_ accepted: String) -> Bool {
        accepted.split(separator: ",").contains { coding in
            let parts = coding.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            guard parts.first == "gzip" else { return false }
            return !parts.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
        }
    }

    /// Nil where it would not be a tenth smaller.
    private static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= 256, let compressor = libdeflate_alloc_compressor(9) else { return nil }
        defer { libdeflate_free_compressor(compressor) }
        let bound = bytes.count - bytes.count / 10
        let packed = [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            count = libdeflate_gzip_compress(compressor, bytes, bytes.count, target.baseAddress, bound)
        }
        return packed.isEmpty ? nil : packed
    }
}
