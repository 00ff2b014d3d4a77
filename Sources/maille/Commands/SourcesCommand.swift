import ArgumentParser
import EmbeddedStore
import Exchange
import Metering
import Store

struct SourcesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sources", abstract: "Who imports come from, and what each may speak of.",
        subcommands: [Add.self, List.self])

    @OptionGroup var common: CommonOptions

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a source, or say anew what one may do.",
            discussion: """
                Without options a source may do everything. Imports keep the rights that they came under. \
                Explanations show the identifier to everybody: take an organisation's, never a person's.
                """)

        @ParentCommand var parent: SourcesCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var replay: ReplayOptions
        @Argument(help: "1 to 64 small letters, digits, points, hyphens and underscores.") var id: String
        @Option(help: "For people (default: the identifier).") var name: String?
        @Option(help: "A carrier that it may speak of (repeat; default: all).") var carrier: [Carrier] = []
        @Option(help: "A direction that it may speak of (repeat; default: all).") var direction: [Direction] = []
        @Option(help: "A format that it may send, such as R50 (repeat; default: all).") var flow: [Flow] = []
        @Option(help: "The set whose points it may speak of (default: all points).") var set: String?
        @Flag(help: "Its values are copies: they rank below those of primary sources.") var copy = false

        func run() throws {
            let options = own.under(parent.common)
            let rights = ImportSource.Rights(
                carriers: carrier.isEmpty ? nil : Set(carrier), directions: direction.isEmpty ? nil : Set(direction),
                flows: flow.isEmpty ? nil : Set(flow.map(\.rawValue)), set: set)
            let source = try ImportSource(
                id: id, name: name ?? id, rights: rights, provenance: copy ? .copy : .primary)
            try options.open().ledger.add(source, now: replay.instant)
            try Summary.give(Row(source), asJSON: options.json, "\(id) may \(source.summary).")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the sources, as they are now.")

        @ParentCommand var parent: SourcesCommand
        @OptionGroup var own: CommonOptions

        func run() throws {
            let options = own.under(parent.common)
            let sources = try options.openPresent().ledger.sources()
            if options.json { return try Summary.give(sources.map(Row.init), asJSON: true, "") }
            var table = TextTable(["source", "name", "may"])
            for source in sources { table.add([source.id, source.name, source.summary]) }
            Results.say(table.text)
        }
    }

    /// Lists in a fixed order; left out where nothing is limited.
    private struct Row: Encodable {
        let id: String
        let name: String
        let carriers: [String]?
        let directions: [String]?
        let flows: [String]?
        let set: String?
        let isCopy: Bool

        init(_ source: ImportSource) {
            (id, name, set) = (source.id, source.name, source.rights.set)
            carriers = source.rights.carriers?.map(\.rawValue).sorted()
            directions = source.rights.directions?.map(\.rawValue).sorted()
            flows = source.rights.flows?.sorted()
            isCopy = source.provenance == .copy
        }
    }
}

extension ImportSource {
    /// What it may do, in words.
    fileprivate var summary: String {
        let carriers = rights.carriers.map { $0.map(\.rawValue).sorted().joined(separator: " and ") }
        let directions = rights.directions.map { $0.map(\.rawValue).sorted().joined(separator: " and ") }
        let limits = [
            carriers, directions, rights.set.map { "points of \($0)" },
            rights.flows.map { "in \($0.sorted().joined(separator: " or "))" },
        ].compactMap { $0 }
        let subject = limits.isEmpty ? "everything" : limits.joined(separator: ", ")
        return "speak of \(subject)\(provenance == .copy ? ", as a copy" : "")"
    }
}

extension Flow: ExpressibleByArgument {}
