import Access
import ArgumentParser
import EmbeddedStore
import Metering
import Store

struct NeedsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "needs", abstract: "What recipients need data for: the questions that consents answer.",
        subcommands: [Add.self, List.self, Withdraw.self])

    @OptionGroup var common: CommonOptions

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publish a data need of a recipient; prints its identifier.",
            discussion: "One purpose is one need. Daily and half-hourly data are two switches on the page of consent.")

        @ParentCommand var parent: NeedsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Option(help: ArgumentHelp("The recipient's identifier.", valueName: "id")) var recipient: String
        @Option(help: "The purpose in a few words, in French.") var purposeFr: String
        @Option(help: "The purpose in a few words, in English.") var purposeEn: String
        @Option(help: "The words that people agree to, in French.") var textFr: String
        @Option(help: "The words that people agree to, in English.") var textEn: String
        @Option(help: "The version of these words.") var textVersion = "1"
        @Flag(help: "Ask for daily figures.") var daily = false
        @Flag(help: "Ask for half-hourly figures.") var halfHourly = false
        @Option(help: "Carriers: electricity, gas, water, heat, cold.") var carrier: [Carrier] = [.electricity]
        @Option(help: "Directions: extraction, injection, production.") var direction: [Direction] = [.extraction]
        @Option(help: "How many months before the consent the data may begin.") var pastMonths = 12
        @Option(help: "How many months the consent holds.") var durationMonths = 12

        func validate() throws {
            guard daily || halfHourly else { throw ValidationError("give --daily, --half-hourly or both") }
            guard (0...36).contains(pastMonths), (1...36).contains(durationMonths) else {
                throw ValidationError("give 0 to 36 months of the past and 1 to 36 months of duration")
            }
        }

        func run() throws {
            let data = try own.under(parent.common).open()
            try data.require(.collectConsents)
            let (access, keys) = try options.open(data)
            let known = try access.read(in: keys.tenant) { try $0.record(Recipient.self, recipient) }
            guard let known else { throw ValidationError("there is no recipient \(recipient): see maille recipients") }
            var granularity: Granularity = []
            if daily { granularity.insert(.daily) }
            if halfHourly { granularity.insert(.halfHourly) }
            let need = DataNeed(
                recipient: known.recipient, purpose: BilingualText(french: purposeFr, english: purposeEn),
                carriers: Set(carrier), directions: Set(direction), granularity: granularity, pastMonths: pastMonths,
                durationMonths: durationMonths,
                text: ConsentText(version: textVersion, body: BilingualText(french: textFr, english: textEn)))
            try Consents(access, keys).publish(need, now: replay.instant)
            try Summary.give(["need": need.id], asJSON: own.under(parent.common).json, need.id)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the data needs.")

        @ParentCommand var parent: NeedsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions

        func run() throws {
            let common = own.under(parent.common)
            let (access, keys) = try options.openPresent(common)
            var table = TextTable(["need", "recipient", "purpose", "steps", "months back", "months on", "withdrawn"])
            for need in try access.read(in: keys.tenant, { try $0.records(DataNeed.self) }) {
                let granularity = [(Granularity.daily, "daily"), (.halfHourly, "half-hourly")]
                    .filter { need.granularity.contains($0.0) }.map(\.1).joined(separator: ", ")
                table.add([
                    need.id, need.recipient.text, need.purpose.english, granularity, "\(need.pastMonths)",
                    "\(need.durationMonths)", need.withdrawnAt.map { "\(CivilDay(containing: $0))" } ?? "",
                ])
            }
            try Summary.give(table, asJSON: common.json)
        }
    }

    struct Withdraw: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Withdraw a data need: nobody is asked for it any more.",
            discussion: "Requests that wait for an answer end. Consents that were given stand until they end.")

        @ParentCommand var parent: NeedsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Argument(help: "The need's identifier.") var need: String

        func run() throws {
            let (access, keys) = try options.open(own.under(parent.common))
            let ended = try Consents(access, keys).withdraw(DataNeedID(need), by: .invoker, now: replay.instant)
            guard let ended else {
                throw ValidationError("there is no need \(need), or it was withdrawn before: see maille needs list")
            }
            try Summary.give(
                ["withdrawn": need, "requestsEnded": "\(ended)"], asJSON: own.under(parent.common).json,
                "\(need) is withdrawn; \(ended) requests ended")
        }
    }
}
