import Collection
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Portal
import Publication
import Services
import Store

/// How the ports of a data directory become services: the only place where they are put together.
extension DataDirectory {
    var office: ReleaseOffice { ReleaseOffice(ledger, measures, catalogue, releases, documents, keys) }

    func intake(from source: String, now: Instant) throws -> Intake {
        try Intake(ledger, measures, catalogue, from: source, now: now)
    }

    func dailyProvision(
        under policy: Policy, now: Instant, isEstimating: Bool = false, _ circumstances: Circumstances = Circumstances()
    ) -> DailyProvision {
        DailyProvision(
            office, ledger, catalogue, releases, policy: policy, now: now, isEstimating: isEstimating, circumstances)
    }

    func annualTables(under policy: Policy, now: Instant) -> AnnualTables {
        AnnualTables(office, ledger, releases, policy: policy, now: now)
    }

    var openPublications: OpenPublications { OpenPublications(documents, releases) }

    /// What the server needs of it for one tenant.
    var tenantStores: TenantStores {
        TenantStores(
            ledger, measures, catalogue, releases, documents, office, jobs: url.appending(path: "jobs"))
    }
}
