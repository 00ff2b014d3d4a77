import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Posts over HTTPS to addresses that others chose: within a reach, without redirects, in bounded time, reading
/// nothing but the status.
///
/// A name is resolved here, the address is judged, and the connection is pinned to it: a name that leads elsewhere a
/// moment later changes nothing.
package struct HTTPWebhookClient: WebhookClient {
    private let reach: AddressReach
    private let seconds: Int64

    package init(reach: AddressReach, seconds: Int64 = 15) {
        self.reach = reach
        self.seconds = seconds
    }

    package func post(_ body: [UInt8], to text: String) async throws -> Int {
        guard let place = WebhookURL(text) else { throw WebhookFault.badAddress }
        let address = try await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(place.host, port: place.port)
        }
        guard reach.admits(address), let ip = address.ipAddress else { throw WebhookFault.outOfReach }
        guard place.isSecure || reach == .loopback && address.isLoopback else { throw WebhookFault.notSecure }
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5), read: .seconds(seconds)))
        configuration.httpVersion = .http1Only
        configuration.dnsOverride = [place.host: ip]
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
        do {
            var request = HTTPClientRequest(url: place.url)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/xml")
            request.body = .bytes(body)
            let status = try await client.execute(request, timeout: .seconds(seconds)).status
            try await client.shutdown()
            return Int(status.code)
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}

/// An address that is called, taken apart and put together again, so that nobody reads it otherwise than it was
/// judged.
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

extension SocketAddress {
    fileprivate var isLoopback: Bool { AddressReach.loopback.admits(self) && !AddressReach.private.admits(self) }
}

/// Why a message was not sent.
package enum WebhookFault: Error, Hashable, CustomStringConvertible {
    case badAddress, outOfReach, notSecure

    package var description: String {
        switch self {
        case .badAddress: "the address is no absolute https address"
        case .outOfReach: "the address is of this machine, of a private network or of nobody: see notices.reach"
        case .notSecure: "only an https address is called"
        }
    }
}
