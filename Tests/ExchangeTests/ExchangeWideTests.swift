import Exchange
import Metering
import TestKit
import Testing

@Suite("A wide exchange file")
struct ExchangeWideTests {
    private static let point = "01234567890123"

    private func decoding(
        columns: Int = 48, settings: String = "", _ rows: String...
    ) throws -> RecordingSink {
        let header = "point;date;" + (1...columns).map { "v\($0)" }.joined(separator: ";")
        return try RecordingSink.decoding(settings + header + "\n" + rows.joined(separator: "\n") + "\n")
    }

    private func row(_ day: String, _ cells: [String]) -> String {
        "\(Self.point);\(day);\(cells.joined(separator: ";"))"
    }

    private func values(_ count: Int) -> [String] { (0..<count).map { "\($0 * 7)" } }

    @Test("names the PCE, not the PRM of its digits, where a row about gas is damaged")
    func damagedGas() throws {
        let sink = try RecordingSink.decoding(
            "#maille carrier=gas unit=kWh\npoint;date;v1\n01234567890123;2026-13-01;4\n01234567890123;2026-01-15;4\n")
        #expect(sink.diagnostics.map(\.point?.text) == ["pce:01234567890123"])
        #expect(sink.registers.map(\.channel.point.text) == ["pce:01234567890123"])
    }

    @Test(
        "reads the step from the number of values, on days of 24, 23 and 25 hours",
        arguments: [
            ("2026-01-15", 24, Step.hour), ("2026-01-15", 48, .minutes30), ("2026-01-15", 96, .minutes15),
            ("2026-01-15", 144, .minutes10), ("2026-01-15", 288, .minutes5), ("2026-03-29", 23, .hour),
            ("2026-03-29", 46, .minutes30), ("2026-03-29", 92, .minutes15), ("2026-03-29", 138, .minutes10),
            ("2026-03-29", 276, .minutes5), ("2026-10-25", 25, .hour), ("2026-10-25", 50, .minutes30),
            ("2026-10-25", 100, .minutes15), ("2026-10-25", 150, .minutes10), ("2026-10-25", 300, .minutes5),
        ])
    func steps(day: String, count: Int, step: Step) throws {
        let sink = try decoding(columns: 24 * 60 / step.minutes, row(day, values(count)))
        let pointDay = try #require(sink.pointDays.first)
        #expect(sink.diagnostics == [])
        #expect(pointDay.channel == Channel(point: PointID(Self.point)))
        #expect(pointDay.day == CivilDay(day))
        #expect(pointDay.curve.step == step)
        #expect(pointDay.curve.unit == .wattHour)
        #expect(pointDay.curve.values == (0..<Int32(count)).map { $0 * 7 })
        #expect(pointDay.curve.isComplete)
    }

    @Test("reads a row as wide as the longest day, its last cells empty or absent", arguments: [46, 48, 50])
    func trailingCells(cells: Int) throws {
        let filled = values(46) + Array(repeating: "", count: cells - 46)
        let sink = try decoding(columns: 50, row("2026-03-29", filled))
        #expect(sink.pointDays.first?.curve.count == 46)
        #expect(sink.diagnostics == [])
    }

    @Test("takes an empty cell inside a day for a missing value")
    func missing() throws {
        var cells = values(48)
        cells[0] = ""
        cells[17] = " "
        cells[46] = ""
        cells[47] = ""
        let curve = try #require(try decoding(row("2026-01-15", cells)).pointDays.first?.curve)
        #expect(curve.missingCount == 4)
        for cell in [0, 17, 46, 47] { #expect(curve.mark(at: cell) == .missing(.sentEmpty)) }
        #expect(curve.mark(at: 1) == .measured)
        #expect(curve.values[45] == 315)
    }

    @Test("forgets the gaps and the numbers of a row before it reads the next")
    func rowsAreIndependent() throws {
        var gappy = values(48)
        gappy[3] = ""
        gappy[5] = "x"
        let sink = try decoding(
            row("2026-01-15", gappy), row("2026-01-16", Array(repeating: "1", count: 48)),
            "P2;2026-01-17;" + values(48).joined(separator: ";"))
        #expect(sink.pointDays.map(\.curve.missingCount) == [2, 0, 0])
        #expect(sink.pointDays.map(\.curve.total) == [7_896 - 21 - 35, 48, 7_896] as [Int64])
        #expect(sink.pointDays.map(\.channel.point.text) == [Self.point, Self.point, "P2"])
    }

    @Test(
        "reads numbers of any length exactly",
        arguments: [
            ("0", 0), ("00012", 12), ("1234567", 1_234_567), ("12345678", 12_345_678), ("123456789", 123_456_789),
            ("2147483647", Int32.max), ("-2147483648", Int32.min), ("-5", -5), ("+5", 5), (" 5 ", 5), ("4.5", 5),
            ("4,4", 4), ("0000000000012", 12),
        ])
    func numbers(text: String, value: Int32) throws {
        // At the start, in the middle and at the very end of a row.
        for cell in [0, 20, 47] {
            var cells = values(48)
            cells[cell] = text
            let curve = try #require(try decoding(row("2026-01-15", cells)).pointDays.first?.curve)
            #expect(curve.values[cell] == value)
            #expect(curve.isComplete)
        }
    }

    @Test("reads any row as a plain split of it would", arguments: Step.allCases)
    func anyRow(step: Step) throws {
        var state: UInt64 = 42
        func random(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        let rows = (0..<60).map { _ in
            (0..<24 * 60 / step.minutes).map { _ in
                switch random(20) {
                case 0: ""
                case 1: "\(random(2_147_483_648))"
                case 2: "-\(random(1_000))"
                default: "\(random([10, 100, 1_000, 100_000_000][Int(random(4))]))"
                }
            }
        }
        let text = rows.map { row("2026-01-15", $0) }.joined(separator: "\n")
        let curves = try decoding(columns: rows[0].count, text).pointDays.map(\.curve)
        #expect(curves.map(\.values) == rows.map { $0.map { Int32($0) ?? 0 } })
        #expect(curves.map(\.missingCount) == rows.map { cells in cells.count { $0.isEmpty } })
    }

    @Test(
        "sets a cell that is no number aside and keeps the day",
        arguments: ["x", "1e308", "=cmd", "12:3", "2147483648", "1 000", "12345678x", "1..2", "-", "1/2", "9٣"])
    func damagedCell(text: String) throws {
        for cell in [0, 20, 47] {
            var cells = values(48)
            cells[cell] = text
            let sink = try decoding(row("2026-01-15", cells))
            let curve = try #require(sink.pointDays.first?.curve)
            #expect(curve.mark(at: cell) == .missing(.quarantined))
            #expect(curve.missingCount == 1)
            #expect(sink.diagnostics.map(\.rule.name) == ["malformed-value"])
            #expect(sink.diagnostics.first?.line == 2)
            #expect(sink.diagnostics.first?.day == CivilDay("2026-01-15"))
            #expect(sink.diagnostics.first?.detail.contains("'\(text)'") == true)
        }
    }

    @Test(
        "sets a row aside whose values fit no step of its day",
        arguments: [
            ("2026-01-15", 47), ("2026-01-15", 50), ("2026-03-29", 48), ("2026-10-25", 48), ("2026-01-15", 46),
            ("2026-01-15", 24), ("2026-01-15", 1), ("2026-01-15", 301), ("2026-01-15", 2),
        ])
    func wrongCount(day: String, count: Int) throws {
        let sink = try decoding(row(day, values(count)))
        #expect(sink.pointDays.isEmpty && sink.registers.isEmpty)
        #expect(sink.diagnostics.map(\.rule.name) == ["step-not-allowed"])
        #expect(sink.diagnostics.first?.point == PointID(Self.point))
    }

    @Test(
        "sets a damaged row aside and goes on",
        arguments: [
            ("01234567890123", "malformed-field"), ("01234567890123;2026-01-15", "malformed-field"),
            ("01234567890123;15/01/2026;1;2", "malformed-timestamp"), (";2026-01-15;1;2", "malformed-identifier"),
            ("01234567890123;9999-01-15;1;2", "date-out-of-range"),
            ("01234567890123;0001-01-15;1;2", "date-out-of-range"),
            ("=cmd|' /C calc'!A0;2026-01-15;1;2", "malformed-identifier"),
            ("1234567890123;2026-01-15;1;2", "malformed-identifier"),
            ("012345678901234;2026-01-15;1;2", "malformed-identifier"),
            ("9,11E+12;2026-01-15;1;2", "malformed-identifier"),
            ("\"01234567890123\";2026-01-15;1;2", "malformed-identifier"),
        ])
    func damagedRow(text: String, rule: String) throws {
        let sink = try decoding(text, row("2026-01-15", values(48)))
        #expect(sink.pointDays.count == 1)
        #expect(sink.diagnostics.map(\.rule.name) == [rule])
        #expect(sink.diagnostics.first?.line == 2)
    }

    @Test("flags a masked point once for the rows that follow one another")
    func masked() throws {
        let cells = values(48).joined(separator: ";")
        let sink = try decoding("24115050XXXXXX;2026-01-15;\(cells)", "24115050XXXXXX;2026-01-16;\(cells)")
        #expect(sink.pointDays.count == 2)
        #expect(sink.diagnostics.map { "\($0.severity) \($0.rule.name)" } == ["flagged masked-identifier"])
    }

    // MARK: Daily totals and settings

    @Test("gives one value a day as the day's total, beyond 32 bits and missing too")
    func dailyTotals() throws {
        let sink = try decoding(
            columns: 1, row("2026-01-15", ["5000000000"]), row("2026-01-16", ["12", ""]), row("2026-01-17", [""]),
            row("2026-01-18", ["x"]))
        #expect(sink.registers.map(\.value) == [5_000_000_000, 12, 0])
        #expect(sink.registers.map(\.mark) == [.measured, .measured, .missing(.sentEmpty)])
        #expect(sink.registers.allSatisfy { $0.register == .dailyEnergy })
        #expect(sink.registers.first?.at == CivilDay("2026-01-15")?.start)
        #expect(sink.diagnostics.map(\.line) == [5])
    }

    @Test("turns a day's mean power into its energy, by the day's own length")
    func dailyPower() throws {
        let sink = try decoding(
            columns: 1, settings: "#maille unit=kW\n", row("2026-01-15", ["1"]), row("2026-03-29", ["1"]),
            row("2026-10-25", ["1"]))
        #expect(sink.registers.map(\.value) == [24_000, 23_000, 25_000])
    }

    @Test("says carrier, direction, unit and quality once, before the header")
    func settings() throws {
        let sink = try decoding(
            columns: 24, settings: "#maille carrier=gas direction=injection unit=m3*11.23 quality=corrected\n# hello\n",
            row("2026-01-15", ["1", "0,5"] + values(22)))
        let pointDay = try #require(sink.pointDays.first)
        #expect(pointDay.channel.carrier == .gas)
        #expect(pointDay.channel.direction == .injection)
        #expect(pointDay.curve.unit == .wattHour)
        #expect(Array(pointDay.curve.values[0..<4]) == [11_230, 5_615, 0, 78_610])
        #expect(pointDay.curve.quality == .corrected)
    }

    @Test("counts water in litres")
    func water() throws {
        let sink = try decoding(
            columns: 24, settings: "#maille carrier=water unit=m3\n", row("2026-01-15", ["0.0125"] + values(23)))
        #expect(sink.pointDays.first?.curve.unit == .litre)
        #expect(sink.pointDays.first?.curve.values.first == 13)
    }

    @Test(
        "is turned away when its settings cannot be trusted",
        arguments: [
            "carrier=oil", "unit=hl", "unit=m3", "carrier=water", "carrier=water unit=Wh", "quality=missing",
            "quality=good", "colour=blue", "direction", "unit=m3*0", "unit=m3*-1",
        ])
    func badSettings(text: String) throws {
        let error = #expect(throws: FlowError.self) {
            try decoding(settings: "#maille \(text)\n", row("2026-01-15", values(48)))
        }
        guard case .malformed(line: 1, let detail) = error else {
            Issue.record("\(text): \(error.debugDescription)")
            return
        }
        #expect(detail.hasPrefix("#maille"))
    }

    @Test("is turned away when settings come after the header")
    func lateSettings() {
        #expect(throws: FlowError.self) { try decoding("#maille unit=kWh", row("2026-01-15", values(48))) }
    }
}
