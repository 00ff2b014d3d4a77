import DirectoryKit
package import EmbeddedStore
import Foundation
package import Web

extension DataDirectory {
    /// What the server needs of it for one tenant.
    package var tenantStores: TenantStores {
        TenantStores(
            ledger, measures, catalogue, releases, documents, makeOffice(), jobs: url.appending(path: "jobs"),
            spool: url.appending(path: "spool"))
    }
}
