import ArgumentParser
import Foundation

struct DemoCommand: AsyncParsableCommand, NeverServed {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Run the whole main job on a demonstration district.",
        discussion: """
            The district does not exist; its files have the formats and the faults of real ones. A second run does \
            only what is not done yet.
            """)

    @Option(help: ArgumentHelp("The folder of the demonstration.", valueName: "dir")) var data = ".maille-demo"
    @Flag(help: "End when the figures are written, without serving them.") var once = false
    @Flag(help: "Give one machine-readable summary on standard output.") var json = false

    @Option(help: "The port to serve the result on.") var port = 8_080

    func run() async throws {
        let demonstration = Demonstration(URL(filePath: data))
        let outcome = try demonstration.run()
        try Summary.give(outcome, asJSON: json, outcome.text)
        if !once { try await demonstration.serve(port: port) }
    }
}
