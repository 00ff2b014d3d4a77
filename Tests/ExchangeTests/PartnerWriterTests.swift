import Exchange
import Metering
import Testing

private let heat = Channel(point: PointID("SST-0042"), carrier: .heat)

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

private func curve(_ text: String, _ values: [Int32], _ unit: Unit = .wattHour) throws -> PointDay {
    let day = try #require(CivilDay(text))
    return PointDay(channel: heat, day: day, curve: DayCurve(step: .hour, unit: unit, values: values))
}

@Suite("A writer of the long exchange format") struct ExchangeLongWriterTests {
    @Test("writes intervals with their offset, on both sides of a clock change")
    func writesIntervals() throws {
        var pointDay = try curve("2026-10-25", (0..<25).map { Int32($0) })
        pointDay.curve.set(0, .missing(.sentEmpty), at: 3)
        var writer = ExchangeLongWriter()
        writer.append(pointDay)
        let lines = text(writer.finish()).split(separator: "\n")
        #expect(lines.count == 26)
        #expect(lines[0] == "point;carrier;direction;start;end;value;unit;quality")
        #expect(
            lines[3]
                == "SST-0042;heat;extraction;2026-10-25T02:00:00+02:00;2026-10-25T02:00:00+01:00;2;Wh;measured")
        #expect(
            lines[4] == "SST-0042;heat;extraction;2026-10-25T02:00:00+01:00;2026-10-25T03:00:00+01:00;;Wh;missing")
    }

    @Test("writes a day's figure as its source has it")
    func writesDailyFigure() throws {
        let day = try #require(CivilDay("2026-10-25"))
        var writer = ExchangeLongWriter()
        writer.append(heat, from: day.start, to: day.end, value: "12.5", unit: "kWh", quality: .estimated)
        #expect(
            text(writer.finish()).hasSuffix(
                "\nSST-0042;heat;extraction;2026-10-25T00:00:00+02:00;2026-10-26T00:00:00+01:00;12.5;kWh;estimated\n"))
    }
}

@Suite("A writer of the wide exchange format") struct ExchangeWideWriterTests {
    @Test("says nothing of what the format takes for granted")
    func writesDefaults() {
        #expect(text(ExchangeWideWriter(columns: 2).finish()) == "point;date;v1;v2\n")
    }

    @Test("says what differs from the default in a first line")
    func writesFirstLine() {
        let writer = ExchangeWideWriter(columns: 1, carrier: .gas, unit: "m3*11.23")
        #expect(
            text(writer.finish()) == "#maille carrier=gas direction=extraction unit=m3*11.23\npoint;date;v1\n")
    }

    @Test("leaves the cell of a missing value empty, and pieces join up")
    func writesPieces() throws {
        var first = try curve("2026-10-24", (0..<24).map { $0 - 1 })
        first.curve.set(0, .missing(.sentEmpty), at: 1)
        var writer = ExchangeWideWriter(columns: 24)
        _ = writer.takeWritten()
        writer.append(first)
        let piece = text(writer.takeWritten())
        writer.append(PointID("a;b"), try #require(CivilDay("2026-10-25")), [1, Int32.max])
        #expect(piece.hasPrefix("SST-0042;2026-10-24;-1;;1;2;"))
        #expect(text(writer.finish()) == "\"a;b\";2026-10-25;1;2147483647\n")
    }
}

@Suite("A writer of lists") struct ListWriterTests {
    @Test("writes what is known of a point")
    func writesPoints() throws {
        var writer = PointListWriter()
        writer.append(
            MeteringPoint(
                id: PointID("09000000000001"), directions: [.injection, .extraction], segment: "C5",
                subscribedPower: .watts(9_000), connectionPower: .watts(36_000), commune: "01004",
                inServiceSince: CivilDay("2019-02-28"), terminatedOn: CivilDay("2026-10-31"), holder: "landlord-7"))
        writer.append(MeteringPoint(id: PointID("W\"1"), carrier: .water))
        #expect(
            text(writer.finish()) == """
                point;carrier;directions;segment;subscribed_power_va;connection_power_w;commune;in_service_since;\
                terminated_on;holder
                09000000000001;electricity;extraction+injection;C5;9000;36000;01004;2019-02-28;2026-10-31;landlord-7
                "W""1";water;extraction;;;;;;;

                """)
    }

    @Test("writes one line for each membership")
    func writesSets() throws {
        let from = try #require(CivilDay("2026-01-01"))
        let set = PointSet(id: "homes", kind: "households", useCase: "3", visibility: .restricted, figureStep: .day)
        var writer = SetListWriter()
        writer.append(set, Membership(channel: heat, from: from))
        writer.append(
            set, Membership(channel: heat, from: from, until: CivilDay("2026-10-28"), consent: .curve))
        #expect(
            text(writer.finish()) == """
                set;kind;use;usage;step;point;carrier;direction;from;until;consent
                homes;households;3;restricted;P1D;SST-0042;heat;extraction;2026-01-01;;
                homes;households;3;restricted;P1D;SST-0042;heat;extraction;2026-01-01;2026-10-28;curve

                """)
    }
}
