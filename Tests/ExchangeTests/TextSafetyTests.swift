import Exchange
import Foundation
import Metering
import TestKit
import Testing

@Suite("Any text file")
struct TextSafetyTests {
    private static let wide = "point;date;v1\n"
    private static let long = "point;carrier;direction;start;end;value;unit;quality\n"

    /// A file of each text format with one good record, and its header without the end of line.
    static let formats: [(flow: Flow, header: String, record: String)] = [
        (.exchangeWide, "point;date;v1", "P1;2026-01-15;5"),
        (
            .exchangeLong, "point;carrier;direction;start;end;value;unit;quality",
            "P1;electricity;extraction;2026-01-15;2026-01-16;5;Wh;"
        ), (.pointList, "point;carrier;directions", "P1;electricity;extraction"),
        (.setList, "set;kind;usage;point;from", "S;building;public;P1;2026-01-01"),
        (
            .portalCSV,
            "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite",
            "01234567890123;Index;;;Energie active;Consommation;Comptage Brut;Wh\n"
                + "Horodate;Type de releve;EAS T\n2026-01-15T00:00:00+01:00;;5"
        ),
    ]

    private func count(_ sink: RecordingSink) -> Int {
        sink.registers.count + sink.points.count + sink.memberships.count
    }

    @Test(
        "may start with a byte order mark, end its lines with CR LF, and lack the last end of line", arguments: formats,
        ["\n", "\r\n"])
    func lineEnds(format: (flow: Flow, header: String, record: String), lineEnd: String) throws {
        let lines = "\(format.header)\n\(format.record)".replacing("\n", with: lineEnd)
        for text in [lines, lines + lineEnd, "\u{FEFF}" + lines, "\u{FEFF}" + lines + lineEnd] {
            let sink = try RecordingSink.decoding(text)
            #expect(sink.flows == [format.flow])
            #expect(count(sink) == 1)
            #expect(sink.diagnostics == [])
        }
    }

    @Test("is refused when its lines end with CR alone: they would all be one header", arguments: formats)
    func oldLineEnds(format: (flow: Flow, header: String, record: String)) {
        let error = #expect(throws: FlowError.self) {
            try RecordingSink.decoding("\(format.header)\n\(format.record)\n".replacing("\n", with: "\r"))
        }
        #expect(error == .malformed(line: 1, detail: "lines end with CR alone; save the file with LF or CR LF"))
    }

    @Test("may be a header alone", arguments: formats)
    func headerOnly(format: (flow: Flow, header: String, record: String)) throws {
        let sink = try RecordingSink.decoding(format.header)
        #expect(count(sink) == 0)
        #expect(sink.diagnostics == [])
    }

    @Test("gives the same records however its bytes arrive", arguments: formats)
    func pieces(format: (flow: Flow, header: String, record: String)) throws {
        let text = "\(format.header)\n\(format.record)\n\(format.record.replacing("P1", with: "P2"))\n"
        let whole = try RecordingSink.decoding(text)
        for size in [1, 7, 64] {
            let sink = RecordingSink()
            try FlowDecoder().decode(PiecemealSource(Array(text.utf8), size: size), into: sink)
            #expect(count(sink) == count(whole))
            #expect(sink.diagnostics.map(\.rule.name) == whole.diagnostics.map(\.rule.name))
        }
    }

    @Test(
        "is refused without content, and says so",
        arguments: ["", " \n", "\n\n\n", "\u{FEFF}", "# only a comment\n", "hello", "a;b;c\n1;2;3\n"])
    func unrecognised(text: String) {
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(text) }
        guard case .unrecognised = error else {
            Issue.record("\(error.debugDescription)")
            return
        }
    }

    @Test(
        "is refused in another encoding, with the line and what to do",
        arguments: [
            (Self.utf16("point;date;v1\n"), 1), (Array("{\n\"é".utf8.dropLast()) + [0x0A], 2),
            (Array("point;da".utf8) + [0] + Array("te\n".utf8), 1),
        ] as [([UInt8], UInt32)])
    func encodings(bytes: [UInt8], line: UInt32) {
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(bytes) }
        guard case .encoding(line, let detail) = error else {
            Issue.record("\(error.debugDescription)")
            return
        }
        #expect(detail.contains("convert"))
    }

    @Test("is read in UTF-16 and in Windows-1252 as in UTF-8", arguments: formats)
    func otherEncodings(format: (flow: Flow, header: String, record: String)) throws {
        // A comment, or where there is none another column.
        let text =
            (format.flow == .portalCSV
                ? "\(format.header.split(separator: "\n")[0]);été œ€\n" : "# été œ€\n\(format.header)\n")
            + format.record + "\n"
        let whole = try RecordingSink.decoding(text)
        let latin = text.unicodeScalars.map { scalar -> UInt8 in
            switch scalar {
            case "œ": 0x9C
            case "€": 0x80
            default: UInt8(scalar.value)
            }
        }
        let units = Array("\u{FEFF}\(text)".utf16)
        let little: [UInt8] = units.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let big: [UInt8] = units.flatMap { unit -> [UInt8] in [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
        for bytes in [latin, little, big] {
            let sink = try RecordingSink.decoding(PiecemealSource(bytes, size: 3))
            #expect(sink.flows == [format.flow])
            #expect(sink.registers == whole.registers && sink.points == whole.points)
            #expect(sink.diagnostics.map(\.detail) == whole.diagnostics.map(\.detail))
        }
    }

    @Test("in UTF-16 that is cut in a character, or has half a pair, keeps no other text for it")
    func cutUTF16() throws {
        for tail: [UInt8] in [[0x3D, 0xD8], [0x3D]] {
            let text = Self.utf16("point;date;v1\nP1;2026-01-15;5\nP")
            let sink = try RecordingSink.decoding([0xFF, 0xFE] + text + tail)
            #expect(sink.registers.count == 1)
            #expect(sink.diagnostics.map(\.rule.name) == ["malformed-field"])
        }
    }

    private static func utf16(_ text: String) -> [UInt8] { text.utf8.flatMap { [$0, 0] } }

    @Test("keeps out of identifiers what is no text, far behind the first bytes too", arguments: [[0xE9], [0]])
    func lateDamage(bytes: [UInt8]) throws {
        let comments = String(repeating: "# a line of a comment that is long enough\n", count: 4_000)
        let damaged = Array((Self.wide + comments + "P").utf8) + bytes + Array("1;2026-01-15;5\nP2;2026-01-15;5\n".utf8)
        let sink = try RecordingSink.decoding(damaged)
        #expect(sink.registers.map(\.channel.point.text) == ["P2"])
        #expect(sink.diagnostics.map(\.rule.name) == ["malformed-identifier"])
        #expect(sink.diagnostics.first?.line == 4_002)
    }

    // MARK: Size

    @Test(
        "is refused once a line is longer than a mebibyte, long before two gigabytes of it are read",
        arguments: ["point;date;v1\n", long, "point;carrier;directions\n", "set;kind;usage;point;from\n"])
    func endlessLine(header: String) {
        let source = EndlessLine(after: header)
        let error = #expect(throws: FlowError.self) { try FlowDecoder().decode(source, into: RecordingSink()) }
        #expect(error == .tooLarge(line: 2, detail: "a line is longer than 1048576 bytes"))
        #expect(source.given < 4 << 20)
    }

    @Test("is refused at once when there is nothing but a line without end")
    func endlessHeader() {
        let source = EndlessLine(after: "")
        #expect(throws: FlowError.self) { try FlowDecoder().decode(source, into: RecordingSink()) }
        #expect(source.given < 4 << 20)
    }

    @Test("may have lines up to a mebibyte")
    func longLine() throws {
        let comment = "#" + String(repeating: "a", count: (1 << 20) - 1)
        let sink = try RecordingSink.decoding(Self.wide + comment + "\nP1;2026-01-15;5\n")
        #expect(sink.registers.map(\.value) == [5])
        #expect(throws: FlowError.self) { try RecordingSink.decoding(Self.wide + comment + "a\nP1;2026-01-15;5\n") }
    }

    // MARK: Content

    @Test("may have its rows in any order")
    func unsorted() throws {
        let days = ["2026-01-17", "2026-01-15", "2026-01-16"]
        let sink = try RecordingSink.decoding(Self.wide + days.map { "P1;\($0);5\n" }.joined())
        #expect(sink.registers.map { CivilDay(containing: $0.at).description } == days)
    }

    @Test(
        "keeps identifiers as text, and refuses those that a spreadsheet has touched",
        arguments: [
            ("09111642617347", ["09111642617347"], []), ("9111642617347", [], ["malformed-identifier"]),
            ("091116426173470", [], ["malformed-identifier"]), ("9,11164E+12", [], ["malformed-identifier"]),
            ("24115050XXXXXX", ["24115050XXXXXX"], ["masked-identifier"]),
            ("1429xxxxxxxxxx", ["1429xxxxxxxxxx"], ["masked-identifier"]), ("=1+1", [], ["malformed-identifier"]),
            ("@cmd", [], ["malformed-identifier"]), ("+33", [], ["malformed-identifier"]),
            ("GI012345", ["GI012345"], []), ("00000000000000", ["00000000000000"], []),
        ] as [(String, [String], [String])])
    func identifiers(text: String, points: [String], rules: [String]) throws {
        let wide = try RecordingSink.decoding(Self.wide + "\(text);2026-01-15;5\n")
        let long = try RecordingSink.decoding(
            Self.long + "\(text);electricity;extraction;2026-01-15;2026-01-16;5;Wh;\n")
        for sink in [wide, long] {
            #expect(sink.registers.map(\.channel.point.text) == points)
            #expect(sink.rules == rules)
        }
    }

    @Test("never quotes more than the start of what it refuses")
    func shortQuotes() throws {
        let name = "Jean-Baptiste de la Tour d'Auvergne, 12 rue des Lilas"
        let sink = try RecordingSink.decoding(Self.wide + "\(name);2026-01-15;5\nP1;\(name);5\nP1;2026-01-15;\(name)\n")
        #expect(sink.diagnostics.count == 3)
        #expect(sink.diagnostics.allSatisfy { !$0.detail.contains("Lilas") && !$0.detail.contains("Auvergne") })
    }

    @Test("of the shared samples decodes, or is refused with a reason", .enabled(if: SharedData.isPresent))
    func everySample() throws {
        let folder = SharedData.folder.appending(path: "enedis")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".csv") }.map { "enedis/\($0)" }
        #expect(names.count >= 7)
        for name in names {
            do {
                let sink = try RecordingSink.decoding(try SharedData.bytes(name))
                #expect(sink.series.count + sink.registers.count > 0, "\(name)")
            } catch let error as FlowError {
                #expect(!error.description.isEmpty, "\(name)")
                #expect(name.contains("opendata"), "\(name): \(error)")
            }
        }
    }
}

/// A file of two gigabytes that is one line, of which nothing is stored.
private final class EndlessLine: ByteSource {
    private var head: ArraySlice<UInt8>
    private(set) var given = 0

    init(after head: String) { self.head = Array(head.utf8)[...] }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard given < 2 << 30 else { return 0 }
        let count = head.isEmpty ? buffer.count : min(head.count, buffer.count)
        if head.isEmpty { _ = buffer.initializeMemory(as: UInt8.self, repeating: UInt8(ascii: "a")) }
        buffer.copyBytes(from: head.prefix(count))
        head = head.dropFirst(count)
        given += count
        return count
    }
}

/// Bytes in memory, a few at a time.
private final class PiecemealSource: ByteSource {
    private var rest: ArraySlice<UInt8>
    private let size: Int

    init(_ bytes: [UInt8], size: Int) {
        rest = bytes[...]
        self.size = size
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(min(size, buffer.count))
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}
