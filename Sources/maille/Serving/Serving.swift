import Access
import EmbeddedStore
import Foundation
import Logging
import ServiceLifecycle
import Store
import UnixSignals
import Web

/// The one place where a server is put together: what its configuration names is opened, and runs as one group of
/// services.
struct Serving {
    private let configuration: PortalConfiguration

    init(_ configuration: PortalConfiguration) { self.configuration = configuration }

    func run(onRunning: @escaping @Sendable (Int) -> Void = Serving.announce) async throws {
        let format = configuration.logFormat
        var logger = Logger(label: "maille") { label in
            switch format {
            case .text: StreamLogHandler.standardError(label: label)
            case .json: JSONLogHandler(label: label)
            }
        }
        logger.logLevel = Logger.Level(rawValue: configuration.logLevel) ?? .info
        let certificate = try certificate()
        let scheme = certificate == nil ? "http" : "https"
        // One core stays for who reads, however many passwords are tried.
        let slots = KeyDerivationSlots(slots: max(1, ProcessInfo.processInfo.activeProcessorCount - 1))
        var limits = configuration.limits
        limits.passwordThreads = max(limits.passwordThreads, slots.mostCallers + 4)
        let directories = try directories(scheme, slots)
        let tenants = try Tenants(directories.map(\.tenant))
        let portal = Portal(
            tenants, .all, limits: limits, proxies: configuration.proxies, logger: logger,
            clock: { .current })
        let server = try PortalServer(
            portal, host: configuration.host, port: configuration.port, certificate: certificate, onRunning: onRunning)
        let health = try HealthServer(
            portal, host: configuration.healthHost, port: configuration.healthPort, certificate: certificate,
            onRunning: { Diagnostics.say("maille: health and metrics on port \($0)") })
        let administration = try AdministrationServer(
            directories, socket: configuration.administrationSocket, group: try administrationGroup(), logger: logger)
        let scheduler = Scheduler(
            directories: Array(zip(directories, configuration.tenants.map(\.schedule))), administration: administration,
            roots: auditRoots, logger: logger)
        // In this order they start; they stop in the other: the last requests first, then the jobs, and what is done
        // by itself once the commands know that they are to end.
        let jobs = JobRunner(tenants, logger: logger, clock: { .current })
        let mailer = mailer
        let outbox = OutboxService(
            portal, mailer: mailer, webhooks: HTTPWebhookClient(reach: configuration.reach),
            transport: DeliveryTransports(reach: configuration.reach))
        let daily = DailyJob(portal, roots: auditRoots, mailer: mailer)
        // At its most talkative the group's log would have each service with all that it holds.
        var groupLogger = logger
        groupLogger.logLevel = max(.info, logger.logLevel)
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    health, scheduler, administration, jobs, SecurityLogService(portal), server, outbox, daily,
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: groupLogger))
        try await group.run()
    }

    private static func announce(_ port: Int) { Diagnostics.say("maille: listening on port \(port)") }

    private var firstDirectory: URL { URL(filePath: configuration.tenants[0].data) }

    private var mailer: any Mailer {
        if let program = configuration.mailProgram { return program }
        let folder = configuration.mailFolder.map { URL(filePath: $0) }
        return MailFolder(folder ?? firstDirectory.appendingPathExtension("mail"))
    }

    private var auditRoots: URL {
        configuration.auditRoots.map { URL(filePath: $0) } ?? firstDirectory.appendingPathExtension("audit")
    }

    private func certificate() throws -> PortalServer.Certificate? {
        guard configuration.certificate == nil, configuration.makesCertificate else { return configuration.certificate }
        guard PortalServer.isLoopback(configuration.host) else {
            throw PortalFault.configuration(
                "tls.development is for this machine alone: give tls.certificate and tls.key to listen on "
                    + configuration.host)
        }
        return try DevelopmentCertificate.files(
            in: firstDirectory.appendingPathExtension("tls"), hosts: ["localhost"], now: .now)
    }

    private func administrationGroup() throws -> UInt32? {
        guard let name = configuration.administrationGroup else { return nil }
        guard let group = getgrnam(name) else {
            throw PortalFault.configuration("administration.group is \(name), which this machine does not know")
        }
        return group.pointee.gr_gid
    }

    private func directories(_ scheme: String, _ slots: KeyDerivationSlots) throws -> [ServedDirectory] {
        let file = configuration.masterKey.map { URL(filePath: $0) } ?? firstDirectory.appendingPathExtension("key")
        let keyFile = MasterKeyFile(file)
        let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
        return try configuration.tenants.map { entry in
            let data = try DataDirectory(URL(filePath: entry.data), program: { Program.name })
            // A fault in the table is said now, and not to residents.
            _ = try data.documents.carrierFactors()
            let id = TenantID(entry.name)
            let access = try AccessDatabase(in: data, .all)
            let keys = try keyFile.key(of: access).keys(of: id, in: access, now: .current)
            let tenant = try Tenant(
                id, origin: entry.origin ?? "\(scheme)://\(host):\(configuration.port)",
                stores: data.tenantStores, access: access, keys: keys, slots: slots,
                opensSandbox: configuration.opensSandbox)
            return ServedDirectory(data: data, access: access, keys: keys, tenant: tenant)
        }
    }
}
