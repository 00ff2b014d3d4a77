/// The cells of one sheet of a workbook.
final class XLSXSheetHandler: SheetHandler, VerbatimTextHandler {
    private enum Content { case number, sharedText, text, logical, fault }

    var lines: SheetLines
    private let texts: [String]
    private let formats: [CellFormat]
    private let epoch: CellEpoch
    private let longest: Int
    private var column = 0
    private var content = Content.number
    private var format = CellFormat.number
    private var value: String?
    private var inlineText = ""
    private var isHint = false
    private var hasFormula = false

    init(texts: [String], formats: [CellFormat], epoch: CellEpoch, limits: ReadingLimits) {
        (self.texts, self.formats, self.epoch) = (texts, formats, epoch)
        longest = limits.token
        lines = SheetLines(limits: limits)
    }

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        switch name {
        case "row":
            if let number = attributes.value("r", { $0.integer }) ?? nil { lines.skip(toRow: Int(number)) }
            column = -1
        case "c": beginCell(attributes)
        case "rPh": isHint = true
        case "mergeCell": if let rows = attributes.value("ref", XLSXSheetHandler.rows) ?? nil { try lines.merge(rows) }
        default: break
        }
    }

    private func beginCell(_ attributes: XMLAttributes) {
        column = attributes.value("r", XLSXSheetHandler.column) ?? column + 1
        content =
            switch attributes.text("t") {
            case "s": .sharedText
            case "str", "inlineStr", "d": .text
            case "b": .logical
            case "e": .fault
            default: .number
            }
        let style = attributes.value("s") { $0.integer } ?? nil
        format = style.flatMap { formats.indices.contains(Int($0)) ? formats[Int($0)] : nil } ?? .number
        (value, inlineText, hasFormula) = (nil, "", false)
    }

    /// The column of a place such as `BC12`, from 0.
    private static func column(of place: Span<UInt8>) -> Int {
        var column = 0
        for position in place.indices {
            let letter = Int(place[position] | 0x20) - 0x60
            guard (1...26).contains(letter), position < 4 else { break }
            column = column * 26 + letter
        }
        return column - 1
    }

    /// The rows of a range such as `D5:E10`; nil where it is one row.
    private static func rows(of range: Span<UInt8>) -> ClosedRange<Int>? {
        let numbers = range.string.split(separator: ":").compactMap { Int($0.drop { !$0.isNumber }) }
        guard let first = numbers.first, let last = numbers.last, first > 0, first < last else { return nil }
        return first...last
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {
        switch name {
        case "v": value = text.extracting(text.trimmed(text.indices)).string
        case "t":
            guard inlineText.utf8.count + text.count <= longest else {
                throw FlowError.tooLarge(line: line, detail: "the text of a cell is longer than \(longest) bytes")
            }
            if !isHint { inlineText += text.string }
        case "f": hasFormula = true
        case "rPh": isHint = false
        case "c": try lines.cell(written, at: max(0, column))
        case "row": try lines.endRow()
        default: break
        }
    }

    func finish() {}

    private var written: String {
        guard let value else { return hasFormula && inlineText.isEmpty ? "FORMULA without its value" : inlineText }
        switch content {
        case .sharedText:
            return Int(value).flatMap { texts.indices.contains($0) ? texts[$0] : nil } ?? "TEXT \(value) is missing"
        case .text: return inlineText.isEmpty ? value : inlineText
        case .logical: return value == "0" ? "FALSE" : "TRUE"
        case .fault: return "ERROR \(value)"
        case .number:
            if format != .number, let serial = Double(value), let date = epoch.text(serial, as: format) { return date }
            return CellNumber.text(value) ?? value
        }
    }
}
