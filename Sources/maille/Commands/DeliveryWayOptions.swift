import ArgumentParser
import Foundation
import Store
import Web

/// How a destination takes documents: one of five ways, and what each of them asks for.
struct DeliveryWayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A folder of the server's machine, which is there already.", valueName: "dir"))
    var folder: String?
    @Option(help: ArgumentHelp("A folder of an SFTP server: sftp://USER@HOST:PORT/FOLDER.", valueName: "address"))
    var sftp: String?
    @Option(help: ArgumentHelp("An address below which each file is put.", valueName: "address")) var put: String?
    @Option(help: ArgumentHelp("A CKAN catalogue; its token comes on standard input.", valueName: "address"))
    var ckan: String?
    @Option(help: ArgumentHelp("Data Fair; its API key comes on standard input.", valueName: "address"))
    var dataFair: String?

    @Option(help: ArgumentHelp("Of SFTP: the server's host key, ssh-ed25519 AAAA….", valueName: "key"))
    var hostKey: String?
    @Option(help: ArgumentHelp("Of SFTP: a private key that the server's user can read.", valueName: "file"))
    var key: String?
    @Option(help: "Of --put: sign in with this name, and the password on standard input.") var user: String?
    @Flag(help: "Of --put: sign in with the token on standard input.") var bearer = false
    @Option(help: "Of CKAN: the dataset; of Data Fair: what its datasets' names begin with (maille).")
    var dataset: String?
    @Option(
        help: ArgumentHelp(
            "Trust the authorities of this file (PEM) in place of the system's.", valueName: "file"))
    var authority: String?

    func validate() throws {
        guard [folder, sftp, put, ckan, dataFair].compactMap({ $0 }).count == 1 else {
            throw ValidationError("give one of --folder, --sftp, --put, --ckan and --data-fair")
        }
        guard sftp == nil || (hostKey != nil && key != nil) else {
            throw ValidationError("--sftp needs --host-key and --key")
        }
        guard ckan == nil || dataset != nil else { throw ValidationError("--ckan needs --dataset") }
        guard !(bearer && user != nil) else { throw ValidationError("give either --user or --bearer") }
    }

    var way: DeliveryWay {
        get throws {
            if let folder { return .folder(path: try path(folder)) }
            if let sftp, let hostKey, let key {
                return .sftp(try SFTPPlace(sftp, hostKey: hostKey, keyFile: path(key)))
            }
            if let put { return .put(try place(put), user: user) }
            if let ckan { return .ckan(try place(ckan), dataset: dataset ?? "") }
            return .dataFair(try place(dataFair ?? ""), prefix: dataset ?? "maille")
        }
    }

    /// Nil where the way asks for none.
    func secret() throws -> String? {
        guard user != nil || bearer || ckan != nil || dataFair != nil else { return nil }
        guard let line = Invocation.current.console.readLine(), !line.isEmpty else { throw DestinationFault.noSecret }
        return line
    }

    private func place(_ address: String) throws -> HTTPSPlace {
        let trusted = try authority.map { String(decoding: try Data(contentsOf: URL(given: $0)), as: UTF8.self) }
        return try HTTPSPlace(address, authority: trusted)
    }

    /// Absolute: the server opens it whenever it delivers.
    private func path(_ given: String) throws -> String {
        let path = URL(given: given).absoluteURL.standardizedFileURL.path
        guard access(path, R_OK) == 0 else { throw StoreError.system("open", path: path, code: errno) }
        return path
    }
}
