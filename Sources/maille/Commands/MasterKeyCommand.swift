import Access
import ArgumentParser
import Foundation

struct MasterKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "master-key", abstract: "The key that opens people's data: replace it.",
        subcommands: [Replace.self])

    @OptionGroup var common: CommonOptions

    struct Replace: ParsableCommand, NeverServed {
        static let configuration = CommandConfiguration(
            abstract: "Put another master key in the place of the present one.",
            discussion: """
                With the server stopped. Do it for each data directory that the key opens, then give the new key to the server. The old key opens \
                nothing of the directory any more; of copies that were made before, it still opens what they hold.
                """)

        @ParentCommand var parent: MasterKeyCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Option(help: ArgumentHelp("The new master key; made where it is absent.", valueName: "file"))
        var new: String

        func run() throws {
            let directory = try own.under(parent.common).openPresent()
            let (store, present) = try options.openStore(directory)
            let new = try MasterKeyFile(URL(given: new)).keyOrNew()
            try present.replace(
                with: new, of: options.tenantID(of: directory), in: store, by: .invoker, now: replay.instant)
            try Summary.give(
                ["replaced": present.identifier, "by": new.identifier], asJSON: own.under(parent.common).json,
                "the master key \(present.identifier) is replaced by \(new.identifier)")
        }
    }
}
