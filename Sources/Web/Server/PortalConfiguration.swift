package import Configuration
import Foundation

/// How a server is to run, from flags, the environment and a file, the first that says so winning.
///
///     host, port              where it listens (127.0.0.1, 8080)
///     tls.certificate, .key   PEM files; or tls.development: a certificate made on the first run
///     masterKey               the file of the key that opens people's data
///     tenants                 names; without them there is one tenant, `default`, in `data`
///     tenant.NAME.data        the data directory
///     tenant.NAME.origin      its public address: https://energie.example.org
///     schedule.…, tenant.NAME.schedule.…   what is done by itself (`ScheduleSettings`)
///     sandbox                 whether clients may register themselves
///     mail.folder             where e-mails are put
///     logLevel                error, info, debug (a line a request)
///     logFormat               text, or json (an object a line)
///     audit.roots             the folder of the signed roots of the audit logs
///     mail.program, .sender   or the program that takes them (/usr/sbin/sendmail), and in whose name
///     callsPerMinute          of one caller
///     openCallsPerMinute      of one caller, of what is open to all
///     bodySeconds             in which a body must have come
///     notices.reach           the networks of notices: public, private, loopback (for development)
///     proxy.trusted           addresses and networks of the proxies that say where calls came from
///     proxy.header            in which header they do: x-forwarded-for, forwarded or proxy-protocol
///     health.host, .port      where liveness, readiness and metrics are (127.0.0.1, 8081)
///     administration.socket   a further Unix socket for commands, outside the data directories
///     administration.group    the group whose members may use it
///     idleSeconds             after which a silent connection is closed
package struct PortalConfiguration: Sendable {
    package let host: String
    package let port: Int
    package let certificate: PortalServer.Certificate?
    package let makesCertificate: Bool
    package let masterKey: String?
    package let tenants: [Entry]
    package let opensSandbox: Bool
    package let mailFolder: String?
    package let auditRoots: String?
    package let logLevel: String
    package let logFormat: LogFormat
    package let mailProgram: MailProgram?
    package let reach: AddressReach
    package let proxies: TrustedProxies
    package let healthHost: String
    package let healthPort: Int
    package let limits: Portal.Limits
    package let administrationSocket: String?
    package let administrationGroup: String?

    package struct Entry: Hashable, Sendable {
        package let name: String
        package let data: String
        /// Nil: the address that the server listens on.
        package let origin: String?
        /// What the server does for it by itself.
        package var schedule = ScheduleSettings()
    }

    /// How lines on standard error are written.
    package enum LogFormat: String, Sendable { case text, json }

    /// Throws `PortalFault.configuration` with the key and what to do.
    package init(_ reader: ConfigReader) throws(PortalFault) {
        host = reader.string(forKey: "host", default: "127.0.0.1")
        port = reader.int(forKey: "port", default: 8_080)
        makesCertificate = reader.bool(forKey: "tls.development", default: false)
        switch (reader.string(forKey: "tls.certificate"), reader.string(forKey: "tls.key")) {
        case (let certificate?, let key?): self.certificate = .init(certificate: certificate, key: key)
        case (nil, nil): certificate = nil
        default: throw .configuration("tls.certificate and tls.key come together: give both")
        }
        masterKey = reader.string(forKey: "masterKey")
        opensSandbox = reader.bool(forKey: "sandbox", default: false)
        logLevel = reader.string(forKey: "logLevel", default: "info")
        let format = reader.string(forKey: "logFormat", default: LogFormat.text.rawValue)
        guard let logFormat = LogFormat(rawValue: format) else {
            throw .configuration("logFormat is \(format): say text or json")
        }
        self.logFormat = logFormat
        auditRoots = reader.string(forKey: "audit.roots")
        mailFolder = reader.string(forKey: "mail.folder")
        switch (reader.string(forKey: "mail.program"), reader.string(forKey: "mail.sender")) {
        case (let program?, let sender?) where MailAddress.isOne(sender):
            mailProgram = MailProgram(URL(filePath: program), sender: sender)
        case (nil, nil): mailProgram = nil
        default: throw .configuration("mail.program and mail.sender (one address) come together: give both")
        }
        let named = reader.string(forKey: "notices.reach", default: AddressReach.public.rawValue)
        guard let reach = AddressReach(rawValue: named) else {
            throw .configuration("notices.reach is \(named): say public, private or loopback")
        }
        self.reach = reach
        proxies = try PortalConfiguration.proxies(reader)
        healthHost = reader.string(forKey: "health.host", default: "127.0.0.1")
        healthPort = reader.int(forKey: "health.port", default: 8_081)
        var limits = Portal.Limits()
        limits.callsPerMinute = reader.int(forKey: "callsPerMinute", default: limits.callsPerMinute)
        limits.openCallsPerMinute = reader.int(forKey: "openCallsPerMinute", default: limits.openCallsPerMinute)
        limits.bodySeconds = reader.int(forKey: "bodySeconds", default: limits.bodySeconds)
        limits.idleSeconds = reader.int(forKey: "idleSeconds", default: limits.idleSeconds)
        self.limits = limits
        administrationSocket = reader.string(forKey: "administration.socket")
        administrationGroup = reader.string(forKey: "administration.group")
        guard administrationGroup == nil || administrationSocket != nil else {
            throw .configuration(
                "administration.group needs administration.socket, where the group can reach it: /run/maille/admin.socket"
            )
        }
        tenants = try PortalConfiguration.tenants(reader)
    }

    private static func proxies(_ reader: ConfigReader) throws(PortalFault) -> TrustedProxies {
        let named = reader.string(forKey: "proxy.header", default: TrustedProxies.Header.xForwardedFor.rawValue)
        guard let header = TrustedProxies.Header(rawValue: named.lowercased()) else {
            throw .configuration("proxy.header is \(named): say x-forwarded-for, forwarded or proxy-protocol")
        }
        return try TrustedProxies(reader.stringArray(forKey: "proxy.trusted", default: []), header: header)
    }

    private static func tenants(_ reader: ConfigReader) throws(PortalFault) -> [Entry] {
        guard let names = reader.stringArray(forKey: "tenants") else {
            guard let data = reader.string(forKey: "data") else {
                throw .configuration("no data directory: give --data, or tenants in the configuration file")
            }
            let origin = reader.string(forKey: "origin")
            return [Entry(name: "default", data: data, origin: origin, schedule: try ScheduleSettings(reader))]
        }
        var entries: [Entry] = []
        for name in names {
            let tenant = reader.scoped(to: ConfigKey(["tenant", name]))
            guard let data = tenant.string(forKey: "data"),
                let origin = tenant.string(forKey: "origin")
            else { throw .configuration("the tenant \(name) needs tenant.\(name).data and tenant.\(name).origin") }
            entries.append(Entry(name: name, data: data, origin: origin, schedule: try ScheduleSettings(tenant)))
        }
        return entries
    }
}
