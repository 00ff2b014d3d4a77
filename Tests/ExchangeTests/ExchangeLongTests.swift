import Exchange
import Metering
import TestKit
import Testing

@Suite("A long exchange file")
struct ExchangeLongTests {
    private static let header = "point;carrier;direction;start;end;value;unit;quality\n"

    private func decoding(_ rows: String..., limits: ReadingLimits = ReadingLimits()) throws -> RecordingSink {
        try RecordingSink.decoding(Array((Self.header + rows.joined(separator: "\n")).utf8), limits: limits)
    }

    /// A line of one hour on a winter day.
    private func hour(_ hour: Int = 0, _ value: String, _ unit: String = "Wh", carrier: String = "electricity")
        -> String
    {
        let (start, end) = (10 + hour, 11 + hour)
        return
            "P1;\(carrier);extraction;2026-01-15T\(start):00:00+01:00;2026-01-15T\(end):00:00+01:00;\(value);\(unit);"
    }

    @Test("makes one series of the lines of a channel and unit that follow one another")
    func grouping() throws {
        let sink = try decoding(
            hour(0, "1"), hour(1, "2", "kWh"), "# a comment", "", hour(2, "3", "kW"),
            hour(3, "4").replacing("extraction", with: "injection"), hour(4, "5"))
        #expect(sink.series.map(\.unit) == [.wattHour, .watt, .wattHour, .wattHour])
        #expect(sink.series.map { $0.intervals.map(\.value) } == [[1, 2_000], [3_000], [4], [5]])
        #expect(sink.series.map(\.channel.direction) == [.extraction, .extraction, .injection, .extraction])
        #expect(sink.intervals.map(\.line) == [2, 3, 6, 7, 8])
        #expect(sink.diagnostics == [])
    }

    @Test("never holds more than one series may be long")
    func bounded() throws {
        var limits = ReadingLimits()
        limits.seriesLength = 2
        let sink = try decoding(hour(0, "1"), hour(1, "2"), hour(2, "3"), hour(3, "4"), hour(4, "5"), limits: limits)
        #expect(sink.series.map(\.intervals.count) == [2, 2, 1])
        #expect(sink.intervals.map(\.value) == [1, 2, 3, 4, 5])
    }

    @Test(
        "counts whatever the unit exactly, rounding halves up",
        arguments: [
            ("12", "W", "electricity", Unit.watt, 12), ("1.2345", "kW", "heat", .watt, 1_235),
            ("0,0005", "kWh", "cold", .wattHour, 1), ("0.0004999", "kWh", "electricity", .wattHour, 0),
            ("-0.5", "Wh", "electricity", .wattHour, 0), ("-0.51", "Wh", "electricity", .wattHour, -1),
            ("0.000001", "MWh", "electricity", .wattHour, 1), ("1.5", "m3", "water", .litre, 1_500),
            ("7", "l", "water", .litre, 7), ("1", "m3*11.23", "gas", .wattHour, 11_230),
            ("0.1", "m3*11,2345", "gas", .wattHour, 1_123), ("3.333", "m3*10", "gas", .wattHour, 33_330),
        ])
    func units(text: String, unit: String, carrier: String, kept: Unit, value: Int32) throws {
        let sink = try decoding(hour(0, text, unit, carrier: carrier))
        #expect(sink.diagnostics == [])
        #expect(sink.series.map(\.unit) == [kept])
        #expect(sink.intervals.map(\.value) == [value])
    }

    @Test(
        "reads a bound with its offset, in Paris time without one, or as a civil day",
        arguments: [
            ("2026-07-15T10:00:00+02:00", "2026-07-15T08:30:00Z"), ("2026-07-15T10:00:00", "2026-07-15T10:30:00"),
            ("2026-07-15 10:00", "2026-07-15 10:30"), ("2026-07-15T10:00:00", "2026-07-15T08:30:00Z"),
        ])
    func bounds(start: String, end: String) throws {
        let sink = try decoding("P1;electricity;extraction;\(start);\(end);5;Wh;")
        #expect(sink.intervals.map(\.start.description) == ["2026-07-15T08:00:00Z"])
        #expect(sink.intervals.map(\.step) == [.minutes30])
    }

    @Test("tells the two passes of the autumn hour apart by order, where the times have no zone")
    func autumn() throws {
        let times = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30"]
        let rows = zip(times, times.dropFirst()).map { start, end in
            "P1;electricity;extraction;2026-10-25T\(start);2026-10-25T\(end);5;Wh;"
        }
        let sink = try RecordingSink.decoding(Self.header + rows.joined(separator: "\n"))
        #expect(sink.diagnostics == [])
        #expect(
            sink.intervals.map { String($0.start.description.dropFirst(11).prefix(5)) }
                == ["23:30", "00:00", "00:30", "01:00", "01:30", "02:00"])
    }

    @Test("guesses nothing of the autumn hour where channels alternate, or the order is lost")
    func ambiguous() throws {
        let first = "P1;electricity;extraction;2026-10-25T02:00;2026-10-25T02:30;5;Wh;"
        let alternating = try decoding(first, first.replacing("P1", with: "P2"), first)
        #expect(alternating.intervals == [])
        #expect(alternating.diagnostics.map(\.rule.name) == Array(repeating: "ambiguous-hour", count: 3))
        let late = "P1;electricity;extraction;2026-10-25T03:30;2026-10-25T04:00;5;Wh;"
        let disordered = try decoding(late, first)
        #expect(disordered.intervals.count == 1)
        #expect(disordered.diagnostics.map(\.rule.name) == ["ambiguous-hour"])
    }

    @Test("refuses the spring hour that no clock shows")
    func spring() throws {
        let sink = try decoding("P1;electricity;extraction;2026-03-29T02:00;2026-03-29T02:30;5;Wh;")
        #expect(sink.diagnostics.map(\.rule.name) == ["skipped-hour"])
    }

    @Test("sets aside the spring half-hours that do not exist, and only them", .enabled(if: SharedData.isPresent))
    func impossibleHours() throws {
        let sink = try RecordingSink.decoding(try SharedData.bytes("field/09-march-impossible-hours/long.csv"))
        #expect(sink.intervals.count == 46)
        #expect(
            sink.diagnostics.map(\.detail)
                == ["02:00", "02:30"].map {
                    "\($0) does not exist on 2026-03-29: the clocks go from 02:00 to 03:00"
                })
        #expect(sink.diagnostics.map(\.rule.name) == ["skipped-hour", "skipped-hour"])
    }

    @Test("ends an interval at the moment of the spring change, as 02:00 and as 03:00", arguments: ["02:00", "03:00"])
    func springEnd(end: String) throws {
        let sink = try decoding("P1;electricity;extraction;2026-03-29T01:30;2026-03-29T\(end);5;Wh;")
        #expect(sink.intervals.map(\.start.description) == ["2026-03-29T00:30:00Z"])
        #expect(sink.intervals.map(\.step) == [.minutes30])
    }

    @Test("trusts none of the autumn hour where lines are sorted by what the clock shows")
    func sortedByClock() throws {
        let times = ["01:30", "02:00", "02:00", "02:30", "02:30", "03:00"]
        let ends = ["02:00", "02:30", "02:30", "02:00", "03:00", "03:30"]
        let lines = zip(times, ends).flatMap { start, end in
            ["P1", "P2"].map { "\($0);electricity;extraction;2026-10-25T\(start);2026-10-25T\(end);5;Wh;" }
        }
        for lines in [lines, lines.sorted(), Array(lines.dropLast(2))] {
            let sink = try RecordingSink.decoding(
                (["point;carrier;direction;start;end;value;unit;quality"] + lines).joined(separator: "\n"))
            #expect(sink.diagnostics.map(\.rule.name) == Array(repeating: "ambiguous-hour", count: 8))
            #expect(sink.intervals.count == lines.count - 8)
        }
    }

    @Test("says once of each masked point that it is, however lines are sorted")
    func masked() throws {
        let lines = (0..<4).flatMap { hour in
            ["1234567890XXXX", "1234567891XXXX"].map {
                "\($0);electricity;extraction;2026-01-15T0\(hour):00:00Z;2026-01-15T0\(hour + 1):00:00Z;5;Wh;"
            }
        }
        let sink = try RecordingSink.decoding(
            (["point;carrier;direction;start;end;value;unit;quality"] + lines).joined(separator: "\n"))
        #expect(sink.diagnostics.map(\.rule.name) == ["masked-identifier", "masked-identifier"])
        #expect(sink.intervals.count == 8)
    }

    @Test(
        "gives a whole civil day, of any length, as the day's total",
        arguments: [
            ("2026-01-15", "2026-01-16", "1.5", "kWh", "electricity", 1_500),
            ("2026-03-29", "2026-03-30", "1", "kW", "heat", 23_000),
            ("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00", "1", "kW", "electricity", 25_000),
            ("2026-01-15T00:00", "2026-01-15T24:00", "6000000000", "Wh", "electricity", 6_000_000_000),
            ("2026-01-15", "2026-01-16", "0.25", "m3", "water", 250),
            ("2026-01-15", "2026-01-16", "2", "m3*11.23", "gas", 22_460),
        ])
    func days(start: String, end: String, text: String, unit: String, carrier: String, value: Int64) throws {
        let sink = try decoding("P1;\(carrier);extraction;\(start);\(end);\(text);\(unit);estimated")
        #expect(sink.diagnostics == [])
        let reading = try #require(sink.registers.first)
        #expect(reading.register == .dailyEnergy)
        #expect(reading.value == value)
        #expect(reading.mark == .estimated)
        #expect(reading.at == CivilDay(String(start.prefix(10)))?.start)
    }

    @Test("marks what is missing, corrected or estimated")
    func qualities() throws {
        let sink = try decoding(
            hour(0, ""), hour(1, "") + "missing", hour(2, "") + "measured", hour(3, "1") + "measured",
            hour(4, "1") + "corrected", hour(5, "1") + "estimated", hour(6, "1"))
        let empty = Mark.missing(.sentEmpty)
        #expect(
            sink.intervals.map(\.mark) == [empty, empty, empty, .measured, .corrected, .estimated, .measured])
    }

    @Test(
        "sets a damaged line aside, says what to write, and goes on",
        arguments: [
            ("P1;oil;extraction;2026-01-15;2026-01-16;1;Wh;", "malformed-field"),
            ("P1;gas;both;2026-01-15;2026-01-16;1;Wh;", "malformed-field"),
            ("P1;gas;extraction;2026-01-15;2026-01-16;1;m3;", "unit-not-of-carrier"),
            ("P1;water;extraction;2026-01-15;2026-01-16;1;Wh;", "unit-not-of-carrier"),
            ("P1;electricity;extraction;2026-01-15;2026-01-16;1;J;", "malformed-field"),
            ("P1;electricity;extraction;2026-01-15;2026-01-16;1;Wh;good", "malformed-field"),
            ("P1;electricity;extraction;2026-01-15;2026-01-16;1;Wh;missing", "malformed-field"),
            ("P1;electricity;extraction;2026-01-15;2026-01-16;1e308;Wh;", "malformed-value"),
            ("P1;electricity;extraction;2026-01-15;2026-01-16;=cmd;Wh;", "malformed-value"),
            ("P1;electricity;extraction;2026-01-15;2026-01-16;1 000;Wh;", "malformed-value"),
            ("P1;electricity;extraction;2026-01-15;2026-01-16;-1;Wh;", "malformed-value"),
            ("P1;electricity;extraction;2026-01-15;2026-01-16;-1;kW;", "malformed-value"),
            ("P1;electricity;extraction;2026-01-15;2026-01-16;999999999999999999;Wh;", "malformed-value"),
            ("P1;electricity;extraction;2026-01-15;2026-01-16;999999999999999999;MWh;", "malformed-value"),
            ("P1;electricity;extraction;2026-01-15T00:00;2026-01-15T01:00;2147483648;Wh;", "malformed-value"),
            ("P1;electricity;extraction;2026-01-15;2026-01-15;1;Wh;", "step-not-allowed"),
            ("P1;electricity;extraction;2026-01-15;2027-02-01;1;Wh;", "step-not-allowed"),
            ("P1;electricity;extraction;2026-01-15T01:00;2026-01-16T01:00;1;Wh;", "step-not-allowed"),
            ("P1;electricity;extraction;2026-01-15T01:00;2026-01-15T00:30;1;Wh;", "step-not-allowed"),
            ("P1;electricity;extraction;2026-01-15T01:00;2026-01-15T01:20;1;Wh;", "step-not-allowed"),
            ("P1;electricity;extraction;2026-01-15T01:00;;1;Wh;", "malformed-timestamp"),
            ("P1;electricity;extraction;15/01/2026;2026-01-16;1;Wh;", "malformed-timestamp"),
            ("P1;electricity;extraction;9999-12-31;9999-12-31;1;Wh;", "date-out-of-range"),
            ("P1;electricity;extraction;0001-01-01;0001-01-02;1;Wh;", "date-out-of-range"),
            ("1234567890123;electricity;extraction;2026-01-15;2026-01-16;1;Wh;", "malformed-identifier"),
            ("012345678901234;electricity;extraction;2026-01-15;2026-01-16;1;Wh;", "malformed-identifier"),
            ("=cmd;electricity;extraction;2026-01-15;2026-01-16;1;Wh;", "malformed-identifier"),
            ("P1", "malformed-field"), (";;;;;;;", "malformed-identifier"),
        ])
    func damagedLine(line: String, rule: String) throws {
        let sink = try decoding(hour(0, "1"), line, hour(1, "2"))
        #expect(sink.intervals.map(\.value) == [1, 2])
        #expect(sink.registers == [])
        #expect(sink.diagnostics.map(\.rule.name) == [rule])
        #expect(sink.diagnostics.first?.line == 3)
        #expect(sink.diagnostics.first?.severity == .quarantined)
    }

    @Test("finds its columns by name, and says which ones it does not read")
    func columns() throws {
        let sink = try RecordingSink.decoding(
            "point;carrier;direction;start;end;quality;unit;value;remark\n"
                + "P1;electricity;extraction;2026-01-15;2026-01-16;estimated;Wh;5;hello")
        #expect(sink.registers.map(\.value) == [5])
        #expect(sink.diagnostics.map(\.detail) == ["not read: 'remark'"])
    }

    @Test(
        "is turned away without a column it needs, or with one twice",
        arguments: ["point;carrier;direction;start;end;value", "point;carrier;direction;start;end;value;unit;unit"])
    func headers(header: String) {
        #expect(throws: FlowError.self) { try RecordingSink.decoding(header) }
    }
}
