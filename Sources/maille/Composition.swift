import API
import Collection
import Disclosure
import EmbeddedStore
import Foundation
import GreenButtonAPI
import Metering
import OAuthAPI
import Pages
import Publication
import Services
import Store
import Web

/// How the ports of a data directory become the services that import and publish; `Tenant` does so for a server.
extension DataDirectory {
    /// A new one, with guards of its own: keep it where several publications follow.
    func makeOffice() -> ReleaseOffice {
        ReleaseOffice(ledger, measures, catalogue, releases, documents, keys)
    }

    func intake(from source: String, now: Instant) throws -> Intake {
        try Intake(ledger, measures, catalogue, from: source, now: now)
    }

    func dailyProvision(
        under policy: Policy, now: Instant, isEstimating: Bool = false, _ circumstances: Circumstances = Circumstances()
    ) -> DailyProvision {
        DailyProvision(
            makeOffice(), releases, policy: policy, now: now, isEstimating: isEstimating, circumstances)
    }

    func annualTables(under policy: Policy, now: Instant) -> AnnualTables {
        AnnualTables(makeOffice(), releases, policy: policy, now: now)
    }

    var openPublications: OpenPublications { OpenPublications(documents, releases) }

    /// What the server needs of it for one tenant.
    var tenantStores: TenantStores {
        TenantStores(
            ledger, measures, catalogue, releases, documents, makeOffice(), jobs: url.appending(path: "jobs"),
            spool: url.appending(path: "spool"))
    }
}

extension [Chapter] {
    /// What a server answers. No chapter knows another: what one needs of others it is given here.
    static let all: [Chapter] = {
        let greenButton = Chapter.greenButton
        let api = Chapter.api(explaining: greenButton.problems)
        return [
            .oauth(scopes: api.scopes + greenButton.scopes), .pages(copy: Answer.accountCopy(for:)), api, greenButton,
        ]
    }()
}
