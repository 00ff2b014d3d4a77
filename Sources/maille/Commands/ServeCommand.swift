import ArgumentParser
import Configuration
import Foundation
import SystemPackage
import Web

/// Runs the server until it is asked to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve people and programs over HTTP(S).",
        discussion: """
            Settings come from flags, then from the environment (MAILLE_PORT, …), then from the configuration file \
            (JSON). docs/running/serve.md lists them. SIGTERM stops the server after the requests in hand.
            """)

    @Option(help: ArgumentHelp("The data directory of the one tenant.", valueName: "folder")) var data: String?
    @Option(help: ArgumentHelp("The configuration file.", valueName: "file")) var config: String?
    @Option(help: "The address to listen on (127.0.0.1).") var host: String?
    @Option(help: "The port to listen on (8080; 0: any).") var port: Int?
    @Option(help: ArgumentHelp("The master key.", valueName: "file")) var masterKey: String?
    @Flag(help: "Let programs register themselves, for trying.") var sandbox = false

    func run() async throws {
        try await Serving(PortalConfiguration(reader())).run()
    }

    private func reader() async throws -> ConfigReader {
        var flags: [AbsoluteConfigKey: ConfigValue] = [:]
        flags["data"] = data.map { ConfigValue(.string($0), isSecret: false) }
        flags["host"] = host.map { ConfigValue(.string($0), isSecret: false) }
        flags["port"] = port.map { ConfigValue(.int($0), isSecret: false) }
        flags["masterKey"] = masterKey.map { ConfigValue(.string($0), isSecret: false) }
        if sandbox { flags["sandbox"] = ConfigValue(.bool(true), isSecret: false) }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: flags),
            EnvironmentVariablesProvider(secretsSpecifier: .none).prefixKeys(with: "maille"),
        ]
        if let config { providers.append(try await FileProvider<JSONSnapshot>(filePath: FilePath(config))) }
        return ConfigReader(providers: providers)
    }
}
