import Exchange
import Foundation
import Metering
import TestKit
import Testing

@Suite("A trap in a spreadsheet")
struct SpreadsheetTrapsTests {
    private typealias Fixture = SpreadsheetFixture

    private static let header = Fixture.row(1, ["point", "date", "v1"])
    private static let value = Fixture.row(2, ["P1", "2026-01-15", "5"])

    private func decode(_ rows: String, texts: [String] = [], limits: ReadingLimits = ReadingLimits()) throws
        -> RecordingSink
    {
        try RecordingSink.decoding(Fixture.xlsx([.init(name: "S", rows: rows)], texts: texts), limits: limits)
    }

    private func refusal(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()) -> String {
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(bytes, limits: limits) }
        return error?.description ?? ""
    }

    // MARK: Cells

    @Test("two cells of one place, or out of order, are no table", arguments: ["C2", "A2"])
    func cellsTwice(place: String) throws {
        let twice = Self.value.replacing("</row>", with: "<c r=\"\(place)\"><v>7</v></c></row>")
        #expect(refusal(try Fixture.xlsx([.init(name: "S", rows: Self.header + twice)])).contains("out of order"))
    }

    @Test("a cell merged over rows of figures is said, since the rows below it lost theirs; over a title it is none's")
    func merged() throws {
        let rows = (2...5).map { Fixture.row($0, ["P\($0)", "2026-01-15", "\($0)"]) }.joined()
        let sheet = { (merge: String) in
            try Fixture.xlsx([
                .init(
                    name: "S",
                    rows: Self.header + rows
                        + "</sheetData><mergeCells><mergeCell ref=\"\(merge)\"/></mergeCells><sheetData>")
            ])
        }
        for merge in ["D2:D5", "D1:E3"] { #expect(refusal(try sheet(merge)).contains("merged over rows of figures")) }
        for merge in ["A1:C1", "D5:D9", "D3:G3"] {
            #expect(try RecordingSink.decoding(sheet(merge)).registers.map(\.value) == [2, 3, 4, 5])
        }
        func table(_ span: String) throws -> [UInt8] {
            let cell = { (text: String) in "<table:table-cell><text:p>\(text)</text:p></table:table-cell>" }
            return try Fixture.ods(
                "<table:table table:name=\"T\"><table:table-row>\(cell("point"))\(cell("date"))\(cell("v1"))</table:table-row>"
                    + "<table:table-row>\(cell("P1"))\(cell("2026-01-15"))\(cell("5"))<table:table-cell \(span)><text:p>x</text:p></table:table-cell></table:table-row>"
                    + "<table:table-row>\(cell("P2"))\(cell("2026-01-15"))\(cell("6"))<table:covered-table-cell/></table:table-row></table:table>"
            )
        }
        #expect(refusal(try table("table:number-rows-spanned=\"2\"")).contains("merged over rows of figures"))
    }

    @Test(
        "a format of hours that go on, of no format in another language, and of a unit is what it says",
        arguments: [
            ("[h]:mm", "0.0208333333333", "00:30:00"), ("[hh]:mm:ss", "1.5", "36:00:00"), ("Standard", "0.5", "0.5"),
            ("General", "0.5", "0.5"), ("@", "0.5", "0.5"), ("0.0 kWh", "0.5", "0.5"), ("#,##0.00 \"h\"", "0.5", "0.5"),
            ("hh:mm:ss.000", "0.5", "12:00:00"), ("[$-40C]dd/mm/yyyy", "46037", "2026-01-15"),
            ("[Red]0.00", "0.5", "0.5"), ("mm:ss", "0.5", "12:00:00"),
        ])
    func formats(code: String, serial: String, shown: String) throws {
        let row =
            "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>P1</v></c><c r=\"B2\" s=\"4\"><v>\(serial)</v></c><c r=\"C2\"><v>5</v></c></row>"
        let escaped = code.replacing("\"", with: "&quot;")
        let bytes = try Fixture.xlsx([.init(name: "S", rows: Self.header + row)], format: escaped)
        let sink = try RecordingSink.decoding(bytes)
        // What stands in the column of dates comes back in what is said of it.
        let day = CivilDay(shown)
        #expect(day == nil || sink.registers.map(\.at) == [day?.start])
        #expect(day != nil || sink.diagnostics.map(\.detail).joined().contains("'\(shown)'"), "\(sink.diagnostics)")
    }

    @Test("spaces between the runs of a rich text, and those that are elements, stay")
    func richText() throws {
        let texts = ["P1"]
        let parts = "<is><r><t>po</t></r><r><t xml:space=\"preserve\">int </t></r></is>"
        let title =
            "<is><r><t xml:space=\"preserve\">Valeur </t></r><r><t>(en</t></r><r><t xml:space=\"preserve\"> kW)</t></r></is>"
        let sink = try decode(Self.header.replacing("<is><t>point</t></is>", with: parts) + Self.value, texts: texts)
        #expect(sink.registers.map(\.value) == [5])
        let curve =
            Fixture.row(1, ["Début", "Fin", "Valeur"]).replacing("<is><t>Valeur</t></is>", with: title)
            + Fixture.row(2, ["15/01/2026 00:00", "15/01/2026 00:30", "0.2"])
        let book = try Fixture.xlsx([.init(name: "S", rows: curve)])
        #expect(try RecordingSink.decoding(book, of: PointID("01234567890123")).intervals.map(\.value) == [200])
        let cell = { (text: String) in "<table:table-cell><text:p>\(text)</text:p></table:table-cell>" }
        let ods = try Fixture.ods(
            "<table:table table:name=\"T\"><table:table-row>\(cell("Début"))\(cell("Fin"))"
                + "\(cell("<text:span>Valeur</text:span><text:s text:c=\"1\"/>(en<text:tab/>kW)"))</table:table-row>"
                + "<table:table-row>\(cell("15/01/2026<text:s/>00:00"))\(cell("15/01/2026 \n 00:30"))\(cell("0.2"))"
                + "</table:table-row></table:table>")
        #expect(try RecordingSink.decoding(ods, of: PointID("01234567890123")).intervals.map(\.value) == [200])
    }

    @Test("a moment of OpenDocument with fractions is that of the nearest second")
    func fractions() throws {
        let cell = { (moment: String) in
            "<table:table-cell office:value-type=\"date\" office:date-value=\"\(moment)\"><text:p>x</text:p></table:table-cell>"
        }
        let name = { (text: String) in "<table:table-cell><text:p>\(text)</text:p></table:table-cell>" }
        let row = { (start: String, end: String) in
            "<table:table-row>\(cell(start))\(cell(end))<table:table-cell office:value-type=\"float\" office:value=\"0.2\"/></table:table-row>"
        }
        let ods = try Fixture.ods(
            "<table:table table:name=\"T\"><table:table-row>\(name("Début"))\(name("Fin"))\(name("Valeur (en kW)"))</table:table-row>"
                + row("2026-01-15T23:00:00.000000001", "2026-01-15T23:29:59.999999997")
                + row("2026-01-15T23:29:59.999999997", "2026-01-15T23:59:59.9999") + "</table:table>")
        let sink = try RecordingSink.decoding(ods, of: PointID("01234567890123"))
        #expect(sink.intervals.map(\.start.description) == ["2026-01-15T22:00:00Z", "2026-01-15T22:30:00Z"])
        #expect(sink.diagnostics == [])
    }

    // MARK: Sheets

    @Test("a sheet of numbers, or one that begins with more blank rows than any table, is named")
    func leftSheets() throws {
        let table = Fixture.Sheet(name: "Table", rows: Self.header + Self.value)
        let numbers = Fixture.Sheet(name: "Numbers", rows: Fixture.row(1, ["1", "2", "3"]))
        let blank = Fixture.Sheet(name: "Low", rows: Fixture.row(70_000, ["point", "date", "v1"]))
        let sink = try RecordingSink.decoding(Fixture.xlsx([numbers, blank, table]))
        #expect(sink.registers.map(\.value) == [5])
        #expect(sink.diagnostics.map(\.detail) == ["2 sheets that are no data: 'Numbers', 'Low'"])
        #expect(refusal(try Fixture.xlsx([blank])).contains("blank rows"))
    }

    @Test("names of sheets and of entries show no control characters")
    func names() throws {
        let notes = Fixture.Sheet(name: "a&#10;b", rows: Fixture.row(1, ["hello"]))
        let sink = try RecordingSink.decoding(
            Fixture.xlsx([notes, .init(name: "S", rows: Self.header + Self.value)]))
        let packed = try RecordingSink.decoding(
            ArchiveWriter.pack([
                ("no\u{1B}[2J\ntice\u{202E}.txt", Array("hello".utf8)),
                ("a.csv", Array("point;date;v1\nP1;2026-01-15;5\n".utf8)),
            ]))
        for detail in (sink.diagnostics + packed.diagnostics).map(\.detail) {
            #expect(!detail.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E }, "\(detail)")
        }
        #expect(
            packed.diagnostics.map(\.detail) == ["1 file that is no data: 'no\u{FFFD}[2J\u{FFFD}tice\u{FFFD}.txt'"])
    }

    // MARK: Bombs

    @Test("more sheets than anybody looks at, or two that are one part, are refused")
    func manySheets() throws {
        let sheets = (0..<257).map { Fixture.Sheet(name: "S\($0)", rows: "") }
        #expect(refusal(try Fixture.xlsx(sheets)).contains("more than 256 sheets"))
        let tables = (0..<257).map { "<table:table table:name=\"T\($0)\"/>" }.joined()
        #expect(refusal(try Fixture.ods(tables)).contains("more than 256 sheets"))
    }

    @Test("XML that is unpacked again for each sheet counts each time")
    func manyPasses() throws {
        var limits = ReadingLimits()
        (limits.ratioFreeBytes, limits.expansionRatio) = (8 << 10, 10)
        let padding = String(repeating: "<!-- nothing to see -->", count: 2_000)
        let tables = (0..<60).map { "<table:table table:name=\"T\($0)\"/>" }.joined()
        let bytes = try Fixture.ods(padding + tables)
        #expect(refusal(bytes, limits: limits).contains("taken for a bomb"))
    }

    @Test("a text is bounded while it is put together")
    func longTexts() throws {
        var limits = ReadingLimits()
        limits.token = 4 << 10
        let runs = String(repeating: "<r><t>abcdefgh</t></r>", count: 600)
        let inline = Self.header + "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is>\(runs)</is></c></row>"
        #expect(refusal(try Fixture.xlsx([.init(name: "S", rows: inline)]), limits: limits).contains("text of a cell"))
        let spans = String(repeating: "<text:span>abcdefgh</text:span>", count: 600)
        let spaces = "<text:s text:c=\"1000000\"/>"
        for text in [spans, spaces + spaces] {
            let ods = try Fixture.ods(
                "<table:table table:name=\"T\"><table:table-row><table:table-cell><text:p>\(text)</text:p></table:table-cell>"
                    + "</table:table-row></table:table>")
            #expect(refusal(ods, limits: limits).contains("text of a cell"))
        }
    }
}
