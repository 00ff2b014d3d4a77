import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Portal
import Store

/// Which tenant a command is about, and the key that opens its people's data.
struct AccessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The tenant (default: default; of a server's directory, its own).", valueName: "name"))
    var tenant: String?

    @Option(
        help: ArgumentHelp(
            "The master key (default: the data directory's name with .key, beside it; made where it is absent).",
            valueName: "file"))
    var masterKey: String?

    /// Opens the access database of a data directory.
    func open(_ common: CommonOptions) throws -> (access: AccessDatabase, keys: TenantKeys) {
        try open(common.open())
    }

    /// The tenant as the server has it, for what also touches the files of its jobs.
    func openTenant(_ common: CommonOptions) throws -> Tenant {
        let directory = try common.open()
        if let served = Invocation.current.server?.served(directory.url) {
            try check(served)
            return served.tenant
        }
        let (access, keys) = try open(directory)
        // A command answers nobody: no address of its tenant is told.
        return try Tenant(
            keys.tenant, origin: "http://localhost", stores: directory.tenantStores, access: access, keys: keys,
            slots: KeyDerivationSlots(),
            opensSandbox: false)
    }

    func open(_ directory: DataDirectory) throws -> (access: AccessDatabase, keys: TenantKeys) {
        let keys = try keys(of: directory)
        if let served = Invocation.current.server?.served(directory.url) { return (served.access, keys) }
        return (try AccessDatabase(in: directory, .all), keys)
    }

    func keys(of directory: DataDirectory) throws -> TenantKeys {
        if let served = Invocation.current.server?.served(directory.url) {
            try check(served)
            return served.keys
        }
        return try keyFile(of: directory.url).key().keys(of: TenantID(tenant ?? "default"))
    }

    /// The keys of a directory that is not there yet. Throws where there is no master key.
    func presentKeys(of directory: URL) throws -> TenantKeys {
        try keyFile(of: directory).presentKey().keys(of: TenantID(tenant ?? "default"))
    }

    private func keyFile(of directory: URL) -> MasterKeyFile {
        MasterKeyFile(masterKey.map { URL(given: $0) } ?? directory.appendingPathExtension("key"))
    }

    /// Throws where the options say otherwise than the server: its key and tenant are those of the directory.
    private func check(_ served: ServedDirectory) throws {
        let id = served.keys.tenant
        if let tenant, tenant != id.text { throw ServerRefusal.otherTenant(id.text) }
        guard let masterKey else { return }
        guard try MasterKeyFile(URL(given: masterKey)).presentKey().keys(of: id).isSame(as: served.keys) else {
            throw ServerRefusal.otherKey
        }
    }
}

extension Role: ExpressibleByArgument {}
