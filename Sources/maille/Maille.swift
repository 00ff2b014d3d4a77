import ArgumentParser
import Foundation
import Store

/// The command line: it only lists.
@main
struct Maille: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maille",
        abstract: "Energy data, from the meter to the person who may use it.",
        discussion: """
            Exit codes: 0 done; 1 done, with records or some of the files set aside; 2 wrong usage; \
            3 the operation failed and nothing of it was kept (of several files, those before the failure are).
            """,
        subcommands: [
            DemoCommand.self, SimulateCommand.self, ImportCommand.self, ImportsCommand.self, SourcesCommand.self,
            PointsCommand.self, SetsCommand.self, AgreementsCommand.self, ApprovalsCommand.self, PublishCommand.self,
            TableCommand.self,
            ExplainCommand.self,
            StatisticCommand.self,
            PseudonymsCommand.self,
            KeysCommand.self, CurveCommand.self, GapsCommand.self, VerifyCommand.self, CloseCommand.self,
            CompactCommand.self,
            AccountsCommand.self, LettersCommand.self, RecipientsCommand.self, NeedsCommand.self, ProgramsCommand.self,
            ConsentsCommand.self, MandatesCommand.self, AuditCommand.self, OutboxCommand.self,
            MasterKeyCommand.self, ServeCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch {
            end(with: error)
        }
    }

    /// Help and version end well, a wrong command line with 2, anything that failed with 3.
    private static func end(with error: any Error) -> Never {
        let code = exitCode(for: error)
        if code == .success {
            print(message(for: error))
            Foundation.exit(0)
        }
        let isUsage = code == .validationFailure
        let lines = isUsage ? fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false) : []
        for line in lines { Diagnostics.say(String(line)) }
        if !isUsage { Diagnostics.say("maille: \(DiskFailure(error) ?? error)") }
        Foundation.exit(isUsage ? 2 : 3)
    }
}
