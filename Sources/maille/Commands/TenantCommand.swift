import Access
import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Store
import Web

struct TenantCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant",
        abstract: "What the organisation behind a data directory is: make one from a template, show it.",
        subcommands: [Init.self, Show.self])

    @OptionGroup var common: CommonOptions

    struct Init: ParsableCommand, NeverServed {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Make a tenant from a template, or bring one up to it.",
            discussion: """
                Checks everything first, says what it will do, and does it whole or not at all; a second run does \
                nothing. The template has name, look, territories, carriers, contacts, legal texts and policies \
                (docs/running/tenants.md); the kind decides what the organisation may do here. A server shows the \
                tenant from its next start on.
                """)

        @ParentCommand var parent: TenantCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var replay: ReplayOptions
        @Argument(help: "The tenant's name: small letters, digits and hyphens.") var name: String
        @Option(help: "What the organisation is: operator, authority, supplier or organiser.") var kind: OperatorKind
        @Option(help: ArgumentHelp("The template (JSON).", valueName: "file")) var from: String
        @Option(help: ArgumentHelp("Its public address: https://energie.example.org.", valueName: "address"))
        var origin: String
        @Option(
            help: ArgumentHelp(
                "The server's configuration file, which gets the tenant; without it, the entry is printed.",
                valueName: "file"))
        var config: String?
        @Option(help: ArgumentHelp("The master key (default: that of --config, or DIR.key).", valueName: "file"))
        var masterKey: String?
        @Flag(help: "Change the profile of a tenant that is there.") var replace = false
        @Flag(help: "Check everything and say what would be done; do nothing.") var dryRun = false

        private struct Outcome: Encodable {
            let tenant: String
            let kind: OperatorKind
            let steps: [String]
            let isDone: Bool
            let entry: ServerSettingsFile.Entry
            let masterKey: String
        }

        func run() throws {
            let options = own.under(parent.common)
            guard let data = options.data else {
                throw ValidationError("give --data with the folder that is to hold the tenant's data")
            }
            let order = TenantOrder(
                tenant: TenantID(name), kind: kind, template: URL(given: from), directory: URL(given: data),
                origin: origin, masterKey: masterKey.map { URL(given: $0) }, settings: config.map { URL(given: $0) },
                replaces: replace, now: replay.instant)
            do {
                let plan = try TenantPlan(order)
                let steps = plan.steps
                for step in steps { Diagnostics.say("maille: \(dryRun ? "would " : "")\(step)") }
                if !dryRun { try plan.carryOut() }
                let outcome = Outcome(
                    tenant: name, kind: kind, steps: steps, isDone: !dryRun, entry: plan.entry,
                    masterKey: plan.masterKey.path)
                let text = try text(of: plan)
                try Summary.give(outcome, asJSON: options.json, text)
            } catch let fault as TenantProfileFault {
                for line in fault.faults { Diagnostics.say("maille: \(from): \(line)") }
                throw ExitCode(2)
            } catch let fault as PortalFault {
                throw ValidationError(fault.description)
            }
        }

        private func text(of plan: TenantPlan) throws -> String {
            let done = dryRun ? "nothing was done" : plan.steps.isEmpty ? "there was nothing to do" : "done"
            var lines = ["\(name): \(done). \(plan.profile.kind.permissionText)"]
            if config == nil {
                let entry = "{\"tenants\": [\"\(name)\"], \"tenant\": {\"\(name)\": \(try json(plan.entry))}}"
                lines.append("In the configuration of the server, with the masterKey \(plan.masterKey.path):\n\(entry)")
            }
            return lines.joined(separator: "\n")
        }

        private func json(_ entry: ServerSettingsFile.Entry) throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(entry), as: UTF8.self)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what the organisation is, what it may do, and why.")

        @ParentCommand var parent: TenantCommand
        @OptionGroup var own: CommonOptions
        @OptionGroup var replay: ReplayOptions

        func run() throws {
            let options = own.under(parent.common)
            guard let profile = try options.openPresent().documents.tenantProfile() else {
                throw Undescribed()
            }
            if options.json { return Results.say(String(decoding: try profile.json(), as: UTF8.self)) }
            let day = CivilDay(containing: replay.instant)
            let texts = LegalText.Kind.allCases.map { kind in
                "\(kind.rawValue): \(profile.texts.inForce(kind, on: day)?.version ?? "none in force")"
            }
            Results.say(
                """
                \(profile.tenant): \(profile.name.fr) / \(profile.name.en), SIREN \(profile.siren)
                \(profile.territories.map { "\($0.kind.rawValue) \($0.code)" }.joined(separator: ", ")); \
                \(profile.carriers.map(\.rawValue).joined(separator: ", "))
                policies: \(profile.policies.joined(separator: ", "))
                texts in force: \(texts.joined(separator: ", "))

                \(profile.kind.table)
                """)
        }
    }
}

extension OperatorKind: ExpressibleByArgument {
    fileprivate var permissionText: String {
        let (may, not) = (OperatorActivity.allCases.filter(may), OperatorActivity.allCases.filter { !self.may($0) })
        func list(_ activities: [OperatorActivity]) -> String {
            activities.map(\.phrase.english).joined(separator: ", ")
        }
        return "As \(name.english) it may: \(list(may)). It may not: \(list(not))."
    }

    /// Each activity with its rule, those that it may do first.
    fileprivate var table: String {
        var table = TextTable(["as \(name.english)", "", "by"])
        for activity in OperatorActivity.allCases.sorted(by: { may($0) && !may($1) }) {
            let rule = permissions[activity] ?? refusals[activity]
            let text = rule.map { $0.isReading ? "\($0.text) (Maille's reading)" : $0.text }
            table.add([activity.phrase.english, may(activity) ? "may" : "may not", text ?? "no rule allows it"])
        }
        return table.text
    }
}

/// There is no description of the tenant to show.
private struct Undescribed: Error, CustomStringConvertible {
    let description =
        "nobody described this tenant, so it counts as a distribution operator: maille tenant init describes it"
}
