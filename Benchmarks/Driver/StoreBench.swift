import ArgumentParser
import Foundation

/// Asks a store within one process, and prints what it took as JSON. `Benchmarks/run.py` calls it.
@main
struct StoreBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store-bench", abstract: "Workloads that need the store within one process.",
        subcommands: [
            Fill.self, Values.self, Identifiers.self, OnePoint.self, Synchronous.self, Building.self,
            GreenButtonFile.self,
        ])

    static func give(_ outcome: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        print(String(decoding: try encoder.encode(outcome), as: UTF8.self))
    }
}

/// The span of days that all tasks are about.
struct Span: ParsableArguments {
    @Option(help: "How many points.") var points: Int
    @Option(help: "How many days from 2025-11-01 on.") var days = 365
}
