import Access
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import ServiceLifecycle
import Store
import Synchronization

/// Liveness, readiness and metrics, on an address of their own: how busy the tenants are is nobody's who reaches the
/// portal. It asks nobody who they are: let only the operator's own network reach it. Beyond this machine it speaks
/// TLS.
package struct HealthServer: Service {
    private let application: Application<RouterResponder<BasicRequestContext>>

    /// Without a certificate it answers on this machine alone; elsewhere it does not start. `onRunning` gets the port,
    /// which the system chooses when it is 0.
    package init(
        _ portal: Portal, host: String, port: Int, certificate: PortalServer.Certificate?,
        onRunning: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        let isLocal = PortalServer.isLoopback(host)
        guard certificate != nil || isLocal else { throw PortalFault.plainOutsideLoopback(host) }
        let tls = try isLocal ? nil : certificate.map { try PortalServer.tls($0) }
        let http = HTTP1Channel.Configuration(idleTimeout: .seconds(10))
        application = Application(
            router: HealthServer.router(portal),
            server: try tls.map { try .tls(.http1(configuration: http), tlsConfiguration: $0) }
                ?? .http1(configuration: http),
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil, backlog: 64,
                availableConnectionsDelegate: MaximumAvailableConnections(64)),
            onServerRunning: { channel in onRunning(channel.localAddress?.port ?? port) }, logger: portal.logger)
    }

    package func run() async throws { try await application.run() }

    static func router(_ portal: Portal) -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/health") { _, _ in text("ok\n") }
        let readiness = Readiness()
        router.get("/ready") { _, _ in
            do {
                try await portal.run(.stores) { try readiness.ask(portal.tenants.all) }
                return text("ready\n")
            } catch {
                portal.logger.error("not ready", metadata: ["error": "\(String(reflecting: type(of: error)))"])
                return text("a store does not answer\n", .serviceUnavailable)
            }
        }
        router.get("/metrics") { _, _ in text(portal.metrics.text, type: "text/plain; version=0.0.4; charset=utf-8") }
        return router
    }

    private static func text(
        _ text: String, _ status: HTTPResponse.Status = .ok, type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// Whether the stores answer, asked once a second at most, however often it is asked for.
private final class Readiness: Sendable {
    private let last = Mutex<(at: ContinuousClock.Instant, answer: Result<Void, any Error>)?>(nil)

    /// One question to each store: a full or broken disk shows here, not in the next person's request. Throws what the
    /// first one that does not answer throws.
    func ask(_ tenants: [Tenant]) throws {
        try last.withLock { last in
            if let last, last.at.duration(to: .now) < .seconds(1) { return try last.answer.get() }
            let answer = Result {
                for tenant in tenants {
                    _ = try tenant.ledger.hasKept(size: -1)
                    _ = try tenant.access.read(in: tenant.id) { try $0.lastAuditEntry() }
                }
            }
            last = (.now, answer)
            try answer.get()
        }
    }
}
