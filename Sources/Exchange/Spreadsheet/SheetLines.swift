/// The rows of a sheet on their way to be lines of a CSV: each row one line, so that a line has the number of its row.
struct SheetLines {
    /// As many as spreadsheet programs have.
    static let mostRows = 1 << 20
    static let mostColumns = 1 << 14

    private let longest: Int
    private(set) var bytes: [UInt8] = []
    private var row: [UInt8] = []
    /// The last column that was written; nil of an empty row.
    private var column: Int?
    private var hasFigure = false
    /// Rows that hold a number or a date, in order.
    private var figureRows: [UInt32] = []
    /// The last row that a merged cell of a row above reaches, and one of this row.
    private var (mergedUntil, mergedHere) = (0, 0)
    private var rowCount = 0
    /// Empty rows that count only where one that is not comes after them.
    private var emptyRows = 0

    init(limits: ReadingLimits) { longest = limits.token }

    /// The number of the row that is being written, from 1.
    var rowNumber: Int { rowCount + emptyRows + 1 }

    mutating func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Writes a cell; columns count from 0, and come in order. An empty one need not be written.
    mutating func cell(_ written: String, at place: Int) throws(FlowError) {
        guard place < SheetLines.mostColumns else { throw tooLarge("more than \(SheetLines.mostColumns) columns") }
        let text = SheetLines.oneLine(written)
        if text.isEmpty { return }
        guard place > column ?? -1 else {
            throw .malformed(
                line: UInt32(clamping: rowNumber), detail: "cells of one place, or out of order; save the sheet again")
        }
        row.append(contentsOf: repeatElement(UInt8(ascii: ";"), count: place - (column ?? 0)))
        column = place
        row.append(csvField: text)
        hasFigure = hasFigure || text.utf8.first.map { $0 &- 0x30 < 10 } ?? false
        guard row.count <= longest else { throw tooLarge("a row is longer than \(longest) bytes") }
    }

    /// Takes a cell that is merged over rows, of which the first alone has its value. Where others hold figures, what
    /// is said of them is lost.
    mutating func merge(_ rows: ClosedRange<Int>) throws(FlowError) {
        var (low, high) = (0, figureRows.count)
        while low < high {
            let middle = (low + high) / 2
            if figureRows[middle] <= rows.lowerBound { low = middle + 1 } else { high = middle }
        }
        guard low == figureRows.count || figureRows[low] > rows.upperBound else { throw merged(rows.lowerBound) }
        if rows.lowerBound == rowNumber { mergedHere = max(mergedHere, rows.upperBound) }
    }

    private func merged(_ row: Int) -> FlowError {
        .malformed(
            line: UInt32(clamping: row),
            detail: "a cell is merged over rows of figures: separate it, fill the rows, and save the sheet again")
    }

    mutating func endRow(repeated times: Int = 1) throws(FlowError) {
        defer {
            (row, column, hasFigure) = ([], nil, false)
            (mergedUntil, mergedHere) = (max(mergedUntil, mergedHere), 0)
        }
        if row.isEmpty {
            emptyRows += times
            return
        }
        guard times > 0, rowCount + emptyRows + times <= SheetLines.mostRows else {
            throw tooLarge("more than \(SheetLines.mostRows) rows")
        }
        guard !hasFigure || rowNumber > mergedUntil else { throw merged(rowNumber) }
        guard row.count * times <= 64 << 20 else { throw tooLarge("a long row is repeated too often") }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: emptyRows))
        row.append(UInt8(ascii: "\n"))
        for _ in 0..<times { bytes.append(contentsOf: row) }
        if hasFigure { for place in 0..<times { figureRows.append(UInt32(rowNumber + place)) } }
        (rowCount, emptyRows) = (rowCount + emptyRows + times, 0)
    }

    /// Rows that the file leaves out are empty.
    mutating func skip(toRow number: Int) { emptyRows += max(0, min(number, SheetLines.mostRows) - rowNumber) }

    /// The text without white space around, its line ends as spaces.
    private static func oneLine(_ text: String) -> String {
        guard text.contains(where: \.isWhitespace) else { return text }
        let shown = text.map { $0.isNewline ? " " : $0 }
        guard let first = shown.firstIndex(where: { !$0.isWhitespace }),
            let last = shown.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(shown[first...last])
    }

    private func tooLarge(_ detail: String) -> FlowError {
        .tooLarge(line: UInt32(clamping: rowNumber), detail: "\(detail) in a sheet; save it as CSV")
    }
}
