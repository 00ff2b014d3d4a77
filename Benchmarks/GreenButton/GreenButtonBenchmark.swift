import Exchange
import Foundation
import Metering

/// Prints how fast a year of half-hours is written as a Green Button feed, in which pieces, and read back.
///
/// With a path as its argument, the feed is left there, for other readers to try.
@main
enum GreenButtonBenchmark {
    private static let channel = Channel(point: PointID("09000000000001"))
    private static let firstDay = CivilDay(year: 2026, month: 1, day: 1) ?? CivilDay(daysSinceEpoch: 20_454)

    static func main() throws {
        let days = (0..<365).map { number in
            let day = firstDay.advanced(by: number)
            let values = (0..<Int32(Step.minutes30.count(in: day))).map { 200 + $0 * 37 % 2_000 }
            return PointDay(channel: channel, day: day, curve: DayCurve(step: .minutes30, unit: .watt, values: values))
        }
        var (document, largest): ([UInt8], Int) = ([], 0)
        let writing = ContinuousClock().measure {
            var writer = GreenButtonWriter(
                .batch(ofSubscription: "s"), at: ESPIBase("https://maille.example/espi/1_1/resource"),
                updated: firstDay.start)
            writer.open(ESPIUsagePoint(.usagePoint("u", ofSubscription: "s")))
            for day in days {
                writer.append(day)
                let piece = writer.take()
                largest = max(largest, piece.count)
                document += piece
            }
            document += writer.finish()
        }
        print("written: \(document.count) bytes in \(writing), at most \(largest) at a time")
        let sink = CountingSink()
        let reading = try ContinuousClock().measure { try FlowDecoder().decode(MemorySource(document), into: sink) }
        print("read: \(sink.values) values in \(reading)")
        if let path = CommandLine.arguments.dropFirst().first {
            try Data(document).write(to: URL(filePath: path))
        }
    }
}

/// A sink that counts values.
private final class CountingSink: RecordSink {
    private(set) var values = 0

    func receive(_ record: ExchangeRecord) {
        if case .series(let series) = record { values += series.intervals.count }
    }

    func receive(_ diagnostic: Diagnostic) { print(diagnostic.detail) }
}
