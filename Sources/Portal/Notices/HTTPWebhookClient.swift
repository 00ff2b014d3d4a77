import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Posts over HTTPS to addresses that others chose: within the allowed networks, without redirects, in bounded time,
/// reading nothing but the status.
///
/// A name is resolved once, its address is checked, and the connection goes to that address: a name that resolves
/// otherwise a moment later changes nothing (DNS rebinding).
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
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.restrictToRFC9325()
        configuration.tlsConfiguration = tls
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

extension SocketAddress {
    fileprivate var isLoopback: Bool { AddressReach.loopback.admits(self) && !AddressReach.private.admits(self) }
}
