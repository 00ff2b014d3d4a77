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
        let gaps: [Gap]
    }

    private struct Gap: Encodable {
        let point: PointID
        let carrier: Carrier
        let direction: Direction
        /// Nil where nothing says how many are expected.
        let missingIntervals: Int?
        let intervals: Int?
        let reasons: [String: Int]

        init(_ gap: DayGaps.Gap) {
            (point, carrier, direction, reasons) = (gap.point, gap.carrier, gap.direction, gap.reasons)
            (missingIntervals, intervals) = gap.intervals == 0 ? (nil, nil) : (gap.missingIntervals, gap.intervals)
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(point, forKey: .point)
            try container.encode(carrier, forKey: .carrier)
            try container.encode(direction, forKey: .direction)
            // As null: zero would be a figure.
            try container.encode(missingIntervals, forKey: .missingIntervals)
            try container.encode(intervals, forKey: .intervals)
            try container.encode(reasons, forKey: .reasons)
        }

        private enum CodingKeys: String, CodingKey {
            case point, carrier, direction, missingIntervals, intervals, reasons
        }
    }

    func run() throws {
        let data = try common.openPresent()
        let gaps = try DayGaps(day: day, data.ledger.known(), data.measures, data.catalogue)
        if common.json {
            return try Summary.give(
                Outcome(day: day, complete: gaps.complete, gaps: gaps.gaps.map(Gap.init)), asJSON: true, "")
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
