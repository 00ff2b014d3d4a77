import ArgumentParser
import EmbeddedStore
import Metering
import Services

struct GapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gaps", abstract: "List what is missing of a day, by point and reason.")

    @OptionGroup var common: CommonOptions
    @Option(help: "The measured day.") var day: CivilDay

    private struct Outcome: Encodable {
        let day: CivilDay
        let complete: Int
        let gaps: [DayGaps.Gap]
    }

    func run() throws {
        let data = try common.open()
        let gaps = try DayGaps(day: day, data.ledger.known(), data.measures, data.catalogue)
        if common.json {
            return try Summary.give(Outcome(day: day, complete: gaps.complete, gaps: gaps.gaps), asJSON: true, "")
        }
        var table = TextTable(["point", "carrier", "direction", "missing", "of", "reasons"], alignRight: [3, 4])
        for gap in gaps.gaps {
            let reasons = gap.reasons.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            table.add([
                gap.point.text, gap.carrier.rawValue, gap.direction.rawValue,
                gap.intervals == 0 ? "all" : String(gap.missingIntervals),
                gap.intervals == 0 ? "" : String(gap.intervals), reasons.joined(separator: ", "),
            ])
        }
        if !gaps.gaps.isEmpty { Results.say(table.text) }
        Results.say("\(day): \(gaps.complete.grouped) complete, \(gaps.gaps.count.grouped) with gaps.")
    }
}
