import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store
import Web

struct BreachesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "breaches",
        abstract: "The register of personal data breaches: who is concerned, the 72 hours, the authority, the letters.",
        discussion: "GDPR articles 33 and 34. The way through: docs/running/breaches.md.",
        subcommands: [
            Open.self, List.self, Show.self, Assess.self, Report.self, Tell.self, Close.self,
        ])

    @OptionGroup var common: CommonOptions

    struct Open: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enter a breach, and find in the audit log which persons, days and recipients it concerns.",
            discussion: "Give one of --account, --program, --recipient and --log. Prints the breach's number.")

        @ParentCommand var parent: BreachesCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Option(help: ArgumentHelp("When you became aware of it: the 72 hours begin there.", valueName: "instant"))
        var noticed: Instant
        @Option(help: "What happened, for the register; best without names.") var what: String
        @Option(help: ArgumentHelp("What was read by way of an account.", valueName: "account")) var account: String?
        @Option(help: ArgumentHelp("What a program read.", valueName: "client")) var program: String?
        @Option(help: ArgumentHelp("What a recipient's programs read.", valueName: "id")) var recipient: String?
        @Flag(help: "All that was read.") var log = false
        @Option(help: ArgumentHelp("The first moment of the reads concerned.", valueName: "instant")) var from: Instant
        @Option(help: ArgumentHelp("The first moment after them (now).", valueName: "instant")) var until: Instant?

        func validate() throws {
            guard [account, program, recipient].count(where: { $0 != nil }) + (log ? 1 : 0) == 1 else {
                throw ValidationError("give one of --account, --program, --recipient and --log")
            }
            guard what.contains(where: { !$0.isWhitespace }) else {
                throw ValidationError("say with --what what happened: the register keeps it")
            }
            guard until ?? replay.instant <= replay.instant else {
                throw ValidationError("--until is after now: the log knows what was read, not what will be")
            }
        }

        private var way: BreachScope.Way {
            if let account { return .account(AccountID(account)) }
            if let program { return .program(ClientID(program)) }
            return recipient.map { .recipient(RecipientID($0)) } ?? .log
        }

        func run() throws {
            let joined = own.under(parent.common)
            let tenant = try options.openTenant(joined)
            let scope = BreachScope(way, from: from, until: until ?? replay.instant)
            let breach = try tenant.breaches.open(
                noticedAt: noticed, BreachFacts(what: what), scope, by: .invoker, now: replay.instant)
            if breach.finding?.persons == 0 {
                Diagnostics.say(
                    "maille: the log has no such read of anybody: if the identifier or the period is wrong, close this "
                        + "entry as unlikely, and open another")
            }
            let sheet = try BreachSheet(breach, tenant, now: replay.instant)
            try Summary.give(sheet, asJSON: joined.json, sheet.text)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the register, the latest breach first.")

        @ParentCommand var parent: BreachesCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions

        func run() throws {
            let joined = own.under(parent.common)
            let tenant = try options.openTenant(joined)
            let sheets = try tenant.breaches.all().map { try BreachSheet($0, tenant, now: replay.instant) }
            if joined.json { return try Summary.give(sheets, asJSON: true, "") }
            var table = TextTable(["breach", "noticed", "risk", "persons", "72 hours", "closed"], alignRight: [3])
            for sheet in sheets {
                table.add([
                    sheet.breach, sheet.noticed, sheet.risk ?? "not judged", sheet.persons.map { $0.grouped } ?? "",
                    sheet.clock, sheet.closed ?? "",
                ])
            }
            Results.say(table.text)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one breach.")

        @ParentCommand var parent: BreachesCommand
        @OptionGroup var of: BreachOptions

        func run() throws {
            let tenant = try of.tenant(parent)
            try of.show(tenant.breaches.breach(of.breach), tenant, parent)
        }
    }

    struct Assess: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what the breach means for the persons concerned, and look in the log again.",
            discussion: """
                The words are a JSON file: {"nature": {"fr": …, "en": …}, "consequences": {…}, "measures": {…}, \
                "reason": …}. The persons concerned are told nature, consequences and measures; reason is for the \
                register.
                """)

        @ParentCommand var parent: BreachesCommand
        @OptionGroup var of: BreachOptions
        @Option(help: "unlikely (the register is enough), risk (tell the authority) or high (tell the persons too).")
        var risk: Breach.Risk
        @Option(help: ArgumentHelp("What the authority and the persons are told (JSON).", valueName: "file"))
        var words: String

        private struct Words: Decodable {
            let nature: TenantProfile.Words
            let consequences: TenantProfile.Words
            let measures: TenantProfile.Words
            let reason: String
        }

        func run() throws {
            guard let bytes = try? Data(contentsOf: URL(given: words)),
                let words = try? JSONDecoder().decode(Words.self, from: bytes)
            else {
                throw ValidationError(
                    "\(words) cannot be read: write nature, consequences and measures, each with fr and en, and reason")
            }
            let texts = [words.nature, words.consequences, words.measures].flatMap { [$0.fr, $0.en] } + [words.reason]
            guard texts.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) else {
                throw ValidationError("one of the texts is empty: write it")
            }
            let tenant = try of.tenant(parent)
            let breaches = tenant.breaches
            _ = try breaches.look(again: of.breach, now: of.replay.instant)
            let judgement = BreachJudgement(
                nature: words.nature.text, consequences: words.consequences.text, measures: words.measures.text,
                reason: words.reason)
            let breach = try breaches.judge(of.breach, risk, judgement, by: .invoker, now: of.replay.instant)
            try of.show(breach, tenant, parent)
        }
    }

    struct Report: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the notification to the authority, or note that it was sent.",
            discussion: "It has what GDPR art. 33(3) asks for; fill in what stands in square brackets.")

        @ParentCommand var parent: BreachesCommand
        @OptionGroup var of: BreachOptions
        @Option(help: "The language: fr or en.") var lang = Language.french
        @Option(help: ArgumentHelp("It was sent, and the authority gave this number.", valueName: "number"))
        var sent: String?
        @Option(help: ArgumentHelp("When it was sent (now).", valueName: "instant")) var at: Instant?

        func run() throws {
            let (tenant, now) = (try of.tenant(parent), of.replay.instant)
            guard let sent else { return Results.write(try tenant.breachReport(of: of.breach, lang, now: now)) }
            let breach = try tenant.breaches.report(of.breach, as: sent, at: at ?? now, by: .invoker, now: now)
            try of.show(breach, tenant, parent)
        }
    }

    struct Tell: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell the persons concerned by e-mail, once each; without --confirm, say how many they are.")

        @ParentCommand var parent: BreachesCommand
        @OptionGroup var of: BreachOptions
        @Option(help: ArgumentHelp("How many persons are to be told: it has to be right.", valueName: "number"))
        var confirm: Int?
        @Option(
            help: ArgumentHelp(
                "Where the e-mails' links lead, where no server has the directory: the tenant's address.",
                valueName: "address"))
        var origin: String?

        func run() throws {
            let tenant = try of.tenant(parent)
            guard let confirm else {
                let letters = try tenant.breachLetters(of: of.breach)
                let next = letters.untold == 0 ? "" : ": give --confirm \(letters.untold)"
                return Results.say(
                    """
                    To tell by e-mail: \(letters.untold.grouped). Told: \(letters.told.grouped). Without a proven address, \
                    to be told otherwise, or in public (GDPR art. 34(3)(c)): \(letters.unreachable.grouped). Nothing was \
                    sent\(next).
                    """)
            }
            guard Invocation.current.server != nil || origin != nil else {
                throw ValidationError(
                    "no server has the directory: start it, or give --origin with the address that the e-mails lead to")
            }
            let told = try tenant.tellOfBreach(
                of.breach, confirmed: confirm, linkingTo: origin.map { try Origin($0).description }, by: .invoker,
                now: of.replay.instant)
            Results.say("E-mails queued: \(told.grouped). maille breaches show \(of.breach) tells what became of them.")
        }
    }

    struct Close: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close a breach: it stays in the register for five years.")

        @ParentCommand var parent: BreachesCommand
        @OptionGroup var of: BreachOptions
        @Option(help: ArgumentHelp("Why persons need not be told of a high risk (art. 34(3)).", valueName: "why"))
        var exemption: String?

        func run() throws {
            let tenant = try of.tenant(parent)
            let breach = try tenant.breaches.close(
                of.breach, exemption: exemption, by: .invoker, now: of.replay.instant)
            try of.show(breach, tenant, parent)
        }
    }
}

/// What commands about one breach share.
struct BreachOptions: ParsableArguments {
    @OptionGroup var own: CommonOptions
    @OptionGroup var options: AccessOptions
    @OptionGroup var replay: ReplayOptions
    @Argument(help: "The breach's number: maille breaches list gives it.") var breach: String

    func tenant(_ parent: BreachesCommand) throws -> Tenant { try options.openTenant(own.under(parent.common)) }

    func show(_ breach: Breach, _ tenant: Tenant, _ parent: BreachesCommand) throws {
        let sheet = try BreachSheet(breach, tenant, now: replay.instant)
        try Summary.give(sheet, asJSON: own.under(parent.common).json, sheet.text)
    }
}

extension Breach.Risk: ExpressibleByArgument {}

extension Language: ExpressibleByArgument {}
