import ArgumentParser
import EmbeddedStore
import Metering
import Store

struct ImportsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imports", abstract: "What was received, and what was set aside of it.",
        subcommands: [List.self, Show.self])

    @OptionGroup var common: CommonOptions

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the files that were kept or refused.")

        @ParentCommand var parent: ImportsCommand
        @OptionGroup var own: CommonOptions

        private struct Row: Encodable {
            let revision: Int64
            let name: String
            let flows: String
            let receivedAt: String
            let isKept: Bool
            let sha256: String
            let source: String
        }

        func run() throws {
            let options = own.under(parent.common)
            let rows = try options.openPresent().ledger.entries().map {
                Row(
                    revision: $0.revision.number, name: $0.name, flows: $0.flows,
                    receivedAt: $0.receivedAt.description, isKept: $0.isKept, sha256: $0.sha256, source: $0.source.id)
            }
            if options.json { return try Summary.give(rows, asJSON: true, "") }
            var table = TextTable(["import", "received", "", "file", "formats", "source"], alignRight: [0])
            for row in rows {
                table.add([
                    String(row.revision), row.receivedAt, row.isKept ? "kept" : "refused", row.name, row.flows,
                    row.source,
                ])
            }
            Results.say(table.text)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show everything that was said of one import: notes, flags, quarantine, refusal.")

        @ParentCommand var parent: ImportsCommand
        @OptionGroup var own: CommonOptions
        @Argument(help: "The number of the import.") var revision: Int64

        private struct Row: Encodable {
            let severity: Severity
            let rule: String
            let reason: String
            let line: UInt32?
            let point: PointID?
            let day: CivilDay?
            let detail: String
        }

        func run() throws {
            let options = own.under(parent.common)
            let ledger = try options.openPresent().ledger
            guard try ledger.entries().contains(where: { $0.revision == Revision(revision) }) else {
                throw UnknownImport(number: revision)
            }
            let rows = try ledger.diagnostics(of: Revision(revision)).map {
                Row(
                    severity: $0.severity, rule: $0.rule.name, reason: $0.rule.reason, line: $0.line, point: $0.point,
                    day: $0.day, detail: $0.detail)
            }
            if options.json { return try Summary.give(rows, asJSON: true, "") }
            var table = TextTable(["", "rule", "line", "point", "day", "found"], alignRight: [2])
            for row in rows {
                table.add([
                    row.severity.rawValue, row.rule, row.line.map(String.init) ?? "", row.point?.text ?? "",
                    row.day?.description ?? "", row.detail,
                ])
            }
            Results.say(table.text)
        }
    }
}

struct UnknownImport: Error, CustomStringConvertible {
    let number: Int64

    var description: String { "there is no import \(number): see maille imports list" }
}
