import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// A portal that listens on an address. It stops when it is asked to, after the requests in hand.
package struct PortalServer: Service {
    private let portal: Portal
    private let application: Application<RouterResponder<PortalContext>>

    /// A certificate and its key, as PEM files.
    package struct Certificate: Hashable, Sendable {
        package let certificate: String
        package let key: String

        package init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Without a certificate the server answers on this machine alone; elsewhere it does not start. `onRunning` gets
    /// the port, which the system chooses when it is 0.
    package init(
        _ portal: Portal, host: String, port: Int, certificate: Certificate?,
        onRunning: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        guard certificate != nil || PortalServer.isLoopback(host) else { throw PortalFault.plainOutsideLoopback(host) }
        if certificate != nil, let tenant = portal.tenants.all.first(where: { !$0.isSecure }) {
            throw PortalFault.configuration("\(tenant.origin) is served over TLS: write https:// in its origin")
        }
        self.portal = portal
        let limits = portal.limits
        let http = HTTP1Channel.Configuration(
            idleTimeout: .seconds(Int64(limits.idleSeconds)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: 2 * limits.headerBytes,
                maxHeaderFieldCount: 100))
        let tls = try certificate.map { try PortalServer.tls($0) }
        application = Application(
            router: portal.router(),
            server: HTTPServerBuilder { responder in
                let channel = HTTP1Channel(responder: responder, configuration: http)
                guard let tls else { return PortalServer.guarded(channel, portal) }
                return PortalServer.guarded(try TLSChannel(channel, tlsConfiguration: tls), portal)
            },
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil, backlog: 1_024,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            onServerRunning: { channel in onRunning(channel.localAddress?.port ?? port) }, logger: portal.logger)
    }

    private static func guarded(_ channel: some ServerChildChannel, _ portal: Portal) -> any ServerChildChannel {
        guard portal.proxies.speakProxyProtocol else {
            return SharedChannel(base: channel, proxies: portal.proxies, shares: portal.shares)
        }
        return ProxyProtocolChannel(
            base: channel, proxies: portal.proxies, sources: portal.sources, shares: portal.shares)
    }

    package func run() async throws {
        try await application.run()
        try await portal.stop()
    }

    static func tls(_ files: Certificate) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(files.certificate).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(key))
        configuration.restrictToRFC9325()
        return configuration
    }

    private static let loopback = ["127.0.0.0/8", "::1"].compactMap { AddressRange($0) }

    /// Whether an address that a server listens on is this machine's alone.
    package static func isLoopback(_ host: String) -> Bool {
        guard let address = SourceAddress(host) else { return host == "localhost" }
        return PortalServer.loopback.contains { $0.contains(address) }
    }
}
