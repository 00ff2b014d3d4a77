import Access
import ArgumentParser
import EmbeddedStore
import Metering
import Store

struct AgreementsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreements", abstract: "Who receives restricted figures of which uses, and by which right.",
        discussion: "Without an agreement nothing restricted leaves. One is never changed: it is added, and ended.",
        subcommands: [Add.self, List.self, End.self])

    @OptionGroup var common: CommonOptions

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note an agreement; prints its number.",
            discussion: """
                It covers the figures of its uses whose period ends on one of its days, whenever they are published. \
                Documents name the recipient and the basis: take an organisation, never a person.
                """)

        @ParentCommand var parent: AgreementsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var replay: ReplayOptions
        @Option(help: "The organisation that receives the figures.") var recipient: String
        @Option(help: "A use of restricted sets (repeat).") var use: [String]
        @Option(help: "The article of law or the contract that it rests on.") var basis: String
        @Option(help: "The first measured day that it covers.") var from: CivilDay
        @Option(help: "The last measured day that it covers (open).") var until: CivilDay?
        @Option(
            help: ArgumentHelp(
                "The key of the point list under which the recipient holds points: they do not count for it.",
                valueName: "key"))
        var holder: String?

        func run() throws {
            let options = own.under(parent.common)
            let agreement = try UseAgreement(
                recipient: recipient, uses: use, basis: basis, from: from, until: until, holder: holder)
            let data = try options.open()
            try data.require(.giveRestrictedFigures)
            let uses = Set(
                try data.catalogue.sets(data.ledger.known()).filter { $0.visibility == .restricted }.map(\.useCase))
            for use in agreement.uses where !uses.contains(use) {
                Diagnostics.say("no restricted set has the use \(use) yet: `maille sets list` names them")
            }
            let number = try data.releases.add(agreement, now: replay.instant)
            try Summary.give(["agreement": number], asJSON: options.json, "\(number)")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the agreements that there ever were.")

        @ParentCommand var parent: AgreementsCommand
        @OptionGroup var own: CommonOptions

        func run() throws {
            let options = own.under(parent.common)
            let rows = try options.openPresent().releases.agreements().map(Row.init)
            if options.json { return try Summary.give(rows, asJSON: true, "") }
            var table = TextTable(["agreement", "recipient", "uses", "from", "until", "basis", "holder"])
            for row in rows {
                table.add([
                    "\(row.agreement)", row.recipient, row.uses.joined(separator: ", "), row.from.description,
                    row.until?.description ?? "", row.basis, row.holder ?? "",
                ])
            }
            Results.say(table.text)
        }
    }

    struct End: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End an agreement after a measured day.",
            discussion: "What left is not called back; figures of later days, and new editions of them, leave no more.")

        @ParentCommand var parent: AgreementsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var replay: ReplayOptions
        @Argument(help: "The number of the agreement.") var agreement: Int64
        @Option(help: "The last measured day that it covers; the day before it begins: none.") var after: CivilDay

        func run() throws {
            let options = own.under(parent.common)
            try options.open().releases.endAgreement(agreement, after: after, now: replay.instant)
            try Summary.give(["agreement": agreement], asJSON: options.json, "agreement \(agreement) ends on \(after)")
        }
    }

    /// An agreement as it is now.
    private struct Row: Encodable {
        let agreement: Int64
        let recipient: String
        let uses: [String]
        let basis: String
        let from: CivilDay
        let until: CivilDay?
        let holder: String?
        let addedAt: String
        let endedAt: String?

        init(_ kept: KeptAgreement) {
            let agreement = kept.agreement
            (self.agreement, recipient, uses) = (kept.number, agreement.recipient, agreement.uses)
            (basis, from, until, holder) = (agreement.basis, agreement.from, kept.lastDay, agreement.holder)
            (addedAt, endedAt) = (kept.addedAt.description, kept.ending?.endedAt.description)
        }
    }
}
