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
        let keys = try key(in: file).keys(of: TenantID(tenant))
        return (try AccessDatabase(in: directory), keys)
    }

    private func key(in file: URL) throws -> MasterKey {
        guard FileManager.default.fileExists(atPath: file.path) else {
            let key = MasterKey.random()
            guard
                FileManager.default.createFile(
                    atPath: file.path, contents: Data(key.bytes), attributes: [.posixPermissions: 0o600])
            else {
                throw ValidationError("the master key cannot be written to \(file.path): give another --master-key")
            }
            Diagnostics.say(
                "made the master key \(file.path): keep a copy apart from the data, without it they are lost")
            return key
        }
        guard let key = MasterKey(bytes: [UInt8](try Data(contentsOf: file))) else {
            throw ValidationError("\(file.path) is not a master key: it must have 32 bytes")
        }
        return key
    }
}

extension Role: ExpressibleByArgument {}
