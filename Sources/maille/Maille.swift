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
            3 the operation failed and nothing of it was kept (of several files, those before the failure are). \
            With --json a failure is {"error":{"code","message","hint"}} on standard output, too.
            """,
        version: Program.name,
        subcommands: [
            DemoCommand.self, SimulateCommand.self, ImportCommand.self, ImportsCommand.self, MapCommand.self,
            SourcesCommand.self,
            PointsCommand.self, SetsCommand.self, AgreementsCommand.self, ApprovalsCommand.self, PublishCommand.self,
            TableCommand.self,
            ExplainCommand.self,
            StatisticCommand.self,
            PseudonymsCommand.self,
            KeysCommand.self, CurveCommand.self, ReadingsCommand.self, GapsCommand.self, VerifyCommand.self,
            CloseCommand.self,
            CompactCommand.self, BackupCommand.self, RestoreCommand.self, ScheduleCommand.self,
            AccountsCommand.self, LettersCommand.self, RecipientsCommand.self, NeedsCommand.self, ProgramsCommand.self,
            ConsentsCommand.self, MandatesCommand.self, AssignmentsCommand.self, AuditCommand.self, DeliveriesCommand.self,
            OutboxCommand.self, MasterKeyCommand.self, TenantCommand.self, BreachesCommand.self, ServeCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let elsewhere as ServedElsewhere {
            Foundation.exit(carryOut(elsewhere))
        } catch {
            Foundation.exit(end(with: error, of: Array(CommandLine.arguments.dropFirst())))
        }
    }

    /// Has the server carry out the command that this process was given.
    private static func carryOut(_ elsewhere: ServedElsewhere) -> Int32 {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            return try AdministrationClient(elsewhere).carryOut(arguments)
        } catch {
            return end(with: error, of: arguments)
        }
    }

    /// Carries out a command that came to the server, as the current `Invocation`. Gives its names, for the log, and
    /// its exit code.
    static func carryOut(_ arguments: [String]) -> (names: String, code: Int32) {
        var invocation = Invocation.current
        do {
            var command = try parseAsRoot(arguments)
            invocation.names = names(of: type(of: command))
            guard !(command is any AsyncParsableCommand || command is any NeverServed) else {
                throw ServerRefusal.notServed(invocation.names)
            }
            try Invocation.$current.withValue(invocation) { try command.run() }
            return (invocation.names, 0)
        } catch {
            return (invocation.names, end(with: error, of: arguments))
        }
    }

    /// What a command is called: `accounts erase`.
    private static func names(of command: any ParsableCommand.Type) -> String {
        func path(_ type: any ParsableCommand.Type) -> [String]? {
            if type == command { return [] }
            return type.configuration.subcommands.lazy.compactMap { child in
                path(child).map { [child._commandName] + $0 }
            }.first
        }
        return (path(Maille.self) ?? []).joined(separator: " ")
    }

    /// Says how a command ended, and gives the exit code: help and version end well, a wrong command line with 2,
    /// anything that failed with 3.
    static func end(with error: any Error, of arguments: [String]) -> Int32 {
        if let code = error as? ExitCode { return code.rawValue }
        let code = exitCode(for: error)
        let isRequest = code == .success
        let misspelt = isRequest || code == .validationFailure ? Spelling.fault(in: arguments) : nil
        if isRequest, misspelt == nil {
            Results.say(message(for: error))
            return 0
        }
        let failure =
            if let misspelt {
                Failure(code: "usage", message: misspelt.message, hint: misspelt.hint)
            } else if code == .validationFailure {
                Failure(usage: fullMessage(for: error))
            } else {
                Failure(error)
            }
        failure.say(asJSON: arguments.contains("--json"))
        return failure.isUsage ? 2 : 3
    }
}
