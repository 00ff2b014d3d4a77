import ArgumentParser
import EmbeddedStore
import Metering
import Services
import Store

struct ReadingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readings", abstract: "Give what is known of one point beside its curve: totals and indexes.",
        discussion:
            "Days are civil days in Paris, both included. Totals of days, gas days and periods, indexes, maxima.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The point's identifier.") var point: String
    @Option(help: "First day.") var from: CivilDay
    @Option(help: "Last day.") var to: CivilDay
    @Option(help: "As it was known at this moment (ISO 8601 with zone, or a date).") var knownAt: Instant?
    @Option(help: "electricity, gas, water, heat or cold.") var carrier = Carrier.electricity
    @Option(help: "extraction, injection or production.") var direction = Direction.extraction

    func validate() throws { guard from <= to else { throw ValidationError("--from is after --to") } }

    func run() throws {
        let channel = Channel(point: PointID(point, of: carrier), carrier: carrier, direction: direction)
        let data = try common.openPresent()
        let known = try knownAt.map(data.ledger.known(at:)) ?? data.ledger.known()
        let found = try ChannelReadings(of: channel, in: from...to, known, data.measures, data.catalogue)
        guard !found.readings.isEmpty else { throw StoreError.unknownPoint("\(channel) from \(from) to \(to)") }
        if common.json { return try Summary.give(found.readings, asJSON: true, "") }
        Results.write(found.csv)
    }
}
