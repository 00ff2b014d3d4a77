import ArgumentParser
import EmbeddedStore
import Metering
import Store

struct SetsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sets", abstract: "Sets of points that figures cover.", subcommands: [Import.self, List.self])

    @OptionGroup var common: CommonOptions

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Read a list of sets (CSV).")

        @ParentCommand var parent: SetsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var replay: ReplayOptions
        @Argument(help: "The file.") var file: String

        func run() throws { try FileImport.run([file], own.under(parent.common), replay) }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the sets.")

        @ParentCommand var parent: SetsCommand
        @OptionGroup var own: CommonOptions

        private struct Row: Encodable {
            let set: PointSet
            let members: Int
        }

        func run() throws {
            let options = own.under(parent.common)
            let data = try options.open()
            let known = data.ledger.known()
            let rows = try data.catalogue.sets(known).map {
                Row(set: $0, members: try data.catalogue.members(of: $0.id, known).members.reduce(0) { $0 + $1.count })
            }
            if options.json { return try Summary.give(rows, asJSON: true, "") }
            var table = TextTable(["set", "kind", "use", "usage", "step", "members"], alignRight: [5])
            for row in rows {
                let set = row.set
                table.add([
                    set.id, set.kind, set.useCase, set.visibility.rawValue, set.figureStep.rawValue,
                    row.members.grouped,
                ])
            }
            Results.say(table.text)
            Results.say("\(rows.count.grouped) sets.")
        }
    }
}
