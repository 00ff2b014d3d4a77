import ArgumentParser
import Disclosure
import Foundation
import Metering
import Store
import Web

struct DeliveriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "Where published documents are delivered to, and what arrived.",
        discussion: """
            The server sends each new edition of a document once to each destination that may have it, and tries again \
            for a week what was not taken.
            """,
        subcommands: [Add.self, List.self, Retry.self, Remove.self])

    @OptionGroup var common: CommonOptions

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a destination; says how many documents wait for it already.",
            discussion: """
                Give one of --folder, --sftp, --put, --ckan and --data-fair. It gets the public documents, or with \
                --recipient the restricted ones of that organisation's agreements. A password, token or key comes on \
                standard input, in one line, and is kept sealed. To change a destination, remove it and add it again.
                """)

        @ParentCommand var parent: DeliveriesCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var way: DeliveryWayOptions
        @Argument(help: "What you call it: small letters, digits and dashes.") var name: String
        @Option(help: "The organisation, as agreements name it, whose restricted documents it gets.")
        var recipient: String?
        @Option(help: "The policy whose documents it gets.") var policy = PolicyLibrary.defaultID
        @Option(help: "The first measured day that it gets documents of (today).") var from: CivilDay?

        func run() throws {
            let options = own.under(parent.common)
            let data = try options.open()
            _ = try PolicyLibrary(with: data).policy(policy)
            let draft = Destination.Draft(
                name: name, way: try way.way, recipient: recipient, policy: policy,
                from: from ?? CivilDay(containing: .current), secret: try way.secret())
            let count = try self.options.deliveries(of: data).add(draft, by: .invoker, now: .current)
            try Summary.give(
                ["waiting": count], asJSON: options.json, "\(name): \(count.grouped) documents wait for it")
        }
    }

    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try at once what waits for a destination, and again the public documents that were given up.",
            discussion: "Restricted documents that were given up come again when their day is published again.")

        @ParentCommand var parent: DeliveriesCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @Argument(help: "The destination.") var name: String

        func run() throws {
            let options = own.under(parent.common)
            let count = try self.options.deliveries(of: options.open()).retry(name, now: .current)
            try Summary.give(
                ["waiting": count], asJSON: options.json, "\(name): \(count.grouped) documents wait for it")
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a destination, its secret, what waits for it and the list of what it took.")

        @ParentCommand var parent: DeliveriesCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @Argument(help: "The destination.") var name: String

        func run() throws {
            let options = own.under(parent.common)
            try self.options.deliveries(of: options.open()).remove(name, by: .invoker, now: .current)
            try Summary.give(["removed": name], asJSON: options.json, "\(name) is removed")
        }
    }
}
