import Access
import ArgumentParser
import Disclosure
import EmbeddedStore
import Foundation
import Metering
import Publication
import Services
import Store

struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Write a table of annual energies by territory, sector and year, with all margins that may leave.",
        discussion: """
            What is held back cannot be computed from the table, nor from it and all earlier ones. A total that would \
            give hidden cells away leaves as a partial one, and never in full afterwards. The first table of a year \
            fixes its energies: later corrections do not enter.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var access: AccessOptions
    @OptionGroup var replay: ReplayOptions
    @Option(name: .customLong("kind"), help: "A kind of public sets that are its territories; may be repeated.")
    var kinds: [String]
    @Option(help: "The first year.") var from: Int
    @Option(help: "The last year (default: the first).") var until: Int?
    @Option(help: "electricity, gas, water, heat or cold.") var carrier = Carrier.electricity
    @Option(help: "extraction, injection or production.") var direction = Direction.extraction
    @Option(help: "The disclosure policy.") var policy = "code-energie-d111-53"
    @Option(help: "The folder to write to.") var out: String?
    @Option(
        help: ArgumentHelp(
            "Let the table leave although days are missing, and record why: in one sentence, for you alone.",
            valueName: "why"))
    var approve: String?
    @Flag(help: "Judge the table and record nothing: no year is closed, nothing is written.") var dryRun = false

    func validate() throws {
        guard dryRun != (out != nil) else { throw ValidationError("give either --out or --dry-run") }
        guard !kinds.isEmpty else { throw ValidationError("give one --kind of territories or more") }
        guard from <= until ?? from else { throw ValidationError("--until is before --from") }
    }

    func run() throws {
        let data = try common.open()
        try data.require(.publishFigures)
        var tables = data.annualTables(under: try data.policy(policy), now: replay.instant)
        tables.approval = approve
        let years = from...(until ?? from)
        guard let out else {
            let run = try tables.dryRun(kinds: kinds, years: years, carrier, direction)
            return try Summary.give(run, asJSON: common.json, text(of: run))
        }
        let publication = try tables.publish(kinds: kinds, years: years, carrier, direction)
        try DocumentFolder(URL(given: out)).keep(publication.documents.map(\.file))
        try data.openPublications.keep(publication, policy: policy)
        let count = try access.announce(publication, of: policy, from: data)
        let outcome = PublishCommand.Outcome(publication, in: out, deliveries: count)
        try Summary.give(outcome, asJSON: common.json, outcome.text)
    }

    private func text(of run: TableTrial) -> String {
        let closes = run.closes.isEmpty ? "no year" : run.closes.map(String.init).joined(separator: ", ")
        return "\(run.released) lines would leave, \(run.suppressed) would be held; it would close \(closes)."
    }
}
