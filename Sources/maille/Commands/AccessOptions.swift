import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Portal
import Store

/// Which tenant a command is about, and the key that opens its people's data.
struct AccessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The tenant.", valueName: "name"))
    var tenant = "default"

    @Option(
        help: ArgumentHelp(
            "The master key (default: the data directory's name with .key, beside it; made where nothing needs one).",
            valueName: "file"))
    var masterKey: String?

    /// Opens the access database of a data directory.
    func open(_ common: CommonOptions) throws -> (access: AccessDatabase, keys: TenantKeys) {
        try open(common.open())
    }

    /// The tenant as the server has it, for what also touches the files of its jobs.
    func openTenant(_ common: CommonOptions) throws -> Tenant {
        let directory = try common.open()
        let (access, keys) = try open(directory)
        // A command answers nobody: no address of its tenant is told.
        return try Tenant(
            keys.tenant, origin: "http://localhost", stores: directory.tenantStores, access: access, keys: keys,
            slots: KeyDerivationSlots(),
            opensSandbox: false)
    }

    func open(_ directory: DataDirectory) throws -> (access: AccessDatabase, keys: TenantKeys) {
        let (access, key) = try openStore(directory)
        return (access, try key.keys(of: tenantID, in: access, now: .current))
    }

    /// The store, and the master key that is to open it.
    func openStore(_ directory: DataDirectory) throws -> (access: AccessDatabase, key: MasterKey) {
        let access = try AccessDatabase(in: directory, .all)
        let file = masterKey.map { URL(filePath: $0) } ?? directory.url.appendingPathExtension("key")
        return (access, try MasterKeyFile(file).key(of: access))
    }

    var tenantID: TenantID { TenantID(tenant) }
}

extension Role: ExpressibleByArgument {}
