import ArgumentParser
import Disclosure
import Foundation
import Metering
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
    @OptionGroup var replay: ReplayOptions
    @Option(name: .customLong("kind"), help: "A kind of public sets that are its territories; may be repeated.")
    var kinds: [String]
    @Option(help: "The first year.") var from: Int
    @Option(help: "The last year (default: the first).") var until: Int?
    @Option(help: "electricity, gas, water, heat or cold.") var carrier = Carrier.electricity
    @Option(help: "extraction or injection.") var direction = Direction.extraction
    @Option(help: "The disclosure policy.") var policy = "code-energie-d111-53"
    @Option(help: "The folder to write to.") var out: String

    func validate() throws {
        guard !kinds.isEmpty else { throw ValidationError("give one --kind of territories or more") }
        guard from <= until ?? from else { throw ValidationError("--until is before --from") }
    }

    func run() throws {
        let data = try common.open()
        let tables = AnnualTables(data, policy: try PolicyLibrary(with: data).policy(policy), now: replay.instant)
        let publication = try tables.publish(kinds: kinds, years: from...(until ?? from), carrier, direction)
        try PublicationFolder(URL(filePath: out)).write(publication)
        let outcome = PublishCommand.Outcome(publication, in: out)
        try Summary.give(outcome, asJSON: common.json, outcome.text)
    }
}
