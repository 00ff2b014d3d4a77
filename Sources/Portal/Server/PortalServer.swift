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
        let http = HTTPServerBuilder.http1(
            configuration: .init(
                idleTimeout: .seconds(Int64(limits.idleSeconds)),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: 2 * limits.headerBytes,
                    maxHeaderFieldCount: 100)))
        application = Application(
            router: portal.router(),
            server: try certificate.map { try .tls(http, tlsConfiguration: PortalServer.tls($0)) } ?? http,
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil, backlog: 1_024,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            onServerRunning: { channel in onRunning(channel.localAddress?.port ?? port) }, logger: portal.logger)
    }

    package func run() async throws {
        try await application.run()
        try await portal.stop()
    }

    private static func tls(_ files: Certificate) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile(files.certificate).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain, privateKey: .privateKey(key))
        configuration.restrictToRFC9325()
        return configuration
    }

    /// Whether an address that a server listens on is this machine's alone.
    package static func isLoopback(_ host: String) -> Bool {
        host == "127.0.0.1" || host == "::1" || host == "localhost" || host.hasPrefix("127.")
    }
}
