import Access
import ArgumentParser
import EmbeddedStore
import Metering
import Store

struct AssignmentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assignments", abstract: "Roles that accounts have besides the one they were made with.",
        discussion: "Managers of buildings have mandates instead: maille mandates.",
        subcommands: [Add.self, List.self, End.self])

    @OptionGroup var common: CommonOptions

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give an account a further role; prints the assignment's id.",
            discussion: "Its sessions end: the next sign-in asks for the second step, where the role needs one.")

        @ParentCommand var parent: AssignmentsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Option var account: String
        @Option(help: "resident, territory-officer, operator or auditor.") var role: Role
        @Option(help: "For officers: the recipient of agreements for whom they act.") var recipient: String?
        @Option(help: "The first day (today).") var from: CivilDay?
        @Option(help: "The last day (open).") var until: CivilDay?

        func run() throws {
            let common = own.under(parent.common)
            let (access, keys) = try options.open(common.open())
            let assignment = try Assignment(
                role, about: recipient.map { .recipient($0) } ?? .tenant, to: AccountID(account),
                from: from ?? CivilDay(containing: replay.instant), until: until?.advanced(by: 1))
            let accounts = try Accounts(access, keys, policy: PasswordPolicy(), slots: KeyDerivationSlots())
            try accounts.assign(assignment, by: .invoker, now: replay.instant)
            try Summary.give(["assignment": assignment.id], asJSON: common.json, assignment.id)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the assignments, also those that are over.")

        @ParentCommand var parent: AssignmentsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions

        func run() throws {
            let common = own.under(parent.common)
            let (access, keys) = try options.openPresent(common)
            var table = TextTable(["assignment", "account", "role", "about", "from", "last day"])
            for one in try access.read(in: keys.tenant, { try $0.records(Assignment.self) }) {
                table.add([
                    one.id, one.account.text, one.role.rawValue, one.resource.description, one.from.description,
                    one.until?.advanced(by: -1).description ?? "",
                ])
            }
            try Summary.give(table, asJSON: common.json)
        }
    }

    struct End: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End an assignment; it holds no more at once.")

        @ParentCommand var parent: AssignmentsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Argument var assignment: String
        @Option(help: "The last day on which it holds (yesterday).") var after: CivilDay?

        func run() throws {
            let common = own.under(parent.common)
            let (access, keys) = try options.open(common.open())
            let day = after?.advanced(by: 1) ?? CivilDay(containing: replay.instant)
            let accounts = try Accounts(access, keys, policy: PasswordPolicy(), slots: KeyDerivationSlots())
            try accounts.endAssignment(assignment, before: day, by: .invoker, now: replay.instant)
            try Summary.give(["assignment": assignment], asJSON: common.json, "ended")
        }
    }
}
