/// An XLSX workbook: its sheets, its texts and its formats.
///
/// Source: ECMA-376 part 1 (SpreadsheetML), 18.2 workbooks, 18.3 sheets, 18.4 shared strings, 18.8 styles.
final class XLSXWorkbook: Spreadsheet {
    private let file: PackedFile
    private let limits: ReadingLimits
    private let parts: [String]
    private let texts: [String]
    private let formats: [CellFormat]
    private let epoch: CellEpoch
    let sheets: [SheetName]

    init(_ file: PackedFile, limits: ReadingLimits) throws {
        self.file = file
        self.limits = limits
        let names = Set(try file.names())
        guard names.contains("xl/workbook.xml") else { throw XLSXWorkbook.other(names) }
        let links = XLSXLinks()
        try XLSXWorkbook.read("xl/_rels/workbook.xml.rels", of: file, links, limits)
        let list = XLSXSheetList()
        try XLSXWorkbook.read("xl/workbook.xml", of: file, list, limits)
        // Sheets of charts and macros have no cells.
        let found = zip(list.sheets, list.links).filter { links.sheets[$1].map(names.contains) ?? false }
        sheets = found.map(\.0)
        parts = found.compactMap { links.sheets[$1] }
        guard Set(parts).count == parts.count else {
            throw FlowError.archive(detail: "two of its sheets are one; save the workbook again")
        }
        epoch = list.isFrom1904 ? .year1904 : .year1900
        let strings = XLSXSharedTexts()
        if let part = links.texts { try XLSXWorkbook.read(part, of: file, strings, limits) }
        texts = strings.texts
        let styles = XLSXStyles()
        if let part = links.styles { try XLSXWorkbook.read(part, of: file, styles, limits) }
        formats = styles.formats
    }

    func open(_ place: Int) throws -> any ByteSource {
        guard let xml = try file.open(parts[place]) else {
            throw FlowError.archive(detail: "the sheet '\(sheets[place].name.prefix(40))' is missing; save it again")
        }
        let handler = XLSXSheetHandler(texts: texts, formats: formats, epoch: epoch, limits: limits)
        return SheetSource(xml, of: file, handler, limits: limits)
    }

    private static func read(
        _ part: String, of file: PackedFile, _ handler: any XMLHandler, _ limits: ReadingLimits
    ) throws {
        let reader = XMLReader(handler, limits: limits)
        if try file.read(part, { try reader.read($0) }) { try reader.finish() }
    }

    private static func other(_ names: Set<String>) -> FlowError {
        if names.contains("xl/workbook.bin") {
            return .unsupported(flow: "a binary workbook (.xlsb)", hint: "save it as .xlsx or CSV")
        }
        let isText = names.contains("word/document.xml")
        return .unsupported(
            flow: isText ? "a text document (.docx)" : "an Office document without sheets",
            hint: "send the table as .xlsx, .ods or CSV")
    }
}

/// Where the parts of a workbook are.
private final class XLSXLinks: XMLHandler {
    var sheets: [String: String] = [:]
    var texts: String?
    var styles: String?

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) {
        guard name == "Relationship", let id = attributes.text("Id"), let target = attributes.text("Target") else {
            return
        }
        let part = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target
        switch attributes.text("Type")?.split(separator: "/").last {
        case "worksheet": sheets[id] = part
        case "sharedStrings": texts = part
        case "styles": styles = part
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) {}
    func finish() {}
}

private final class XLSXSheetList: XMLHandler {
    var sheets: [SheetName] = []
    /// Of each sheet, by what the part of links calls it.
    var links: [String] = []
    var isFrom1904 = false

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        switch name {
        case "workbookPr": isFrom1904 = ["1", "true"].contains(attributes.text("date1904"))
        case "sheet":
            let isHidden = attributes.text("state").map { $0 != "visible" } ?? false
            try sheets.add(attributes.text("name"), isHidden: isHidden, line: line)
            links.append(attributes.text("id") ?? "")
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) {}
    func finish() {}
}

/// The texts that cells name by number; what a reader would see of each, without its phonetic hints.
private final class XLSXSharedTexts: VerbatimTextHandler {
    private static let mostBytes = 64 << 20
    var texts: [String] = []
    private var text = ""
    private var isHint = false
    private var size = 0

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) {
        if name == "si" { text = "" }
        if name == "rPh" { isHint = true }
    }

    func close(_ name: XMLName, text piece: Span<UInt8>, line: UInt32) throws {
        switch name {
        case "t":
            try count(piece.count, line)
            if !isHint { text += piece.string }
        case "rPh": isHint = false
        case "si":
            try count(16, line)
            texts.append(text)
        default: break
        }
    }

    func finish() {}

    private func count(_ bytes: Int, _ line: UInt32) throws(FlowError) {
        size += bytes
        guard size <= XLSXSharedTexts.mostBytes else {
            throw .tooLarge(line: line, detail: "too much text in a workbook; save its sheets as CSV")
        }
    }
}

/// The format of each style of cells.
private final class XLSXStyles: XMLHandler {
    /// As many as programs have.
    private static let most = 1 << 16
    var formats: [CellFormat] = []
    private var codes: [Int: String] = [:]
    private var isInCells = false

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        guard max(formats.count, codes.count) < XLSXStyles.most else {
            throw FlowError.tooLarge(line: line, detail: "more formats than a workbook has; save its sheets as CSV")
        }
        switch name {
        case "numFmt":
            if let id = attributes.text("numFmtId").flatMap({ Int($0) }) { codes[id] = attributes.text("formatCode") }
        case "cellXfs": isInCells = true
        case "xf":
            guard isInCells else { return }
            let id = attributes.text("numFmtId").flatMap { Int($0) } ?? 0
            formats.append(CellFormat(id: id, code: codes[id]))
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) { if name == "cellXfs" { isInCells = false } }
    func finish() {}
}

extension XMLAttributes {
    func text(_ name: StaticString) -> String? { value(name) { $0.string } }
}
