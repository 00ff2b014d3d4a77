import Foundation

/// The address of a webhook, parsed and written again, so that what is called is what was checked.
package struct WebhookURL: Hashable, Sendable {
    package let isSecure: Bool
    /// A name, or an IP address without brackets; in lower case.
    let host: String
    let port: Int
    private let path: String

    /// Nil unless it is an absolute `https` or `http` address without user and fragment.
    package init?(_ text: String) {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
            scheme == "https" || scheme == "http", parts.user == nil, parts.password == nil, parts.fragment == nil,
            let host = parts.encodedHost?.lowercased(), !host.isEmpty
        else { return nil }
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        let isAddress = host.hasPrefix("[")
        guard bare.utf8.allSatisfy({ WebhookURL.isOfHost($0, isAddress) }), (1...65_535).contains(parts.port ?? 443)
        else { return nil }
        isSecure = scheme == "https"
        self.host = bare
        port = parts.port ?? (isSecure ? 443 : 80)
        path =
            (parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath)
            + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
    }

    /// Whether the host is named as this machine: for development.
    var isOfThisMachine: Bool { host == "localhost" || host == "127.0.0.1" || host == "::1" }

    private static func isOfHost(_ byte: UInt8, _ isAddress: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "-"):
            true
        case UInt8(ascii: ":"): isAddress
        default: false
        }
    }

    var url: String {
        "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
    }
}
