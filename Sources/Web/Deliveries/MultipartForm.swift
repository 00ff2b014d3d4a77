import Foundation

/// A `multipart/form-data` body (RFC 7578). Names and values are ours: without quotes and line ends.
struct MultipartForm {
    private let boundary = "maille-\(UUID().uuidString)"
    private var parts: [UInt8] = []

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    var bytes: [UInt8] { parts + Array("--\(boundary)--\r\n".utf8) }

    mutating func add(_ name: String, _ value: String) { add("name=\"\(name)\"", nil, Array(value.utf8)) }

    mutating func add(_ name: String, file: String, _ type: String, _ content: [UInt8]) {
        add("name=\"\(name)\"; filename=\"\(file)\"", type, content)
    }

    private mutating func add(_ disposition: String, _ type: String?, _ content: [UInt8]) {
        let typeField = type.map { "Content-Type: \($0)\r\n" } ?? ""
        parts += Array("--\(boundary)\r\nContent-Disposition: form-data; \(disposition)\r\n\(typeField)\r\n".utf8)
        parts += content + Array("\r\n".utf8)
    }
}

extension OutgoingRequest {
    mutating func take(_ form: MultipartForm) {
        body = form.bytes
        fields.append(("Content-Type", form.contentType))
    }
}
