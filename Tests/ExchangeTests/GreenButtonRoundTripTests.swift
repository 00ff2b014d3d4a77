import Exchange
import Metering
import TestKit
import Testing

@Suite("A written Green Button feed") struct GreenButtonRoundTripTests {
    private static let prm = PointID("09111642617347")
    private static let kinds: [(Unit, Carrier)] = [
        (.watt, .electricity), (.wattHour, .electricity), (.wattHour, .gas), (.watt, .heat), (.wattHour, .cold),
        (.litre, .water),
    ]

    /// A value with all that must not be lost of it.
    private struct Value: Hashable {
        let direction: Direction
        let start: Instant
        let step: Step
        let unit: Unit
        let value: Int32
        let mark: Mark
    }

    private func values(_ days: [PointDay]) -> Set<Value> {
        Set(
            days.flatMap { day in
                (0..<day.curve.count).filter { day.curve.mark(at: $0).quality != .missing }.map {
                    Value(
                        direction: day.channel.direction, start: day.start(of: $0), step: day.curve.step,
                        unit: day.curve.unit, value: day.curve.values[$0], mark: day.curve.mark(at: $0))
                }
            })
    }

    private func values(_ sink: RecordingSink) -> [Value] {
        sink.series.flatMap { series in
            series.intervals.map {
                Value(
                    direction: series.channel.direction, start: $0.start, step: $0.step, unit: series.unit,
                    value: $0.value, mark: $0.mark)
            }
        }
    }

    @Test("is read back value by value, on days of 46, 48 and 50 half-hours", arguments: kinds, Step.allCases)
    func isReadBack(kind: (unit: Unit, carrier: Carrier), step: Step) throws {
        var generator = SeededGenerator(seed: UInt64(step.minutes))
        for text in ["2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-12-31"] {
            let day = try #require(CivilDay(text))
            let days = GreenButtonSample.directions.map {
                GreenButtonSample.day(
                    Channel(point: Self.prm, carrier: kind.carrier, direction: $0), day, step, kind.unit,
                    by: &generator)
            }
            let sink = try RecordingSink.decoding(GreenButtonSample.document(days))
            #expect(sink.diagnostics == [])
            #expect(Set(sink.series.map(\.channel.carrier)) == [kind.carrier])
            let read = values(sink)
            #expect(read.count == values(days).count)
            #expect(Set(read) == values(days))
        }
    }

    @Test("leaves gross production out, which ESPI cannot tell from injection")
    func production() throws {
        var generator = SeededGenerator(seed: 3)
        let day = try #require(CivilDay("2026-03-28"))
        let channels = Direction.allCases.map { Channel(point: Self.prm, direction: $0) }
        let days = channels.map { GreenButtonSample.day($0, day, .hour, .wattHour, by: &generator) }
        #expect(GreenButtonSample.document(days) == GreenButtonSample.document(Array(days.prefix(2))))
        #expect(ReadingKind(id: "electricity-production-Wh-PT1H") == nil)
        #expect(Direction.allCases.map(\.flowDirection) == [1, 19, nil])
    }

    @Test("keeps apart days of other steps and units, whatever their order")
    func mixedDays() throws {
        var generator = SeededGenerator(seed: 7)
        let first = try #require(CivilDay("2026-03-20"))
        let channel = Channel(point: Self.prm)
        let days = (0..<40).map { number in
            GreenButtonSample.day(
                channel, first.advanced(by: number), Step.allCases[number % 5], number % 3 == 0 ? .wattHour : .watt,
                by: &generator)
        }.shuffled(using: &generator)
        let sink = try RecordingSink.decoding(GreenButtonSample.document(days))
        #expect(sink.diagnostics == [])
        #expect(Set(values(sink)) == values(days))
    }

    @Test("has kinds that their ids lead back to, and no others")
    func kindIDs() {
        for step in Step.allCases {
            let kind = ReadingKind(carrier: .gas, direction: .injection, unit: .wattHour, step: step)
            #expect(ReadingKind(id: kind.id) == kind)
        }
        #expect(ReadingKind(id: "electricity-extraction-W-PT1M") == nil)
    }

    @Test("leaves missing values out, and a day of nothing else with them")
    func missingValues() throws {
        let day = try #require(CivilDay("2026-10-25"))
        var curve = DayCurve(missing: day, step: .minutes30, unit: .wattHour)
        let empty = GreenButtonSample.document([PointDay(channel: Channel(point: Self.prm), day: day, curve: curve)])
        #expect(try RecordingSink.decoding(empty).rules == ["no-values"])
        curve.set(7, .measured, at: 49)
        let one = GreenButtonSample.document([PointDay(channel: Channel(point: Self.prm), day: day, curve: curve)])
        #expect(try RecordingSink.decoding(one).intervals.map(\.start) == [day.end.advanced(minutes: -30)])
    }

    @Test("names the point by the UUID of its address (RFC 9562), and nowhere by its PRM")
    func identity() throws {
        var generator = SeededGenerator(seed: 1)
        let day = try #require(CivilDay("2026-01-01"))
        let days = [GreenButtonSample.day(Channel(point: Self.prm), day, .minutes30, .watt, by: &generator)]
        let document = GreenButtonSample.document(days)
        #expect(!String(decoding: document, as: UTF8.self).contains(Self.prm.text))
        // Python: uuid.uuid5(uuid.NAMESPACE_URL, "https://maille.example/…/Subscription/7f3a/UsagePoint/2c91")
        let uuid = "daaa6748-9dd5-503f-b8de-7a974a8b2fb5"
        #expect(try RecordingSink.decoding(document).series.map(\.channel.point.text) == [uuid])
        let other = GreenButtonSample.document(days, of: GreenButtonSample.usagePoint(.electricity, "2c92"))
        #expect(try RecordingSink.decoding(other).series.map(\.channel.point.text) != [uuid])
    }

    @Test("is the same bytes for the same days, and comes in pieces that do not grow with the year")
    func pieces() throws {
        var generator = SeededGenerator(seed: 5)
        let first = try #require(CivilDay("2026-01-01"))
        let days = (0..<365).map {
            GreenButtonSample.day(
                Channel(point: Self.prm), first.advanced(by: $0), .minutes30, .watt, missing: 100, by: &generator)
        }
        var writer = GreenButtonWriter(
            GreenButtonSample.batch, at: GreenButtonSample.base, updated: GreenButtonSample.updated)
        writer.open(GreenButtonSample.usagePoint())
        var (whole, largest): ([UInt8], Int) = ([], 0)
        for day in days {
            writer.append(day)
            let piece = writer.take()
            largest = max(largest, piece.count)
            whole += piece
        }
        whole += writer.finish()
        #expect(largest < 20_000)
        #expect(whole == GreenButtonSample.document(days))
        #expect(try RecordingSink.decoding(whole).series.map(\.intervals.count) == [values(days).count])
    }
}
