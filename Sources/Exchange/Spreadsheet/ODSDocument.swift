/// An OpenDocument spreadsheet: all its sheets are in one part, which is read once for their names and once for each.
///
/// Source: OpenDocument 1.3 part 3, 9.1 (tables), 19.385 (`office:value-type`), 19.675 and 19.679 (repeated cells and
/// rows).
final class ODSDocument: Spreadsheet {
    private let file: PackedFile
    private let limits: ReadingLimits
    let sheets: [SheetName]

    init(_ file: PackedFile, limits: ReadingLimits) throws {
        self.file = file
        self.limits = limits
        let list = ODSSheetList()
        let reader = XMLReader(list, limits: limits)
        guard try file.read("content.xml", { try reader.read($0) }), list.isSpreadsheet else {
            throw FlowError.unsupported(
                flow: "a document without sheets", hint: "send the table as .xlsx, .ods or CSV")
        }
        try reader.finish()
        sheets = list.sheets
    }

    func open(_ place: Int) throws -> any ByteSource {
        guard let xml = try file.open("content.xml") else {
            throw FlowError.archive(detail: "content.xml is missing; save the spreadsheet again")
        }
        return SheetSource(xml, of: file, ODSSheetHandler(sheet: place, limits: limits), limits: limits)
    }
}

private final class ODSSheetList: XMLHandler {
    var sheets: [SheetName] = []
    var isSpreadsheet = false
    private var style = ""
    private var hiddenStyles: Set<String> = []
    private var depth = 0

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) {
        switch name {
        case "spreadsheet": isSpreadsheet = true
        case "style": style = attributes.text("name") ?? ""
        case "table-properties": if attributes.text("display") == "false" { hiddenStyles.insert(style) }
        case "table":
            depth += 1
            guard depth == 1 else { return }
            let isHidden = attributes.text("style-name").map(hiddenStyles.contains) ?? false
            sheets.append(SheetName(name: attributes.text("name") ?? "", isHidden: isHidden))
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) { if name == "table" { depth -= 1 } }
    func finish() {}
}

/// The cells of one sheet of an OpenDocument spreadsheet.
final class ODSSheetHandler: SheetHandler, MixedTextHandler {
    var lines: SheetLines
    /// Sheets yet to pass before the wanted one.
    private var before: Int
    private var depth = 0
    private var column = 0
    private var rowRepeats = 1
    private var cellRepeats = 1
    private var value: String?
    private var paragraphs: [String] = []
    private var paragraph = ""
    private var isComment = false

    init(sheet: Int, limits: ReadingLimits) {
        before = sheet
        lines = SheetLines(limits: limits)
    }

    private var isWanted: Bool { before == 0 && depth == 1 }

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        if name == "table" { depth += 1 }
        guard isWanted else { return }
        switch name {
        case "table-row": (column, rowRepeats) = (0, repeats(attributes, "number-rows-repeated"))
        case "table-cell", "covered-table-cell":
            cellRepeats = repeats(attributes, "number-columns-repeated")
            (value, paragraphs) = (ODSSheetHandler.value(attributes), [])
        case "p": paragraph = ""
        case "s": paragraph += " "
        case "annotation": isComment = true
        default: break
        }
    }

    /// Text that stands before an element inside it.
    func mixedText(_ text: Span<UInt8>) { paragraph += text.string }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {
        if name == "table" {
            depth -= 1
            if depth == 0 { before -= 1 }
        }
        guard isWanted else { return }
        switch name {
        case "p": if !isComment { paragraphs.append(paragraph + text.string) }
        case "span", "a": paragraph += text.string
        case "annotation": isComment = false
        case "table-cell", "covered-table-cell": try endCell()
        case "table-row": try lines.endRow(repeated: rowRepeats)
        default: break
        }
    }

    func finish() {}

    private func endCell() throws {
        let text = value ?? paragraphs.joined(separator: " ")
        if !text.isEmpty { for place in 0..<cellRepeats { try lines.cell(text, at: column + place) } }
        column += cellRepeats
    }

    private func repeats(_ attributes: XMLAttributes, _ name: StaticString) -> Int {
        let written = attributes.value(name) { $0.integer } ?? nil
        return max(1, Int(clamping: min(written ?? 1, 1 << 21)))
    }

    /// What a cell says beside its text, which is cut to the decimals shown.
    private static func value(_ attributes: XMLAttributes) -> String? {
        switch attributes.text("value-type") {
        case "float", "currency", "percentage": attributes.text("value").map { CellNumber.text($0) ?? $0 }
        case "date": attributes.text("date-value").map { $0.replacing("T", with: " ") }
        case "time": attributes.text("time-value").map(clock)
        case "boolean": attributes.text("boolean-value")?.uppercased()
        default: nil
        }
    }

    /// `PT00H30M00S` as `00:30:00`; anything else as it is.
    private static func clock(_ duration: String) -> String {
        guard let match = duration.wholeMatch(of: #/PT(\d{1,2})H(\d{2})M(\d{2})(?:[.,]\d+)?S/#) else { return duration }
        let hour = match.output.1.count == 1 ? "0\(match.output.1)" : String(match.output.1)
        return "\(hour):\(match.output.2):\(match.output.3)"
    }
}
