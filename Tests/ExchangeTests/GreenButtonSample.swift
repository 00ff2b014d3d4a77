import Exchange
import Metering
import TestKit

/// Green Button documents as Maille writes them, of invented curves.
enum GreenButtonSample {
    static let base = ESPIBase("https://maille.example/espi/1_1/resource")
    static let updated = Instant(secondsSinceEpoch: 1_795_000_000)
    /// Those that ESPI has a code for.
    static let directions: [Direction] = [.extraction, .injection]
    static let batch = ESPIPath.batch(ofSubscription: "7f3a")

    static func usagePoint(_ carrier: Carrier = .electricity, _ id: String = "2c91") -> ESPIUsagePoint {
        ESPIUsagePoint(.usagePoint(id, ofSubscription: "7f3a"), carrier: carrier)
    }

    static func document(_ days: [PointDay], of usagePoint: ESPIUsagePoint? = nil) -> [UInt8] {
        var writer = GreenButtonWriter(batch, at: base, updated: updated)
        writer.open(usagePoint ?? GreenButtonSample.usagePoint(days.first?.channel.carrier ?? .electricity))
        var document: [UInt8] = []
        for day in days {
            writer.append(day)
            document += writer.take()
        }
        return document + writer.finish()
    }

    /// A day of any values and marks; one in `missing` of them is missing.
    static func day(
        _ channel: Channel, _ day: CivilDay, _ step: Step, _ unit: Unit, missing: Int = 10,
        by generator: inout SeededGenerator
    ) -> PointDay {
        let reasons = MissingReason.allCases
        var curve = DayCurve(missing: day, step: step, unit: unit)
        for index in 0..<curve.count where Int.random(in: 0..<missing, using: &generator) > 0 {
            let mark = Mark(
                [.measured, .measured, .corrected, .estimated].randomElement(using: &generator) ?? .measured,
                isDoubtful: Int.random(in: 0..<8, using: &generator) == 0)
            let largest: Int32 = Bool.random(using: &generator) ? 40 : .max
            curve.set(Int32.random(in: 0...largest, using: &generator), mark, at: index)
        }
        for index in 0..<curve.count where curve.mark(at: index).quality == .missing {
            curve.set(0, .missing(reasons.randomElement(using: &generator) ?? .sentEmpty), at: index)
        }
        return PointDay(channel: channel, day: day, curve: curve)
    }
}
