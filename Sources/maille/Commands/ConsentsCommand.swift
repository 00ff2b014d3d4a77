import Access
import ArgumentParser
import EmbeddedStore
import Metering
import Store
import Web

struct ConsentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consents", abstract: "Consents of a point, and the daily job that closes and removes.",
        subcommands: [List.self, Daily.self])

    @OptionGroup var common: CommonOptions

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the consents of a point's holders.")

        @ParentCommand var parent: ConsentsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @Argument(help: "The point's identifier.") var point: String

        func run() throws {
            let common = own.under(parent.common)
            let (access, keys) = try options.openPresent(common)
            var table = TextTable(["from", "until", "recipient", "state", "since", "ends"])
            try access.read(in: keys.tenant) { store in
                for occupancy in try store.records(Occupancy.self, of: point).sorted(by: { $0.from < $1.from }) {
                    for consent in try store.consents(of: occupancy.occupancy) {
                        table.add([
                            occupancy.from.description, occupancy.until?.description ?? "",
                            consent.terms.recipient.text, consent.state.rawValue, consent.since.description,
                            consent.ends?.description ?? "",
                        ])
                    }
                }
            }
            try Summary.give(table, asJSON: common.json)
        }
    }

    struct Daily: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close the consents that time or a move has ended, and remove what was kept long enough.")

        @ParentCommand var parent: ConsentsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions

        func run() throws {
            let (closed, report) = try options.openTenant(own.under(parent.common)).applyRetention(now: replay.instant)
            let removed = report.lines.map { line in
                Outcome.Removal(
                    records: line.removal.rule.kind.name, endedBefore: line.removal.endedBefore.description,
                    removed: line.count, whySoLong: line.removal.rule.reason)
            }
            if own.under(parent.common).json {
                return try Summary.give(Outcome(closed: closed, removed: removed), asJSON: true, "")
            }
            var table = TextTable(["records", "ended before", "removed", "why so long"], alignRight: [2])
            for row in removed { table.add([row.records, row.endedBefore, row.removed.grouped, row.whySoLong]) }
            Results.say("\(closed.counted("consent")) closed.")
            Results.say(table.text)
        }

        private struct Outcome: Encodable {
            struct Removal: Encodable {
                let records: String
                let endedBefore: String
                let removed: Int
                let whySoLong: String
            }

            let closed: Int
            let removed: [Removal]
        }
    }
}
