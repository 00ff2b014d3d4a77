import ArgumentParser
import Exchange
import Foundation
import Metering

/// Writes three years of half-hours of one household as a Green Button feed, as its holder would send them: from
/// 2022-11-01 on, before the store's own year.
struct GreenButtonFile: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "green-button")
    @Option var out: String

    func run() throws {
        let channel = Channel(point: PointID("09000000000001"))
        let first = CivilDay("2022-11-01") ?? CivilDay(daysSinceEpoch: 19_297)
        var writer = GreenButtonWriter(
            .batch(ofSubscription: "s"), at: ESPIBase("https://maille.example/espi/1_1/resource"), updated: first.start)
        writer.open(ESPIUsagePoint(.usagePoint("u", ofSubscription: "s")))
        var bytes: [UInt8] = []
        for number in 0..<1_096 {
            let day = first.advanced(by: number)
            let count = Step.minutes30.count(in: day)
            let values = (0..<count).map { Int32(200 + ($0 * 37 + number * 11) % 2_000) }
            writer.append(
                PointDay(channel: channel, day: day, curve: DayCurve(step: .minutes30, unit: .watt, values: values)))
            bytes += writer.take()
        }
        bytes += writer.finish()
        try Data(bytes).write(to: URL(filePath: out))
    }
}
