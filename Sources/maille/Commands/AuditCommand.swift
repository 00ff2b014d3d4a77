import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The log of who did what: sign it, verify it.",
        subcommands: [Sign.self, Verify.self])

    @OptionGroup var common: CommonOptions

    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign the log as it stands, and add the root as a line to a file kept elsewhere.")

        @ParentCommand var parent: AuditCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Option(help: ArgumentHelp("The file of roots.", valueName: "file")) var roots: String

        func run() throws {
            let (access, keys) = try options.open(own.under(parent.common))
            let file = try RootFile<AuditRoot>(URL(given: roots))
            guard let root = try AuditLog(access, keys).signRoot(now: replay.instant) else {
                return Results.say("nothing was added since the last root")
            }
            try file.add(root)
            Results.say("signed up to entry \(root.sequence)")
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check every entry and every root.")

        @ParentCommand var parent: AuditCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @Option(help: ArgumentHelp("A file of roots that was kept elsewhere.", valueName: "file")) var roots: String?

        func run() throws {
            let (access, keys) = try options.open(own.under(parent.common))
            let outside = try roots.map { try RootFile<AuditRoot>(URL(given: $0)).roots() } ?? []
            let verification = try AuditLog(access, keys).verify(roots: outside)
            for fault in verification.faults { Diagnostics.say(fault) }
            Results.say("\(Int(verification.entries).grouped) entries, \(verification.faults.count) faults.")
            if !verification.faults.isEmpty { throw ExitCode(3) }
        }
    }
}
