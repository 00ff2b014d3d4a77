import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Store
import Web

/// Which tenant a command is about, and the key that opens its people's data.
struct AccessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The tenant (default: default; of a server's directory, its own).", valueName: "name"))
    var tenant: String?

    @Option(
        help: ArgumentHelp(
            "The master key (default: the data directory's name with .key, beside it; made where nothing needs one).",
            valueName: "file"))
    var masterKey: String?

    /// Opens the access database of a data directory.
    func open(_ common: CommonOptions) throws -> (access: AccessDatabase, keys: TenantKeys) {
        try open(common.open())
    }

    /// Opens what is there, for what only reads: it makes no directory, no database of people and no key.
    func openPresent(_ common: CommonOptions) throws -> (access: AccessDatabase, keys: TenantKeys) {
        let data = try common.openPresent()
        guard FileManager.default.fileExists(atPath: data.url.appending(path: "access.sqlite").path) else {
            throw NobodyYet(folder: data.url.path)
        }
        return try open(data)
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
        if let served = Invocation.current.server?.served(directory.url) {
            try check(served)
            return (served.access, served.keys)
        }
        let (access, key) = try openStore(directory)
        return (access, try key.keys(of: tenantID(of: directory), in: access, now: .current))
    }

    func keys(of directory: DataDirectory) throws -> TenantKeys { try open(directory).keys }

    /// The store, and the master key that is to open it.
    func openStore(_ directory: DataDirectory) throws -> (access: AccessDatabase, key: MasterKey) {
        let served = Invocation.current.server?.served(directory.url)
        if let served { try check(served) }
        let access = try served?.access ?? AccessDatabase(in: directory, .all)
        return (access, try keyFile(of: directory.url).key(of: access))
    }

    /// The keys of what was restored and is yet to take a directory's place. Throws where there is no master key.
    func keys(of restored: AccessDatabase, _ tenant: TenantID, for directory: URL) throws -> TenantKeys {
        let key = try keyFile(of: directory).presentKey()
        return try key.keys(of: tenant, in: restored, now: .current)
    }

    private func keyFile(of directory: URL) -> MasterKeyFile {
        MasterKeyFile(masterKey.map { URL(given: $0) } ?? directory.appendingPathExtension("key"))
    }

    /// Throws where the options say otherwise than the server: its key and tenant are those of the directory.
    private func check(_ served: ServedDirectory) throws {
        let id = served.keys.tenant
        if let tenant, tenant != id.text { throw ServerRefusal.otherTenant(id.text) }
        guard let masterKey else { return }
        let key = try MasterKeyFile(URL(given: masterKey)).presentKey()
        do {
            _ = try key.keys(of: id, in: served.access, now: .current)
        } catch is KeyError {
            throw ServerRefusal.otherKey
        }
    }

    /// The tenant that is named, else the one that the directory was made for.
    func tenantID(of directory: DataDirectory) throws -> TenantID {
        TenantID(try tenant ?? directory.documents.tenantProfile()?.tenant.text ?? "default")
    }
}

extension Role: ExpressibleByArgument {}

/// A directory that nobody was let into.
struct NobodyYet: Error, CustomStringConvertible {
    let folder: String

    var description: String {
        "nobody is let into \(folder) yet, so nothing of people is kept: add an account, or start the server"
    }
}
