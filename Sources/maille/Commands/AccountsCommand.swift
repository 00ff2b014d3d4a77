import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store
import Web

struct AccountsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts", abstract: "People's accounts: add, list, suspend, forget a code, erase.",
        subcommands: [Add.self, List.self, Suspend.self, Resume.self, ForgetCode.self, Erase.self])

    @OptionGroup var common: CommonOptions

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an account whose address the operator knows; the password is read from standard input.")

        @ParentCommand var parent: AccountsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Option var name: String
        @Option var email: String
        @Option(help: "resident, building-manager, territory-officer, operator or auditor.") var role = Role.resident

        func run() throws {
            let directory = try own.under(parent.common).open()
            let (access, keys) = try options.open(directory)
            guard let password = Invocation.current.console.readLine() else {
                throw ValidationError("give the password on standard input")
            }
            var policy = PasswordPolicy()
            policy.context = PasswordPolicy.words(ofTenant: try directory.documents.tenantProfile())
            let accounts = try Accounts(access, keys, policy: policy, slots: KeyDerivationSlots())
            let attributes = PersonalAttributes(name: name, email: email)
            let now = replay.instant
            switch try accounts.register(attributes, password: password, role: role, by: .invoker, now: now) {
            case .proofNeeded(let account, let proof):
                _ = try accounts.verifyEmail(proof, now: now)
                try Summary.give(["account": "\(account)"], asJSON: own.under(parent.common).json, "\(account)")
            case .known: throw ValidationError("this address has an account already")
            // Counted for strangers alone.
            case .tooMany: throw ValidationError("too many registrations: try again in an hour")
            case .refused(let fault): throw ValidationError("choose another password: \(fault.rawValue)")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the accounts, without names.")

        @ParentCommand var parent: AccountsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions

        func run() throws {
            let common = own.under(parent.common)
            let (access, keys) = try options.openPresent(common)
            var table = TextTable(["account", "role", "address", "since", "suspended"])
            for account in try access.read(in: keys.tenant, { try $0.records(Account.self) }) {
                table.add([
                    account.id, account.role.rawValue, account.isVerified ? "proven" : "unproven",
                    account.createdAt.description, account.suspendedAt?.description ?? "",
                ])
            }
            try Summary.give(table, asJSON: common.json)
        }
    }

    struct Suspend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close an account until it is opened again: sessions and approvals of applications end.")

        @ParentCommand var parent: AccountsCommand
        @OptionGroup var of: AccountOptions

        func run() throws {
            let isThere = try of.accounts(parent).suspend(of.id, by: .invoker, now: of.replay.instant)
            guard isThere else { throw of.isUnknown }
            try of.give("suspended", parent)
        }
    }

    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Open a suspended account again.")

        @ParentCommand var parent: AccountsCommand
        @OptionGroup var of: AccountOptions

        func run() throws {
            let isThere = try of.accounts(parent).resume(of.id, by: .invoker, now: of.replay.instant)
            guard isThere else { throw of.isUnknown }
            try of.give("resumed", parent)
        }
    }

    struct ForgetCode: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget the authenticator app of a person who lost it; be sure whom you speak with.")

        @ParentCommand var parent: AccountsCommand
        @OptionGroup var of: AccountOptions

        func run() throws {
            let had = try of.accounts(parent).forgetOneTimePassword(of: of.id, by: .invoker, now: of.replay.instant)
            guard had else { throw ValidationError("there is no account \(of.account) with an authenticator app") }
            try of.give("forgotten", parent)
        }
    }

    struct Erase: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Erase a person: destroy the key, remove all that is the person's.")

        @ParentCommand var parent: AccountsCommand
        @OptionGroup var of: AccountOptions

        func run() throws {
            let tenant = try of.options.openTenant(of.own.under(parent.common))
            guard try tenant.erase(of.id, by: .invoker, now: of.replay.instant) else { throw of.isUnknown }
            try of.give("erased", parent)
        }
    }
}

/// What commands about one account share.
struct AccountOptions: ParsableArguments {
    @OptionGroup var own: CommonOptions
    @OptionGroup var options: AccessOptions
    @OptionGroup var replay: ReplayOptions
    @Argument(help: "The account's identifier: maille accounts list gives it.") var account: String

    var id: AccountID { AccountID(account) }
    var isUnknown: ValidationError { ValidationError("there is no account \(account)") }

    /// Says what became of the account.
    func give(_ word: String, _ parent: AccountsCommand) throws {
        try Summary.give([word: account], asJSON: own.under(parent.common).json, word)
    }

    func accounts(_ parent: AccountsCommand) throws -> Accounts {
        let (access, keys) = try options.open(own.under(parent.common))
        return try Accounts(access, keys, slots: KeyDerivationSlots())
    }
}
