import Foundation

/// A tenant's public address as browsers write it in `Origin` (RFC 6454 §6.2): scheme and host in small letters, no
/// default port, nothing behind it.
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    /// Whether browsers reach it over TLS alone: at this server, or at a proxy before it.
    package var isSecure: Bool { description.hasPrefix("https://") }

    /// Without the port, as `Tenants` tells tenants apart.
    package let host: String

    /// Takes one slash at the end. Throws `PortalFault.configuration` for what is no origin.
    package init(_ text: String) throws(PortalFault) {
        let bare = (text.hasSuffix("/") ? String(text.dropLast()) : text).lowercased()
        guard let parts = URLComponents(string: bare), let scheme = parts.scheme, scheme == "https" || scheme == "http",
            let host = parts.encodedHost, !host.isEmpty, parts.path.isEmpty, parts.query == nil, parts.fragment == nil,
            parts.user == nil
        else { throw .configuration("\(text) is no origin: write https://energie.example.org") }
        let port = parts.port == (scheme == "https" ? 443 : 80) ? nil : parts.port
        self.host = host
        description = "\(scheme)://\(host)" + (port.map { ":\($0)" } ?? "")
    }
}
