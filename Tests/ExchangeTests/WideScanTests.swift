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

    @Test("refuses a line without end before it fills the memory")
    func endlessLine() {
        let text = "point;date;v1;v2\n99000000000001;2026-10-24;" + String(repeating: "1;", count: 2_000_000)
        #expect { try RecordingSink.decoding(text) } throws: { error in
            if case .tooLarge(line: 2, _) = error as? FlowError { return true }
            return false
        }
    }
}
