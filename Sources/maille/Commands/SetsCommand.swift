import ArgumentParser
import EmbeddedStore
import Metering
import Services
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

        func run() throws {
            let options = own.under(parent.common)
            try FileImport.run([file], options, replay)
            try warnOfCrossings(options)
        }

        /// Figures of sets that are too many for a point are held: said here, where sets can still be drawn otherwise.
        private func warnOfCrossings(_ options: CommonOptions) throws {
            let data = try options.open()
            let today = CivilDay(containing: replay.instant)
            let crowds = try CrossingSets(data.catalogue, data.releases).crowds(on: today, data.ledger.known())
            for crowd in crowds.prefix(Limit.named) {
                Diagnostics.say(
                    """
                    \(crowd.set): \(crowd.points.grouped) of its points are in \(crowd.crossings) sets that cross each \
                    other\(crowd.recipient.map { ", as \($0) sees them" } ?? ""). Figures of at most \(crowd.most) leave in \
                    a month; those that are asked last are held
                    """)
            }
            if crowds.count > Limit.named { Diagnostics.say("and \((crowds.count - Limit.named).grouped) more sets") }
        }

        private enum Limit {
            /// Sets that are named.
            static let named = 10
        }
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
            let data = try options.openPresent()
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
            Results.say("\(rows.count.counted("set")).")
        }
    }
}
