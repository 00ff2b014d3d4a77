import Access
import EmbeddedStore
import Foundation
import Metering
import Services
import Web

extension AccessOptions {
    func deliveries(of data: DataDirectory) throws -> Deliveries {
        let (access, keys) = try open(data)
        return Deliveries(access, keys, data.releases, data.documents)
    }

    /// Queues the documents of a publication for the destinations of the directory's tenant, and gives how many. A
    /// directory without destinations needs no key, and gets none. They wait from now on, also in replays: the server
    /// sends them by the machine's clock.
    func announce(
        _ published: PublishedDocuments, of policy: String, from data: DataDirectory
    ) throws -> Int {
        var options = self
        if Invocation.current.server?.served(data.url) == nil {
            let people = data.url.appending(path: "access.sqlite")
            guard FileManager.default.fileExists(atPath: people.path),
                let owner = try AccessDatabase(in: data, .all).tenantWithDestinations()
            else { return 0 }
            options.tenant = tenant ?? owner.text
        }
        return try options.deliveries(of: data).announce(published, of: policy, now: .current)
    }
}

extension AccessDatabase {
    fileprivate func tenantWithDestinations() throws -> TenantID? {
        try tenants().first { tenant in try !read(in: tenant) { try $0.records(Destination.self) }.isEmpty }
    }
}
