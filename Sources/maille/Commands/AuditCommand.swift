import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "The log of who did what: list it, sign it, verify it.",
        subcommands: [List.self, Sign.self, Verify.self])

    @OptionGroup var common: CommonOptions

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the log for a collector of logs: an entry a line, as JSON.")

        @ParentCommand var parent: AuditCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @Option(help: ArgumentHelp("Begin after the entry of this number.", valueName: "number")) var after: Int64 = 0
        @Flag(help: "Go on with what is added, as long as the server runs.") var follow = false

        func run() throws {
            let (access, keys) = try options.openPresent(own.under(parent.common))
            let log = AuditLog(access, keys)
            // Without a server nothing is added: this process has the directory.
            let goesOn = follow && Invocation.current.server != nil
            var last = after
            repeat {
                let entries = try log.entries(after: last)
                if let end = entries.last { last = end.sequence }
                Results.write(entries.map { $0.line + "\n" }.joined())
                try Invocation.current.checkGoingOn()
                guard entries.isEmpty else { continue }
                guard goesOn else { return }
                Thread.sleep(forTimeInterval: 0.5)
            } while true
        }
    }

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
                return try Summary.give(
                    [String: Int64](), asJSON: own.under(parent.common).json, "nothing was added since the last root")
            }
            try file.add(root)
            try Summary.give(
                ["signedUpTo": root.sequence], asJSON: own.under(parent.common).json,
                "signed up to entry \(root.sequence)")
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Check every entry and every root.")

        @ParentCommand var parent: AuditCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @Option(help: ArgumentHelp("A file of roots that was kept elsewhere.", valueName: "file")) var roots: String?

        func run() throws {
            // A log that is gone is a fault where roots were signed over it.
            let common = own.under(parent.common)
            let (access, keys) = try roots == nil ? options.openPresent(common) : options.open(common)
            let outside = try roots.map { try RootFile<AuditRoot>(URL(given: $0)).roots() } ?? []
            let verification = try AuditLog(access, keys).verify(roots: outside)
            for fault in verification.faults { Diagnostics.say(fault) }
            struct Outcome: Encodable {
                let entries: Int
                let faults: [String]
            }
            let outcome = Outcome(entries: Int(verification.entries), faults: verification.faults.map { "\($0)" })
            try Summary.give(
                outcome, asJSON: own.under(parent.common).json,
                "\(outcome.entries.counted("entry", "entries")), \(verification.faults.count.counted("fault")).")
            if !verification.faults.isEmpty { throw ExitCode(3) }
        }
    }
}
