import Exchange

/// Spreadsheets of our own, as small as a program reads them.
enum SpreadsheetFixture {
    /// One sheet of a workbook: its rows of cells in XML.
    struct Sheet {
        var name: String
        var state = "visible"
        var rows: String
    }

    /// A workbook whose parts stand in an order that no program may rely on: texts and formats after the sheets.
    ///
    /// Styles: 0 a number, 1 a date, 2 a date with time, 3 a time, 4 a format of its own with a time.
    static func xlsx(
        _ sheets: [Sheet], texts: [String] = [], isFrom1904: Bool = false, format: String = ownFormat
    ) throws -> [UInt8] {
        let list = sheets.enumerated().map { place, sheet in
            "<sheet name=\"\(sheet.name)\" sheetId=\"\(place + 1)\" state=\"\(sheet.state)\" r:id=\"rId\(place + 1)\"/>"
        }
        let links = sheets.indices.map { place in
            "<Relationship Id=\"rId\(place + 1)\" Type=\"\(relation)/worksheet\" Target=\"worksheets/s\(place).xml\"/>"
        }
        var parts: [(name: String, bytes: [UInt8])] = [("[Content_Types].xml", part("<Types/>"))]
        for (place, sheet) in sheets.enumerated() {
            let xml = "<worksheet xmlns=\"\(main)\"><sheetData>\(sheet.rows)</sheetData></worksheet>"
            parts.append(("xl/worksheets/s\(place).xml", part(xml)))
        }
        parts.append(
            (
                "xl/workbook.xml",
                part(
                    "<workbook xmlns=\"\(main)\" xmlns:r=\"\(relation)\"><workbookPr date1904=\"\(isFrom1904 ? 1 : 0)\"/>"
                        + "<sheets>\(list.joined())</sheets></workbook>")
            ))
        parts.append(
            (
                "xl/_rels/workbook.xml.rels",
                part(
                    "<Relationships>\(links.joined())"
                        + "<Relationship Id=\"t\" Type=\"\(relation)/sharedStrings\" Target=\"/xl/texts.xml\"/>"
                        + "<Relationship Id=\"f\" Type=\"\(relation)/styles\" Target=\"styles.xml\"/></Relationships>")
            ))
        let strings = texts.map { "<si><r><t>\($0.prefix(1))</t></r><r><t>\($0.dropFirst())</t></r></si>" }
        parts.append(("xl/texts.xml", part("<sst xmlns=\"\(main)\">\(strings.joined())</sst>")))
        parts.append(("xl/styles.xml", part(styles.replacing(ownFormat, with: format))))
        return try ArchiveWriter.pack(parts)
    }

    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    static let ownFormat = "&quot;le&quot; dd/mm/yyyy\\ hh:mm"
    private static let styles = """
        <styleSheet xmlns="\(main)"><numFmts><numFmt numFmtId="164" formatCode="&quot;le&quot; dd/mm/yyyy\\ hh:mm"/>
        </numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>
        <xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="164"/></cellXfs></styleSheet>
        """

    /// An OpenDocument spreadsheet of tables in XML.
    static func ods(_ tables: String, hiding: String = "") throws -> [UInt8] {
        let content = """
            <office:document-content xmlns:office="urn:o" xmlns:table="urn:t" xmlns:text="urn:x" xmlns:style="urn:s">
            <office:automatic-styles><style:style style:name="gone" style:family="table">
            <style:table-properties table:display="false"/></style:style></office:automatic-styles>
            <office:body><office:spreadsheet>\(tables)</office:spreadsheet></office:body></office:document-content>
            """
        let bytes = try ArchiveWriter.pack([
            ("mimetype", Array("application/vnd.oasis.opendocument.spreadsheet".utf8)), ("content.xml", part(content)),
        ])
        return bytes
    }

    private static func part(_ xml: String) -> [UInt8] {
        Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\(xml)".utf8)
    }

    /// A row of texts and numbers: what looks like a number is one.
    static func row(_ number: Int, _ cells: [String]) -> String {
        let columns = cells.enumerated().filter { !$0.element.isEmpty }.map { place, cell in
            let reference = "\(Character(Unicode.Scalar(UInt8(0x41 + place))))\(number)"
            return Double(cell) != nil
                ? "<c r=\"\(reference)\"><v>\(cell)</v></c>"
                : "<c r=\"\(reference)\" t=\"inlineStr\"><is><t>\(cell)</t></is></c>"
        }
        return "<row r=\"\(number)\">\(columns.joined())</row>"
    }
}
