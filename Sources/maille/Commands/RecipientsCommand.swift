import Access
import ArgumentParser
import EmbeddedStore
import Metering
import Store

struct RecipientsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipients", abstract: "Organisations that data may go to, and the agreements with them.",
        subcommands: [Add.self, List.self])

    @OptionGroup var common: CommonOptions

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a recipient with an agreement, or renew that of one; prints its identifier.")

        @ParentCommand var parent: RecipientsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Option(help: "What people are told that it is called.") var name: String
        @Option(help: "Where people ask it about their data: an e-mail address or a page.") var contact: String
        @Option(help: ArgumentHelp("The recipient whose entry this replaces.", valueName: "id")) var id: String?
        @Option(help: ArgumentHelp("When the agreement begins (now).", valueName: "instant")) var from: Instant?
        @Option(help: ArgumentHelp("When the agreement ends (open).", valueName: "instant")) var until: Instant?

        func run() throws {
            let (access, keys) = try options.open(own.under(parent.common))
            let recipient = Recipient(recipient: id.map { .init($0) } ?? .random(), name: name, contact: contact)
            let agreement = Agreement(recipient: recipient.recipient, from: from ?? replay.instant, until: until)
            try access.transaction(in: keys.tenant) { store in
                guard try id == nil || store.record(Recipient.self, recipient.id) != nil else {
                    throw ValidationError("there is no recipient \(recipient.id): leave --id out to add one")
                }
                try store.put(recipient)
                try store.note(
                    .recipientKept, by: .invoker, subject: nil, recipient: recipient.recipient, keys,
                    now: replay.instant)
                try Consents(access, keys).keep(agreement, store, now: replay.instant)
            }
            try Summary.give(["recipient": recipient.id], asJSON: own.under(parent.common).json, recipient.id)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the recipients and their agreements.")

        @ParentCommand var parent: RecipientsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions

        func run() throws {
            let common = own.under(parent.common)
            let (access, keys) = try options.openPresent(common)
            var table = TextTable(["recipient", "name", "contact", "agreement from", "until"])
            try access.read(in: keys.tenant) { store in
                for recipient in try store.records(Recipient.self) {
                    let agreement = try store.record(Agreement.self, recipient.id)
                    table.add([
                        recipient.id, recipient.name, recipient.contact, agreement?.from.description ?? "none",
                        agreement?.until?.description ?? "",
                    ])
                }
            }
            try Summary.give(table, asJSON: common.json)
        }
    }
}
