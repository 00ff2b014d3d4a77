import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store
import Web

struct ProgramsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programs", abstract: "Programs of recipients that ask for data over OAuth 2.",
        subcommands: [Add.self, List.self, RenewSecret.self, ReplaceKeys.self, Suspend.self, Resume.self])

    @OptionGroup var common: CommonOptions

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Register a program of a recipient; prints its client_id and, once, its secret.",
            discussion: "With --keys it signs (private_key_jwt); with --public it has no secret; else it gets one.")

        @ParentCommand var parent: ProgramsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions
        @OptionGroup var replay: ReplayOptions
        @Option(help: ArgumentHelp("The recipient's identifier.", valueName: "id")) var recipient: String
        @Option(help: "What people are told that it is called.") var name: String
        @Option(help: ArgumentHelp("An address of return, compared byte by byte.", valueName: "address"))
        var redirect: [String] = []
        @Option(
            help: ArgumentHelp("Where it is told of new data and changed consents (https).", valueName: "address"))
        var notify: String?
        @Option(help: "authorization_code, refresh_token, client_credentials or the device code's address.")
        var grant: [OAuthClient.GrantType] = [.authorizationCode, .refreshToken]
        @Option(help: "The words of its scope.") var scope = "curves curves.daily curves.half-hourly"
        @Option(help: ArgumentHelp("A file with its public keys, as a JWK set.", valueName: "file")) var keys: String?
        @Flag(help: "It cannot keep a secret: PKCE alone.") var `public` = false
        @Flag(help: "It must push its requests first (RFC 9126).") var push = false
        @Flag(help: "Its tokens are bound to a key (DPoP, RFC 9449).") var bound = false

        func run() throws {
            let (access, tenantKeys) = try options.open(own.under(parent.common))
            guard notify.map({ WebhookURL($0) != nil }) ?? true else {
                throw ValidationError("--notify is no absolute https address without user and fragment")
            }
            if let wrong = redirect.first(where: { !OAuthClient.isRedirectAddress($0) }) {
                throw ValidationError(
                    "--redirect \(wrong) is no https address, or http one on this machine, without fragment")
            }
            let secret = `public` || keys != nil ? nil : Secret.random()
            let known = try access.read(in: tenantKeys.tenant) { try $0.record(Recipient.self, recipient) }
            guard let known else { throw ValidationError("there is no recipient \(recipient): see maille recipients") }
            let client = OAuthClient(
                name: name, recipient: known.recipient, authentication: try authentication(secret),
                redirectURIs: redirect, notifyURI: notify, grants: Set(grant), scope: try Scope(scope),
                mustPush: push, mustProveKey: bound, registeredAt: replay.instant)
            try access.transaction(in: tenantKeys.tenant) { store in
                try store.insert(client)
                try store.note(
                    .clientRegistered, by: .invoker, subject: nil, recipient: known.recipient, purpose: client.id,
                    tenantKeys, now: replay.instant)
            }
            let named = ["client_id": client.id, "client_secret": secret?.text]
            try Summary.give(
                named.compactMapValues(\.self), asJSON: own.under(parent.common).json,
                ["client_id \(client.id)", secret.map { "client_secret \($0.text)" }].compactMap(\.self)
                    .joined(separator: "\n"))
        }

        private func authentication(_ secret: Secret?) throws -> OAuthClient.Authentication {
            if let secret { return .secret(digest: secret.digest) }
            guard let keys else { return .none }
            return .keys(try ProgramsCommand.keySet(in: keys))
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the programs.")

        @ParentCommand var parent: ProgramsCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var options: AccessOptions

        func run() throws {
            let common = own.under(parent.common)
            let (access, keys) = try options.openPresent(common)
            var table = TextTable(["client", "name", "recipient", "scope", "since", "suspended"])
            for client in try access.read(in: keys.tenant, { try $0.records(OAuthClient.self) }) {
                table.add([
                    client.id, client.name, client.isSandbox ? "sandbox" : client.recipient.text,
                    client.scope.description, client.registeredAt.description,
                    client.suspendedAt?.description ?? "",
                ])
            }
            try Summary.give(table, asJSON: common.json)
        }
    }
}

extension ProgramsCommand {
    fileprivate static func keySet(in file: String) throws -> [JSONWebKey] {
        try JSONDecoder().decode(ClientMetadata.KeySet.self, from: try Data(contentsOf: URL(given: file))).keys
    }

    struct RenewSecret: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a program another secret, printed once; the former is good for a day more.")

        @ParentCommand var parent: ProgramsCommand
        @OptionGroup var of: ClientOptions
        @Flag(help: "The former secret ends now: others may know it.") var atOnce = false

        func run() throws {
            let secret = try of.clients(parent).renewSecret(
                of: of.id, endingFormer: atOnce, by: .invoker, now: of.replay.instant)
            try of.give("client_secret", secret.text, parent)
        }
    }

    struct ReplaceKeys: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give a program that signs other public keys.")

        @ParentCommand var parent: ProgramsCommand
        @OptionGroup var of: ClientOptions
        @Option(help: ArgumentHelp("A file with its public keys, as a JWK set.", valueName: "file")) var keys: String

        func run() throws {
            let set = try ProgramsCommand.keySet(in: keys)
            try of.clients(parent).replaceKeys(of: of.id, with: set, by: .invoker, now: of.replay.instant)
            try Summary.give(["keys": set.count], asJSON: of.own.under(parent.common).json, "\(set.count) keys")
        }
    }

    struct Suspend: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a program out until it is let in again; what people approved stays.")

        @ParentCommand var parent: ProgramsCommand
        @OptionGroup var of: ClientOptions

        func run() throws {
            try of.clients(parent).suspend(of.id, by: .invoker, now: of.replay.instant)
            try of.give("suspended", client: parent)
        }
    }

    struct Resume: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a suspended program in again.")

        @ParentCommand var parent: ProgramsCommand
        @OptionGroup var of: ClientOptions

        func run() throws {
            try of.clients(parent).resume(of.id, by: .invoker, now: of.replay.instant)
            try of.give("resumed", client: parent)
        }
    }
}

/// What commands about one program share.
struct ClientOptions: ParsableArguments {
    @OptionGroup var own: CommonOptions
    @OptionGroup var options: AccessOptions
    @OptionGroup var replay: ReplayOptions
    @Argument(help: "The program's client_id.") var client: String

    var id: ClientID { ClientID(client) }

    func give(_ name: String, _ value: String, _ parent: ProgramsCommand) throws {
        try Summary.give([name: value], asJSON: own.under(parent.common).json, "\(name) \(value)")
    }

    /// Says what became of the program.
    func give(_ word: String, client parent: ProgramsCommand) throws {
        try Summary.give([word: client], asJSON: own.under(parent.common).json, word)
    }

    func clients(_ parent: ProgramsCommand) throws -> Clients {
        let (access, keys) = try options.open(own.under(parent.common))
        return Clients(access, keys)
    }
}

extension OAuthClient.GrantType: ExpressibleByArgument {}
