import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A request to an address outside.
struct OutgoingRequest: Sendable {
    var method: HTTPMethod
    let address: String
    /// Certificates (PEM) that are trusted in place of the system's.
    let authority: String?
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// How many bytes of the answer's body are read; 0: none.
    var answerLimit = 0

    init(_ method: HTTPMethod, _ address: String, authority: String? = nil) {
        (self.method, self.address, self.authority) = (method, address, authority)
    }
}

struct OutgoingAnswer: Sendable {
    let status: Int
    let body: [UInt8]
}

/// Calls addresses over HTTPS: within the allowed networks, without redirects, in bounded time, reading no more of the
/// answer than was asked for.
///
/// A name is resolved once, its address is checked, and the connection goes to that address: a name that resolves
/// otherwise a moment later changes nothing (DNS rebinding).
struct CheckedHTTPClient: Sendable {
    let reach: AddressReach
    /// For an answer; a body has a second more for each 64 KiB.
    var seconds: Int64 = 30

    func send(_ request: OutgoingRequest) async throws -> OutgoingAnswer {
        guard let place = WebhookURL(request.address) else { throw WebhookFault.badAddress }
        let address = try await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(place.host, port: place.port)
        }
        guard reach.admits(address), let ip = address.ipAddress else { throw WebhookFault.outOfReach }
        guard place.isSecure || reach == .loopback && address.isLoopback else { throw WebhookFault.notSecure }
        let patience = TimeAmount.seconds(seconds + Int64(request.body.count >> 16))
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try request.trust(), redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: patience))
        configuration.httpVersion = .http1Only
        configuration.dnsOverride = [place.host: ip]
        // What is down is tried again by the outbox, later.
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
        do {
            var outgoing = HTTPClientRequest(url: place.url)
            outgoing.method = request.method
            for field in request.fields { outgoing.headers.add(name: field.name, value: field.value) }
            if request.method != .GET { outgoing.body = .bytes(request.body) }
            let response = try await client.execute(outgoing, timeout: patience)
            var body: [UInt8] = []
            if request.answerLimit > 0 {
                body = Array(try await response.body.collect(upTo: request.answerLimit).readableBytesView)
            }
            try await client.shutdown()
            return OutgoingAnswer(status: Int(response.status.code), body: body)
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}

extension OutgoingRequest {
    fileprivate func trust() throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.restrictToRFC9325()
        guard let authority else { return configuration }
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.utf8)))
        return configuration
    }
}

extension SocketAddress {
    fileprivate var isLoopback: Bool { AddressReach.loopback.admits(self) && !AddressReach.private.admits(self) }
}
