import ArgumentParser
import Collection
import EmbeddedStore
import Exchange
import Foundation
import Metering
import Store

struct MapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map", abstract: "How tables of partners are read: described once, kept by name.",
        subcommands: [Suggest.self, Add.self, List.self, Show.self, Remove.self])

    @OptionGroup var common: CommonOptions

    struct Suggest: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Propose how a table is read, and show the first days that would be kept.",
            discussion:
                "Nothing is imported. With --keep the mapping is kept as it is proposed; to change it, send it to a file, edit that, and give it to map add."
        )

        @ParentCommand var parent: MapCommand
        @OptionGroup var own: CommonOptions
        @Argument(help: "A CSV or a spreadsheet.") var file: String
        @Option(help: "The point that it is about, where it names none.") var point: PointID?
        @Option(help: ArgumentHelp("Keep the mapping under this name.", valueName: "name")) var keep: String?

        func run() throws {
            let options = own.under(parent.common)
            if let keep { try MappingFile.requireName(keep) }
            let suggestion = try MappingSuggestion(of: FileSource(path: Invocation.current.path(file)))
            let preview = try MappingPreview(
                FileSource(path: Invocation.current.path(file)), by: suggestion.mapping, of: point)
            if let keep {
                let document = NamedDocument(name: "\(keep).json", bytes: try MappingFile.json(suggestion.mapping))
                try options.open().documents.keep(mapping: document)
            }
            if options.json { return try Summary.give(Row(suggestion, preview), asJSON: true, "") }
            Results.say(String(decoding: try MappingFile.json(suggestion.mapping), as: UTF8.self))
            for assumption in suggestion.assumptions { Diagnostics.say("taken for granted: \(assumption)") }
            for line in preview.lines { Diagnostics.say(line) }
            let whose =
                point.map { " --point \($0)" } ?? (suggestion.mapping.columns.point == nil ? " --point POINT" : "")
            if let keep {
                Diagnostics.say("kept as \(keep). To import: maille import \(file) --map \(keep)\(whose)")
            } else {
                Diagnostics.say(
                    "if that is right, keep it: maille map suggest \(file) --keep NAME, then import with --map NAME\(whose)"
                )
            }
        }

        private struct Row: Encodable {
            let mapping: TableMapping
            let assumptions: [String]
            let days: [MappingPreview.Day]
            let setAside: Int

            init(_ suggestion: MappingSuggestion, _ preview: MappingPreview) {
                (mapping, assumptions) = (suggestion.mapping, suggestion.assumptions)
                (days, setAside) = (preview.days, preview.setAside)
            }
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a mapping, in the place of one of the same name.")

        @ParentCommand var parent: MapCommand
        @OptionGroup var own: CommonOptions
        @Argument(help: "Its name.") var name: String
        @Argument(help: "The JSON file.") var file: String

        func run() throws {
            let options = own.under(parent.common)
            try MappingFile.requireName(name)
            let mapping = try MappingFile.read([UInt8](try Data(contentsOf: URL(given: file))), of: file)
            let document = NamedDocument(name: "\(name).json", bytes: try MappingFile.json(mapping))
            try options.open().documents.keep(mapping: document)
            try Summary.give(["kept": name], asJSON: options.json, "\(name) is kept: maille import FILE --map \(name)")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the mappings that are kept.")

        @ParentCommand var parent: MapCommand
        @OptionGroup var own: CommonOptions

        func run() throws {
            let options = own.under(parent.common)
            let names = try options.openPresent().documents.mappings().map { String($0.name.dropLast(5)) }
            try Summary.give(
                names, asJSON: options.json, names.isEmpty ? "none is kept." : names.joined(separator: "\n"))
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a mapping, as JSON to send to others.")

        @ParentCommand var parent: MapCommand
        @OptionGroup var own: CommonOptions
        @Argument(help: "Its name.") var name: String

        func run() throws {
            let mapping = try MappingFile.find(name, in: own.under(parent.common).openPresent().documents)
            Results.say(String(decoding: try MappingFile.json(mapping), as: UTF8.self))
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a mapping; what was imported by it stays.")

        @ParentCommand var parent: MapCommand
        @OptionGroup var own: CommonOptions
        @Argument(help: "Its name.") var name: String

        func run() throws {
            let options = own.under(parent.common)
            try MappingFile.requireName(name)
            let documents = try options.openPresent().documents
            guard try documents.removeMapping("\(name).json") else {
                throw try MappingFile.unknown(name, in: documents)
            }
            try Summary.give(["removed": name], asJSON: options.json, "\(name) is forgotten.")
        }
    }
}
