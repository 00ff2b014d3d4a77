import Exchange
import Metering
import TestKit
import Testing

/// What is written is read back by the real readers: the same values at the same moments, and nothing to remark.
@Suite("A written file, read back") struct WriterRoundTripTests {
    private static let delivery = EnedisDelivery(
        recipient: "17X100A100F0001A", contract: "GRD-F999", subscription: "990001",
        created: Instant(secondsSinceEpoch: 1_793_066_441))
    private static let daysOfAnyLength = ["2026-03-29", "2026-10-24", "2026-10-25"]

    private func day(_ text: String, _ step: Step, _ unit: Unit = .watt, _ channel: Channel? = nil) throws -> PointDay {
        let day = try #require(CivilDay(text))
        var curve = DayCurve(step: step, unit: unit, values: (0..<Int32(step.count(in: day))).map { $0 * 37 % 2_000 })
        curve.set(0, .missing(.sentEmpty), at: 4)
        return PointDay(channel: channel ?? Channel(point: PointID("09000000000001")), day: day, curve: curve)
    }

    /// The records as readings with their starts.
    private func expectSame(_ sink: RecordingSink, as pointDay: PointDay) {
        let read = sink.series.first
        #expect(sink.series.count == 1 && sink.diagnostics.isEmpty)
        #expect(read?.channel == pointDay.channel)
        #expect(read?.unit == pointDay.curve.unit)
        #expect(read?.intervals.map(\.value) == pointDay.curve.values)
        #expect(read?.intervals.map(\.mark) == (0..<pointDay.curve.count).map { pointDay.curve.mark(at: $0) })
        #expect(read?.intervals.map(\.start) == (0..<pointDay.curve.count).map { pointDay.start(of: $0) })
        #expect(read?.intervals.allSatisfy { $0.step == pointDay.curve.step } ?? false)
    }

    @Test("holds R50 on days of 23, 24 and 25 hours", arguments: daysOfAnyLength)
    func holdsR50(text: String) throws {
        var pointDay = try day(text, .minutes30)
        pointDay.curve.set(8, Mark(.measured, isDoubtful: true), at: 7)
        var writer = R50Writer(Self.delivery)
        writer.append(pointDay)
        expectSame(try RecordingSink.decoding(writer.finish()), as: pointDay)
    }

    @Test(
        "holds R63 on every step, in both directions, though it loses the zone",
        arguments: daysOfAnyLength, Step.allCases)
    func holdsR63(text: String, step: Step) throws {
        let channel = Channel(
            point: PointID("09000000000001"), direction: step == .minutes10 ? .extraction : .injection)
        let pointDay = try day(text, step, .watt, channel)
        var writer = R63Writer(Self.delivery)
        writer.append(pointDay)
        expectSame(try RecordingSink.decoding(writer.finish()), as: pointDay)
    }

    @Test("holds R151's index at the midnight that closes the day", arguments: daysOfAnyLength)
    func holdsR151(text: String) throws {
        let day = try #require(CivilDay(text))
        var writer = R151Writer(Self.delivery)
        writer.append(
            DailyIndex(point: PointID("09000000000001"), day: day, wattHours: 9_744_495, maximumPower: 3_817))
        let sink = try RecordingSink.decoding(writer.finish())
        let totals = sink.registers.filter { $0.register == .index(temporalClass: "BASE") }
        #expect(totals.map(\.value) == [9_744_495])
        #expect(totals.map(\.at) == [day.end])
        #expect(sink.registers.filter { $0.register == .maximumPower }.map(\.value) == [3_817])
        #expect(sink.diagnostics.isEmpty)
    }

    @Test("holds the long exchange format", arguments: daysOfAnyLength)
    func holdsLong(text: String) throws {
        let pointDay = try day(text, .hour, .litre, Channel(point: PointID("W-17"), carrier: .water))
        var writer = ExchangeLongWriter()
        writer.append(pointDay)
        expectSame(try RecordingSink.decoding(writer.finish()), as: pointDay)
    }

    @Test("holds a day's figure of the long exchange format as a daily energy")
    func holdsDailyFigure() throws {
        let day = try #require(CivilDay("2026-10-25"))
        var writer = ExchangeLongWriter()
        writer.append(
            Channel(point: PointID("GI993820"), carrier: .gas), from: day.start, to: day.end, value: "12.3",
            unit: "m3*11.23")
        let sink = try RecordingSink.decoding(writer.finish())
        #expect(sink.registers.map(\.register) == [.dailyEnergy])
        #expect(sink.registers.map(\.value) == [138_129])
        #expect(sink.registers.map(\.at) == [day.start])
    }

    @Test("holds the wide exchange format, whatever it is about", arguments: daysOfAnyLength)
    func holdsWide(text: String) throws {
        let channel = Channel(point: PointID("SST-0042"), carrier: .heat)
        let pointDay = try day(text, .minutes15, .watt, channel)
        var writer = ExchangeWideWriter(columns: 100, carrier: .heat, unit: "W")
        writer.append(pointDay)
        let sink = try RecordingSink.decoding(writer.finish())
        #expect(sink.pointDays == [pointDay])
        #expect(sink.diagnostics.isEmpty)
    }

    @Test("holds lists of points and of sets")
    func holdsLists() throws {
        let point = MeteringPoint(
            id: PointID("09000000000001"), directions: [.injection, .extraction], segment: "P3",
            subscribedPower: .watts(42_000), connectionPower: .watts(60_000), commune: "2A004",
            inServiceSince: CivilDay("2019-02-28"), terminatedOn: CivilDay("2026-10-31"))
        var points = PointListWriter()
        points.append(point)
        let readPoints = try RecordingSink.decoding(points.finish())
        #expect(readPoints.points == [point])
        #expect(readPoints.diagnostics.isEmpty)

        let set = PointSet(
            id: "stairs", kind: "common-area", useCase: "2b", visibility: .restricted, figureStep: .tenMinutes)
        let membership = Membership(
            channel: Channel(point: point.id, direction: .injection), from: try #require(CivilDay("2026-01-01")),
            until: CivilDay("2026-10-28"), consent: .curve)
        var sets = SetListWriter()
        sets.append(set, membership)
        let readSets = try RecordingSink.decoding(sets.finish())
        #expect(readSets.memberships.map(\.0) == [set])
        #expect(readSets.memberships.map(\.1) == [membership])
        #expect(readSets.diagnostics.isEmpty)
    }
}
