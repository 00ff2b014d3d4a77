import Access
import ArgumentParser
import Foundation
import Store

/// Which tenant a command is about, and the key that opens its people's data.
struct AccessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The tenant.", valueName: "name"))
    var tenant = "default"

    @Option(
        help: ArgumentHelp(
            "The master key (default: the data directory's name with .key, beside it; made where it is absent).",
            valueName: "file"))
    var masterKey: String?

    /// Opens the access database of a data directory.
    func open(_ common: CommonOptions) throws -> (access: AccessDatabase, keys: TenantKeys) {
        try open(common.open())
    }

    func open(_ directory: DataDirectory) throws -> (access: AccessDatabase, keys: TenantKeys) {
        let file = masterKey.map { URL(filePath: $0) } ?? directory.url.appendingPathExtension("key")
        let keys = try MasterKeyFile(file).key().keys(of: TenantID(tenant))
        return (try AccessDatabase(in: directory), keys)
    }
}

extension Role: ExpressibleByArgument {}
