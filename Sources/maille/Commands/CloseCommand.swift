import ArgumentParser
import EmbeddedStore
import Foundation
import Metering
import Services
import Store

struct CloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "After a backup was put back: let nothing more leave of the days whose figures it forgot.",
        discussion: """
            A register that forgot what left cannot guard it. Give the manifests that left since the backup was \
            made, or the first day of which anything left since. Those days and all later ones that are over are \
            closed for ever, with the months, years and tables that hold them, and so are sums with noise over any \
            day before.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var replay: ReplayOptions
    @Option(help: "A manifest that left since; may be repeated.") var manifest: [String] = []
    @Option(help: "The first day of which anything left since, where there is no manifest.") var from: CivilDay?

    private struct Outcome: Encodable {
        let firstDay: CivilDay?
        let lastDay: CivilDay?
    }

    func validate() throws {
        guard manifest.isEmpty != (from == nil) else { throw ValidationError("give either --manifest or --from") }
    }

    func run() throws {
        let data = try common.openPresent()
        let forgotten = try manifest.map { try ManifestHead(file: $0) }
            .filter { try $0.standing(in: data.releases) != .held }
        guard let first = from ?? forgotten.map(\.day).min() else {
            return try Summary.give(
                Outcome(firstDay: nil, lastDay: nil), asJSON: common.json,
                "The register has all that it had when these manifests were made: there is nothing to close.")
        }
        let days = first...max(first, CivilDay(containing: replay.instant))
        let newest = forgotten.max { $0.register.rows < $1.register.rows }
        try data.goOn(withoutDays: days, missing: newest?.register, now: replay.instant)
        try Summary.give(
            Outcome(firstDay: days.lowerBound, lastDay: days.upperBound), asJSON: common.json,
            "\(days.lowerBound) to \(days.upperBound): nothing more leaves of these days.")
    }
}
