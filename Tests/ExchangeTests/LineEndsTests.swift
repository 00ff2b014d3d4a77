import Metering
import TestKit
import Testing

@testable import Exchange

/// Line ends of every kind in every text format.
@Suite("Line ends")
struct LineEndsTests {
    private static let ends = ["\r", "\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}"]

    private static func lines(_ form: JoinedFilesTests.Form, _ point: String) -> [String] {
        form.header.map { $0.replacing("POINT", with: point) } + form.records(PointID(point), 1)
    }

    private func expectEqual(_ one: RecordingSink, _ other: RecordingSink, _ comment: Comment) {
        #expect(one.curves == other.curves, comment)
        #expect(one.registers == other.registers, comment)
        #expect(one.points == other.points, comment)
        #expect(one.memberships.map(\.1) == other.memberships.map(\.1), comment)
        #expect(one.diagnostics == other.diagnostics, comment)
    }

    @Test("of LF and CR LF may alternate: the records are the same", arguments: JoinedFilesTests.forms)
    func alternating(form: JoinedFilesTests.Form) throws {
        var generator = SeededGenerator(seed: 6)
        let lines = Self.lines(form, "99000000000123")
        let plain = try RecordingSink.decoding(lines.joined(separator: "\n") + "\n")
        for _ in 0..<20 {
            let text = lines.map { $0 + (Bool.random(using: &generator) ? "\n" : "\r\n") }.joined()
            expectEqual(try RecordingSink.decoding(text), plain, "\(form)")
        }
    }

    @Test(
        "of any other kind refuse the file, wherever they are: no record behind one is lost, or another's",
        arguments: JoinedFilesTests.forms, ends)
    func others(form: JoinedFilesTests.Form, end: String) throws {
        var generator = SeededGenerator(seed: 7)
        let lines = Self.lines(form, "99000000000123")
        for _ in 0..<20 {
            var ends = Array(repeating: "\n", count: lines.count)
            ends[Int.random(in: 0..<lines.count - 1, using: &generator)] = end
            let text = zip(lines, ends).map { $0 + $1 }.joined()
            #expect(throws: FlowError.self, "\(form)") { try RecordingSink.decoding(text) }
        }
    }

    @Test(
        "of another kind in a joined file, a comment, a cell or quotes are refused with the line and what to do",
        arguments: ends,
        [
            "# a comment@P2;electricity;extraction;2026-01-15;2026-01-16;5;Wh;",
            "P@2;electricity;extraction;2026-01-15;2026-01-16;5;Wh;",
            "\"P@2\";electricity;extraction;2026-01-15;2026-01-16;5;Wh;", "@",
            "P2;electricity;extraction;2026-01-15;2026-01-16;5;Wh;@\r",
        ])
    func places(end: String, line: String) {
        let head =
            "point;carrier;direction;start;end;value;unit;quality\nP1;electricity;extraction;2026-01-15;2026-01-16;5;Wh;\n"
        let error = #expect(throws: FlowError.self) {
            try RecordingSink.decoding(head + line.replacing("@", with: end) + "x\n")
        }
        guard case .malformed(3, let detail) = error else {
            Issue.record("\(error.debugDescription)")
            return
        }
        #expect(detail.contains("save the file with LF or CR LF"))
    }

    @Test("of another kind are found however the bytes arrive, and letters that resemble them are none")
    func scan() {
        for length in 0..<40 {
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    bytes[place] = byte
                    let isPlain = byte < 0x80 && !(0x0B...0x0D).contains(byte)
                    if OtherLineEnds.arePlain(bytes.span) != isPlain {
                        Issue.record("\(byte) at \(place) of \(length)")
                    }
                }
            }
        }
        #expect(throws: Never.self) { try OtherLineEnds.refuse(in: "Arrêté’ … Â …\u{2027}".utf8.span, number: 1) }
    }
}
