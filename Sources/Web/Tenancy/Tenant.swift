package import Access
package import Foundation
import Metering
package import Publication
import Services
package import Store

/// One organisation – a distribution operator, a metropolis – with its data directory, its people and its keys.
/// A call has one tenant, chosen by the host it names, and reaches nothing of another.
package struct Tenant: Sendable {
    package let id: TenantID
    /// Its public address: `https://energie.example.org`.
    package let origin: String
    /// Whether browsers reach it over TLS alone.
    package let isSecure: Bool
    package let ledger: any ImportLedger
    let measures: any MeasureStore
    package let catalogue: any Catalogue
    package let releases: any ReleaseRegister
    package let documents: any DocumentStore
    package let office: ReleaseOffice
    package let access: any RecordStore
    package let keys: TenantKeys
    package let accounts: Accounts
    package let authorization: AuthorizationServer
    package let decisions: AccessDecisionPoint
    package let curves: GrantedCurves
    package let consents: Consents
    package let occupancies: Occupancies
    package let audit: AuditLog
    /// What is counted for the audit log: `SecurityLogService` writes it.
    let events: SecurityEvents
    /// Queues e-mails to people.
    let tell: AccountNewsHandler
    package let jobs: JobBoard
    /// Holds the largest upload twice, so that one does not keep all others out.
    let spool: Spool
    let buildings: BuildingTotals
    package let deliveries: Deliveries
    /// What the organisation is; nil where nobody said.
    package let profile: TenantProfile?
    let kind: OperatorKind
    package let appearance: TenantAppearance

    /// Opens nothing: the directory and the database are open already. What a process before had in hand is taken up
    /// (jobs) or given back (idempotency keys): make one tenant of a directory. `slots` bound the passwords that are
    /// checked at once, over all tenants. Throws `PortalFault.configuration` where `origin` is none.
    package init(
        _ id: TenantID, origin: String, stores: TenantStores, access: any RecordStore, keys: TenantKeys,
        slots: KeyDerivationSlots, passwords: PasswordPolicy = PasswordPolicy(), opensSandbox: Bool
    ) throws {
        let address = try Origin(origin)
        self.id = id
        self.origin = address.description
        isSecure = address.isSecure
        (ledger, measures, catalogue) = (stores.ledger, stores.measures, stores.catalogue)
        (releases, documents, office) = (stores.releases, stores.documents, stores.office)
        self.access = access
        self.keys = keys
        profile = try stores.documents.tenantProfile()
        if let described = profile?.tenant, described != id {
            throw PortalFault.configuration(
                "the directory of the tenant \(id) describes \(described): put its own tenant.json back")
        }
        kind = profile?.kind ?? TenantProfile.undescribed
        let appearance = TenantAppearance(profile)
        self.appearance = appearance
        let tell: AccountNewsHandler = { news, store in
            let message = EmailMessage(news, at: address.description, of: appearance)
            try store.insert(QueuedEmail(message, about: news.subject, store, keys, at: news.at))
        }
        self.tell = tell
        var passwords = passwords
        passwords.context = PasswordPolicy.words(ofTenant: profile, at: address.description)
        events = SecurityEvents()
        accounts = try Accounts(access, keys, policy: passwords, slots: slots, events: events, tell: tell)
        var policy = OAuthPolicy(issuer: address.description)
        policy.allowsRegistration = opensSandbox
        authorization = AuthorizationServer(access, keys, policy: policy, events: events)
        decisions = AccessDecisionPoint(access, keys, of: kind)
        curves = GrantedCurves(measures, catalogue)
        consents = Consents(access, keys)
        occupancies = Occupancies(access, keys, tell: tell)
        audit = AuditLog(access, keys)
        buildings = BuildingTotals(stores.office, ledger, catalogue)
        deliveries = Deliveries(access, keys, stores.releases, stores.documents)
        jobs = try JobBoard(access, id, folder: stores.jobs)
        spool = try Spool(stores.spool, capacity: 2 * BodyRule.largestUpload)
        try IdempotencyRecord.releaseInterrupted(access, id)
    }
}

extension Tenant {
    /// Whether its kind of organisation may do something.
    package func may(_ activity: OperatorActivity) -> Bool { kind.may(activity) }
}

/// Where a tenant's data are kept.
package struct TenantStores: Sendable {
    let ledger: any ImportLedger
    let measures: any MeasureStore
    let catalogue: any Catalogue
    let releases: any ReleaseRegister
    let documents: any DocumentStore
    let office: ReleaseOffice
    /// The folder of files of uploads and exports.
    let jobs: URL
    /// The folder of files that are being received; on the file system of `jobs`.
    let spool: URL

    package init(
        _ ledger: any ImportLedger, _ measures: any MeasureStore, _ catalogue: any Catalogue,
        _ releases: any ReleaseRegister, _ documents: any DocumentStore, _ office: ReleaseOffice, jobs: URL, spool: URL
    ) {
        self.ledger = ledger
        self.measures = measures
        self.catalogue = catalogue
        self.releases = releases
        self.documents = documents
        self.office = office
        self.jobs = jobs
        self.spool = spool
    }
}

/// The tenants of a process, by the host that a request names. A host that none has is refused.
package struct Tenants: Sendable {
    package let all: [Tenant]
    private let byHost: [String: Tenant]

    /// Throws where two tenants have the same host.
    package init(_ tenants: [Tenant]) throws(PortalFault) {
        all = tenants
        var byHost: [String: Tenant] = [:]
        for tenant in tenants where byHost.updateValue(tenant, forKey: Tenants.host(of: tenant.origin)) != nil {
            throw .sharedHost(tenant.origin)
        }
        self.byHost = byHost
    }

    /// `authority` is what the request's `Host` says, with or without port.
    func tenant(at authority: String) -> Tenant? { byHost[Tenants.name(of: authority)] }

    private static func host(of origin: String) -> String {
        name(of: String(origin.drop { $0 != "/" }.drop { $0 == "/" }))
    }

    /// Without the port, in lower case.
    private static func name(of authority: String) -> String {
        let host = authority.lowercased()
        if host.hasPrefix("[") { return String(host.prefix { $0 != "]" }) + "]" }
        return String(host.prefix { $0 != ":" })
    }
}

/// Why a server cannot start.
package enum PortalFault: Error, Hashable, CustomStringConvertible {
    case sharedHost(String)
    case plainOutsideLoopback(String)
    case configuration(String)

    package var description: String {
        switch self {
        case .sharedHost(let origin): "two tenants are at \(origin): give each a host of its own"
        case .plainOutsideLoopback(let host):
            "\(host) is not this machine alone: set tls.certificate and tls.key, or tls.development = true"
        case .configuration(let what): what
        }
    }
}
