import Metering
import TestKit
import Testing

@testable import Exchange

@Suite("A wide file read in pieces")
struct WideScanTests {
    /// A line of any kind that wide files have: plain ones most of all.
    private func line(_ random: inout SeededGenerator, _ number: Int) -> String {
        let id = String(99_000_000_000_000 + Int64.random(in: 0..<5_000, using: &random))
        let day = ["2026-10-24", "2026-10-24", "2026-10-24", "2026-10-25", "2026-03-29"].randomElement(using: &random)
        var cells = (0..<48).map { _ in String(Int.random(in: 0...12_000, using: &random)) }
        switch Int.random(in: 0..<24, using: &random) {
        case 0: cells[Int.random(in: 0..<48, using: &random)] = ""
        case 1:
            cells[Int.random(in: 0..<48, using: &random)] = ["x", "-3", "1,5", " 7 ", "123456789", "+2"][number % 6]
        case 2: cells.removeLast(2)
        case 3: cells += ["1", "2"]
        case 4: return "house-\(number);\(day ?? "");" + cells.joined(separator: ";")
        case 5: return "# a remark"
        case 6: return "\(id.dropLast());2026-10-24;" + cells.joined(separator: ";")
        case 7: return "\(id);2026-13-24;" + cells.joined(separator: ";")
        case 8: return ""
        default: break
        }
        return "\(id);\(day ?? "");" + cells.joined(separator: ";") + (number % 7 == 0 ? "\r" : "")
    }

    @Test("gives what reading it line by line gives, in the same order", arguments: 0..<6 as Range<UInt64>)
    func agreesWithLines(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let header = seed % 2 == 0 ? "#maille unit=W\n" : "#maille unit=\(seed == 3 ? "kWh" : "Wh")\n"
        let columns = (1...48).map { "v\($0)" }.joined(separator: ";")
        let lines = (0..<(seed == 0 ? 12_000 : 300)).map { line(&random, $0) }
        let text = header + "point;date;\(columns)\n" + lines.joined(separator: "\n") + (seed == 5 ? "" : "\n")
        let whole = try RecordingSink.decoding(text)
        let plain = RecordingSink()
        let reader = LineReader(ExchangeWideReader(plain), limits: ReadingLimits())
        try reader.read(Array(text.utf8).span)
        try reader.finish()
        #expect(whole.pointDays == plain.pointDays && whole.pointDays.count > 100)
        #expect(whole.diagnostics == plain.diagnostics && !whole.diagnostics.isEmpty)
    }

    @Test("keeps plain lines in columns, with the line each stands on")
    func columns() throws {
        let cells = (0..<48).map { String($0 * 100) }.joined(separator: ";")
        let lines = ["99000000000001;2026-10-24;\(cells)", "99000000000002;2026-10-24;;\(cells.dropFirst(2))"]
        let text = (lines + [lines[0]]).joined(separator: "\n")
        var settings = WideSettings()
        settings = try WideSettings("#maille unit=W".utf8.span, number: 1)
        let scan = WideScan(Array(text.utf8), settings, columnCount: 48)
        #expect(scan.lineCount == 3)
        guard case .days(let first) = scan.parts[0], case .line(_, let second) = scan.parts[1],
            case .days(let third) = scan.parts[2]
        else {
            Issue.record("other parts: \(scan.parts.count)")
            return
        }
        #expect(first.keys == third.keys && first.lines == [1] && second == 2 && third.lines == [3])
        #expect(first.values == (0..<48).map { Int32($0 * 100) })
        #expect(first.extents == [DayExtent(first.values)] && first.extents[0].sum == 112_800)
        #expect(first.step == .minutes30 && first.unit == .watt)
    }

    @Test("gives daily energies as reading them line by line does", arguments: ["Wh", "kWh", "W"])
    func totals(unit: String) throws {
        var random = SeededGenerator(seed: 9)
        let lines = (0..<60_000).map { number in
            let id = String(99_000_000_000_000 + Int64.random(in: 0..<5_000, using: &random))
            let day = Int.random(in: 0..<9, using: &random) == 0 ? "2026-03-29" : "2026-10-24"
            let value = String(Int.random(in: 0...30_000, using: &random))
            switch Int.random(in: 0..<30, using: &random) {
            case 0: return "\(id);\(day);"
            case 1:
                let strange = ["-3", "x", " 7 ", "9007199254740992", "9007199254740993", "1234567890123456789", "1;2"]
                return "\(id);\(day);\(strange[number % 7])"
            case 2: return "house-\(number);\(day);\(value)"
            case 3: return "\(id);\(day);\(value);"
            case 4: return "\(id);2026-13-24;\(value)"
            default: return "\(id);\(day);\(value)" + (number % 7 == 0 ? "\r" : "")
            }
        }
        let text = "#maille unit=\(unit)\npoint;date;v1\n" + lines.joined(separator: "\n")
        let whole = try RecordingSink.decoding(text)
        let plain = RecordingSink()
        let reader = LineReader(ExchangeWideReader(plain), limits: ReadingLimits())
        try reader.read(Array(text.utf8).span)
        try reader.finish()
        #expect(whole.registers == plain.registers && whole.registers.count > 50_000)
        #expect(whole.diagnostics == plain.diagnostics && !whole.diagnostics.isEmpty)
    }

    @Test("keeps daily energies in columns, with the line each stands on")
    func totalColumns() {
        let text = "99000000000001;2026-10-24;12345\n99000000000002;2026-10-24;\n99000000000003;2026-10-25;0"
        let scan = WideScan(Array(text.utf8), WideSettings(), columnCount: 1)
        guard case .totals(let first) = scan.parts[0], case .line(_, let second) = scan.parts[1],
            case .totals(let third) = scan.parts[2]
        else {
            Issue.record("other parts: \(scan.parts.count)")
            return
        }
        #expect(first.rows.map(\.value) == [12_345] && first.rows.map(\.line) == [1] && second == 2)
        #expect(third.rows.map(\.value) == [0] && third.rows.map(\.line) == [3])
        #expect(third.rows.map(\.at) == [CivilDay(daysSinceEpoch: 20_751).start] && third.registers == [.dailyEnergy])
    }

    @Test("refuses a line without end before it fills the memory")
    func endlessLine() {
        let text = "point;date;v1;v2\n99000000000001;2026-10-24;" + String(repeating: "1;", count: 2_000_000)
        #expect { try RecordingSink.decoding(text) } throws: { error in
            if case .tooLarge(line: 2, _) = error as? FlowError { return true }
            return false
        }
    }
}
