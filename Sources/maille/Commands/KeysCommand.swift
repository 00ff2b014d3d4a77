import Access
import ArgumentParser
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Store

struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Secret keys of pseudonyms: one for each recipient, purpose and contract.",
        subcommands: [List.self, Destroy.self])

    @OptionGroup var common: CommonOptions

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List for whom there are keys; never a key itself.")

        @ParentCommand var parent: KeysCommand
        @OptionGroup var own: CommonOptions

        private struct Row: Encodable {
            let domain: PseudonymDomain
            let createdAt: String
            let destroyedAt: String?
        }

        func run() throws {
            let options = own.under(parent.common)
            let rows = try options.openPresent().keys.pseudonymKeys().map {
                Row(domain: $0.domain, createdAt: $0.created.description, destroyedAt: $0.destroyed?.description)
            }
            if options.json { return try Summary.give(rows, asJSON: true, "") }
            var table = TextTable(["recipient", "purpose", "contract", "made", "destroyed"])
            for row in rows {
                let domain = row.domain
                table.add([domain.recipient, domain.purpose, domain.contract, row.createdAt, row.destroyedAt ?? ""])
            }
            Results.say(table.text)
        }
    }

    struct Destroy: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Destroy a key at the end of a contract: its tokens can no longer be linked to points.",
            discussion: "There is no way back, and the same contract gets no second key. Destroy backups too.")

        @ParentCommand var parent: KeysCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var replay: ReplayOptions
        @OptionGroup var domain: DomainOptions

        private struct Outcome: Encodable {
            let domain: PseudonymDomain
            let isDestroyed: Bool
        }

        func run() throws {
            let options = own.under(parent.common)
            let domain = try domain.domain()
            guard try options.open().keys.destroy(domain, now: replay.instant) else {
                throw ValidationError("there is no key for that: `maille keys list` names them")
            }
            try Summary.give(Outcome(domain: domain, isDestroyed: true), asJSON: options.json, "The key is destroyed.")
        }
    }
}

/// For whom, what for and under which contract tokens are made.
struct DomainOptions: ParsableArguments {
    @Option(help: "Who receives the tokens.") var recipient: String
    @Option(help: "What for.") var purpose: String
    @Option(help: "Under which contract.") var contract: String

    func domain() throws -> PseudonymDomain {
        guard let domain = PseudonymDomain(recipient: recipient, purpose: purpose, contract: contract) else {
            throw ValidationError("--recipient, --purpose and --contract are not empty")
        }
        return domain
    }
}

struct PseudonymsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pseudonyms",
        abstract: "Give the points of a set the tokens under which one recipient knows them (CSV).",
        discussion: """
            The list links tokens to points: it stays with you, only tokens go to the recipient. What is delivered \
            under tokens remains personal data.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var replay: ReplayOptions
    @OptionGroup var domain: DomainOptions
    @Option(help: "The set.") var set: String

    func run() throws {
        let (data, domain) = (try common.open(), try domain.domain())
        try data.require(.giveRestrictedFigures)
        let members = try data.catalogue.members(of: set, data.ledger.known()).members
        guard !members.isEmpty else { throw ValidationError("there is no set '\(set)'") }
        let pseudonyms = try data.keys.pseudonyms(domain, now: replay.instant)
        let points = Set(try members.flatMap(\.channels).compactMap { try data.catalogue.channel($0)?.point }).sorted()
        let lines = points.map { "\($0.text);\(pseudonyms.token(of: $0))\n" }
        if common.json {
            let rows = lines.map { $0.dropLast().split(separator: ";").map(String.init) }
            return try Summary.give(rows.map { ["point": $0[0], "pseudonym": $0[1]] }, asJSON: true, "")
        }
        Results.write("point;pseudonym\n" + lines.joined())
    }
}
