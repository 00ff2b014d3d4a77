import Access
import ArgumentParser
import EmbeddedStore
import Metering
import Store

struct MandatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mandates", abstract: "Managers' rights to the totals of buildings.",
        subcommands: [Add.self, List.self])

    @OptionGroup var common: CommonOptions

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note that a manager's papers were seen: the totals of a building are open to them from then on.",
            discussion: "A second entry of the same manager and building replaces the first: --until ends it.")

        @ParentCommand var parent: MandatesCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Option(help: ArgumentHelp("The account of the building's manager.", valueName: "account")) var manager: String
        @Option(help: ArgumentHelp("The set that is the building.", valueName: "set")) var building: String
        @Option(help: ArgumentHelp("When the mandate begins (now).", valueName: "instant")) var from: Instant?
        @Option(help: ArgumentHelp("When the mandate ends (open).", valueName: "instant")) var until: Instant?
        @Option(
            help: ArgumentHelp(
                "Under which key of the point list the manager holds points there: they do not count.",
                valueName: "key"))
        var holder: String?

        func run() throws {
            let data = try own.under(parent.common).open()
            try data.require(.buildingTotals)
            let (access, keys) = try options.open(data)
            guard
                try data.catalogue.sets(data.ledger.known()).contains(where: {
                    $0.id == building && $0.kind == "building"
                })
            else {
                throw ValidationError("there is no set \(building) of kind building: see maille sets list")
            }
            let mandate = Mandate(
                manager: AccountID(manager), set: building, from: from ?? replay.instant, until: until,
                countingKey: holder)
            try access.transaction(in: keys.tenant) { store in
                guard try store.record(Account.self, manager) != nil else {
                    throw ValidationError("there is no account \(manager): see maille accounts list")
                }
                try store.put(mandate)
                // A resident who manages a building besides needs the second step from now on.
                try store.endSessions(of: mandate.manager)
                try store.note(
                    .mandateGiven, by: .invoker, subject: SubjectID(mandate.manager), keys, now: replay.instant)
            }
            try Summary.give(
                ["manager": manager, "building": building], asJSON: own.under(parent.common).json, "noted")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the mandates.")

        @ParentCommand var parent: MandatesCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions

        func run() throws {
            let common = own.under(parent.common)
            let (access, keys) = try options.openPresent(common)
            var table = TextTable(["manager", "building", "from", "until"])
            for mandate in try access.read(in: keys.tenant, { try $0.records(Mandate.self) }) {
                table.add([
                    mandate.manager.text, mandate.set, mandate.from.description, mandate.until?.description ?? "",
                ])
            }
            try Summary.give(table, asJSON: common.json)
        }
    }
}
