import Metering

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

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        switch name {
        case "spreadsheet": isSpreadsheet = true
        case "style": style = attributes.text("name") ?? ""
        case "table-properties": if attributes.text("display") == "false" { hiddenStyles.insert(style) }
        case "table":
            depth += 1
            guard depth == 1 else { return }
            let isHidden = attributes.text("style-name").map(hiddenStyles.contains) ?? false
            try sheets.add(attributes.text("name"), isHidden: isHidden, line: line)
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
    /// The text of the cell: its paragraphs one after another.
    private var text = ""
    private var isParagraph = false
    private var isComment = false
    private let longest: Int

    init(sheet: Int, limits: ReadingLimits) {
        before = sheet
        longest = limits.token
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
            (value, text) = (ODSSheetHandler.value(attributes), "")
            let rows = repeats(attributes, "number-rows-spanned")
            if rows > 1 { try lines.merge(lines.rowNumber...lines.rowNumber + rows - 1) }
        case "p":
            isParagraph = true
            if !text.isEmpty { try add(" ") }
        case "s": for _ in 0..<min(repeats(attributes, "c"), longest) { try add(" ") }
        case "tab", "line-break": try add(" ")
        case "annotation": isComment = true
        default: break
        }
    }

    /// Text that stands before an element inside it.
    func mixedText(_ piece: Span<UInt8>) throws {
        if isParagraph, isWanted { try add(ODSSheetHandler.collapsed(piece)) }
    }

    func close(_ name: XMLName, text piece: Span<UInt8>, line: UInt32) throws {
        if name == "table" {
            depth -= 1
            if depth == 0 { before -= 1 }
        }
        guard isWanted else { return }
        switch name {
        case "p":
            try add(ODSSheetHandler.collapsed(piece))
            isParagraph = false
        case "span", "a": try add(ODSSheetHandler.collapsed(piece))
        case "annotation": isComment = false
        case "table-cell", "covered-table-cell": try endCell()
        case "table-row": try lines.endRow(repeated: rowRepeats)
        default: break
        }
    }

    func finish() {}

    private func add(_ piece: String) throws(FlowError) {
        if isComment { return }
        guard text.utf8.count + piece.utf8.count <= longest else {
            throw .tooLarge(
                line: UInt32(clamping: lines.rowNumber), detail: "the text of a cell is longer than \(longest) bytes")
        }
        text += piece
    }

    /// White space as it is shown: any run of it is one space.
    private static func collapsed(_ piece: Span<UInt8>) -> String {
        var bytes: [UInt8] = []
        for place in piece.indices {
            let isSpace = [0x20, 0x09, 0x0A, 0x0D].contains(piece[place])
            if isSpace, bytes.last == 0x20 { continue }
            bytes.append(isSpace ? 0x20 : piece[place])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func endCell() throws {
        let text = value ?? text
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
        case "date": attributes.text("date-value").map(moment)
        case "time": attributes.text("time-value").map(clock)
        case "boolean": attributes.text("boolean-value")?.uppercased()
        default: nil
        }
    }

    /// `2026-01-15T00:29:59.9999999` as `2026-01-15 00:30:00`: programs write the fractions that their numbers have.
    private static func moment(_ text: String) -> String {
        let parts = text.split(separator: "T", maxSplits: 1)
        guard parts.count == 2, let day = CivilDay(String(parts[0])),
            let match = parts[1].wholeMatch(of: #/(\d{2}):(\d{2}):(\d{2})[.,](\d+)/#)
        else { return text.replacing("T", with: " ") }
        let second = seconds(match.output.1, match.output.2, match.output.3, match.output.4)
        let moved = day.advanced(by: second / 86_400)
        return "\(moved) \(CellEpoch.clock(second % 86_400))"
    }

    /// `PT00H30M00S` as `00:30:00`; anything else as it is.
    private static func clock(_ duration: String) -> String {
        guard let match = duration.wholeMatch(of: #/PT(\d{1,6})H(\d{2})M(\d{2})(?:[.,](\d+))?S/#) else {
            return duration
        }
        return CellEpoch.clock(seconds(match.output.1, match.output.2, match.output.3, match.output.4 ?? "0"))
    }

    /// To the nearest second.
    private static func seconds(
        _ hours: Substring, _ minutes: Substring, _ seconds: Substring, _ fraction: Substring
    ) -> Int {
        let parts = [hours, minutes, seconds].map { Int($0) ?? 0 }
        return parts[0] * 3_600 + parts[1] * 60 + parts[2] + ((fraction.first ?? "0") >= "5" ? 1 : 0)
    }
}
