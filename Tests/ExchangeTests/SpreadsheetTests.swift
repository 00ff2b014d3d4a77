import Exchange
import Metering
import TestKit
import Testing

@Suite("A spreadsheet")
struct SpreadsheetTests {
    private typealias Fixture = SpreadsheetFixture

    /// The lines that a sheet of these rows is read as, from a list of points: each row's first cell.
    private func totals(_ rows: String, texts: [String] = [], isFrom1904: Bool = false) throws -> RecordingSink {
        let header = Fixture.row(1, ["point", "date", "v1"])
        let sheet = Fixture.Sheet(name: "Mesures", rows: header + rows)
        return try RecordingSink.decoding(Fixture.xlsx([sheet], texts: texts, isFrom1904: isFrom1904))
    }

    @Test("gives the same records as the CSV of its cells: texts inside, texts beside, numbers, missing cells and rows")
    func cells() throws {
        let sink = try totals(
            "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"str\"><v>2026-01-15</v></c><c r=\"C3\"><v>5</v></c></row>"
                + "<row r=\"5\"><c t=\"inlineStr\"><is><t>P2</t></is></c><c t=\"d\"><v>2026-01-16</v></c>"
                + "<c r=\"C5\"><f>A1+1</f><v>7</v></c><c r=\"D5\"/></row>",
            texts: ["P1"])
        #expect(sink.registers.map(\.channel.point.text) == ["P1", "P2"])
        #expect(sink.registers.map(\.value) == [5, 7])
        #expect(sink.registers.map(\.line) == [3, 5])
        #expect(sink.diagnostics == [])
    }

    @Test(
        "shows numbers as fifteen digits, never with an exponent",
        arguments: [
            ("0.20000000000000001", "0.2"), ("0.30000000000000004", "0.3"), ("1E-3", "0.001"),
            ("1.2345678901234E+13", "12345678901234"),
            ("541448800000000000", "5.414488e+17"), ("-12.5", "-12.5"), ("0", "0"), ("12345.678", "12345.678"),
        ])
    func numbers(written: String, shown: String) throws {
        // The text of a number comes back in what is said of a date that is none.
        let row = "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>\(written)</v></c><c r=\"C2\"><v>5</v></c></row>"
        let sink = try totals(row)
        #expect(sink.registers.isEmpty)
        #expect(sink.diagnostics.map(\.detail).joined().contains("'\(shown)'"), "\(sink.diagnostics.map(\.detail))")
    }

    /// 2026-01-15 is day 46037 since 1900 and 44575 since 1904.
    @Test("dates its cells by their format, in both epochs", arguments: [(46_037, false), (44_575, true)])
    func dates(serial: Int, isFrom1904: Bool) throws {
        let sink = try totals(
            "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>P1</t></is></c><c r=\"B2\" s=\"1\"><v>\(serial)</v></c><c r=\"C2\"><v>5</v></c></row>",
            isFrom1904: isFrom1904)
        let day = try #require(CivilDay("2026-01-15"))
        #expect(sink.registers.map(\.at) == [day.start])
    }

    @Test("writes a time beside its date, also one that the format hides, to the second")
    func times() throws {
        let rows = [(2, "46037"), (2, "46037.020833333336"), (4, "46037.5"), (1, "46037.25")].enumerated().map {
            "<row r=\"\($0 + 2)\"><c r=\"A\($0 + 2)\" s=\"\($1.0)\"><v>\($1.1)</v></c>"
                + "<c r=\"B\($0 + 2)\" s=\"2\"><v>46038</v></c><c r=\"C\($0 + 2)\"><v>0.25</v></c></row>"
        }
        let sheet = Fixture.Sheet(
            name: "Export", rows: Fixture.row(1, ["Début", "Fin", "Valeur (en kW)"]) + rows.joined())
        let sink = RecordingSink()
        try FlowDecoder(point: PointID("01234567890123")).decode(MemorySource(Fixture.xlsx([sheet])), into: sink)
        // Each interval ends at the midnight of the 16th: what it is says when it starts.
        let starts = sink.diagnostics.map(\.detail).map { String($0.split(separator: " ")[3]) }
        #expect(sink.registers.map(\.register) == [.dailyEnergy])
        #expect(starts == ["84600", "43200", "64800"])
    }

    @Test("says of a formula without a value, an error and a text that is missing what they are, and keeps no value")
    func faults() throws {
        let start = "<c r=\"A2\" t=\"inlineStr\"><is><t>P1</t></is></c><c r=\"B2\" t=\"str\"><v>2026-01-15</v></c>"
        for cell in ["<f>NOW()</f>", "<v>#N/A</v>\" t=\"e", "<v>9</v>\" t=\"s"] {
            let parts = cell.split(separator: "\" ", maxSplits: 1)
            let type = parts.count > 1 ? " \(parts[1])\"" : ""
            let sink = try totals("<row r=\"2\">\(start)<c r=\"C2\"\(type)>\(parts[0])</c></row>")
            #expect(sink.registers.allSatisfy { $0.mark.quality == .missing })
            #expect(sink.diagnostics.map(\.rule.name) == ["malformed-value"], "\(cell)")
        }
    }

    @Test("reads each sheet that is a table, names the others, and leaves what is hidden")
    func sheets() throws {
        let rows = Fixture.row(1, ["point", "date", "v1"]) + Fixture.row(2, ["P1", "2026-01-15", "5"])
        let points =
            Fixture.row(1, ["point", "carrier", "directions"]) + Fixture.row(2, ["P1", "electricity", "extraction"])
        let bytes = try Fixture.xlsx([
            .init(name: "Lisez-moi", rows: Fixture.row(1, ["Bonjour"])), .init(name: "Totaux", rows: rows),
            .init(name: "Points", rows: points), .init(name: "Vide", rows: ""),
            .init(name: "Ancien", state: "hidden", rows: rows), .init(name: "Secret", state: "veryHidden", rows: rows),
        ])
        let sink = try RecordingSink.decoding(bytes)
        #expect(sink.flows == [.exchangeWide, .pointList])
        #expect(sink.registers.count == 1 && sink.points.count == 1)
        #expect(
            sink.diagnostics.map(\.detail) == [
                "3 sheets that are no data: 'Lisez-moi', 'Ancien (hidden)', 'Secret (hidden)'"
            ])
    }

    @Test(
        "is refused in its own words",
        arguments: [
            ([Fixture.Sheet(name: "S", rows: "")], "the spreadsheet is empty"),
            (
                [Fixture.Sheet(name: "S", state: "hidden", rows: Fixture.row(1, ["point", "date", "v1"]))],
                "is hidden: show the sheet"
            ),
            (
                [Fixture.Sheet(name: "S", rows: Fixture.row(1, ["jour", "valeur"]) + Fixture.row(2, ["a", "1"]))],
                "in the sheet 'S'"
            ),
        ] as [([SpreadsheetFixture.Sheet], String)])
    func refused(sheets: [SpreadsheetFixture.Sheet], words: String) throws {
        let bytes = try Fixture.xlsx(sheets)
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(bytes) }
        #expect(error?.description.contains(words) == true)
    }

    @Test(
        "of another program's form is told what to save it as",
        arguments: [
            ("xl/workbook.bin", ".xlsb"), ("word/document.xml", ".docx"), ("ppt/presentation.xml", "without sheets"),
        ])
    func otherOffice(part: String, words: String) throws {
        let bytes = try ArchiveWriter.pack([("[Content_Types].xml", Array("<Types/>".utf8)), (part, [1])])
        let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(bytes) }
        #expect(error?.description.contains(words) == true && error?.description.contains(".xlsx") == true)
    }

    @Test("of Excel 97, or behind a password, is told so")
    func compound() {
        let error = #expect(throws: FlowError.self) {
            try RecordingSink.decoding(
                [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array(repeating: 0, count: 600))
        }
        #expect(error?.description.contains("Excel 97 to 2003, or one behind a password") == true)
    }

    @Test("that is cut or damaged is turned away whole")
    func damaged() throws {
        let rows = Fixture.row(1, ["point", "date", "v1"]) + Fixture.row(2, ["P1", "2026-01-15", "5"])
        let bytes = try Fixture.xlsx([.init(name: "S", rows: rows)])
        for count in stride(from: 31, to: bytes.count, by: 97) {
            #expect(throws: FlowError.self) { try RecordingSink.decoding(Array(bytes.prefix(count))) }
        }
        let broken = try Fixture.xlsx([.init(name: "S", rows: rows + "<row>")])
        #expect(throws: FlowError.self) { try RecordingSink.decoding(broken) }
    }

    @Test("that says to repeat a little very often is taken for a bomb, and its bounds are those of programs")
    func bombs() throws {
        let long = String(repeating: "abcdefgh", count: 4_000)
        let row = "<row><c t=\"s\"><v>0</v></c></row>"
        let many = Fixture.row(1, ["point", "date", "v1"]) + String(repeating: row, count: 20_000)
        let shared = try Fixture.xlsx([.init(name: "S", rows: many)], texts: [long])
        let repeated = try SpreadsheetFixture.ods(
            "<table:table table:name=\"T\"><table:table-row><table:table-cell><text:p>point</text:p></table:table-cell>"
                + "<table:table-cell><text:p>date</text:p></table:table-cell><table:table-cell><text:p>v1</text:p>"
                + "</table:table-cell></table:table-row><table:table-row table:number-rows-repeated=\"1000000\">"
                + "<table:table-cell table:number-columns-repeated=\"60\"><text:p>\(long.prefix(900))</text:p>"
                + "</table:table-cell></table:table-row></table:table>")
        for bytes in [shared, repeated] {
            let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(bytes) }
            let words = error?.description ?? ""
            #expect(words.contains("bomb") || words.contains("repeated too often"), "\(words)")
        }
        for cell in ["<c r=\"XFE2\"><v>1</v></c>"] {
            let wide = try Fixture.xlsx([
                .init(name: "S", rows: Fixture.row(1, ["point", "date", "v1"]) + "<row>\(cell)</row>")
            ])
            let error = #expect(throws: FlowError.self) { try RecordingSink.decoding(wide) }
            #expect(error?.description.contains("columns") == true)
        }
    }

    // MARK: OpenDocument

    @Test("of OpenDocument is read by what its cells say, not by what they show; repeated cells and rows count")
    func openDocument() throws {
        let sink = try RecordingSink.decoding(
            SpreadsheetFixture.ods(
                """
                <table:table table:name="Caché" table:style-name="gone"><table:table-row><table:table-cell>
                <text:p>point;x</text:p></table:table-cell></table:table-row></table:table>
                <table:table table:name="Totaux"><table:table-row><table:table-cell><text:p>po<text:span>int</text:span>
                </text:p></table:table-cell><table:table-cell><text:p>date</text:p></table:table-cell>
                <table:table-cell><text:p>v1</text:p></table:table-cell><table:table-cell table:number-columns-repeated="9"/>
                </table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
                <table:table-row><table:table-cell><office:annotation><text:p>not me</text:p></office:annotation>
                <text:p>P1</text:p></table:table-cell>
                <table:table-cell office:value-type="date" office:date-value="2026-01-15"><text:p>15/01/26</text:p></table:table-cell>
                <table:table-cell office:value-type="float" office:value="5.0"><text:p>5</text:p></table:table-cell></table:table-row>
                <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/>
                </table:table-row></table:table>
                """))
        #expect(sink.registers.map(\.value) == [5])
        #expect(sink.registers.map(\.line) == [4])
        #expect(sink.registers.map(\.channel.point.text) == ["P1"])
        #expect(sink.diagnostics.map(\.detail) == ["1 sheet that is no data: 'Caché (hidden)'"])
    }

    @Test("inside a zip archive is one of its documents")
    func inArchive() throws {
        let rows = Fixture.row(1, ["point", "date", "v1"]) + Fixture.row(2, ["P1", "2026-01-15", "5"])
        let book = try Fixture.xlsx([.init(name: "S", rows: rows)])
        let sink = try RecordingSink.decoding(
            ArchiveWriter.pack([("a/b.xlsx", book), ("c.csv", Array("point;date;v1\nP2;2026-01-15;6\n".utf8))]))
        #expect(sink.registers.map(\.value) == [5, 6])
    }
}
