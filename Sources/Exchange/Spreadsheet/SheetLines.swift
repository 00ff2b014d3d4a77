/// The rows of a sheet on their way to be lines of a CSV: each row one line, so that a line has the number of its row.
struct SheetLines {
    /// As many as spreadsheet programs have.
    static let mostRows = 1 << 20
    static let mostColumns = 1 << 14

    private let longest: Int
    private(set) var bytes: [UInt8] = []
    private var row: [UInt8] = []
    private var column = 0
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
    mutating func cell(_ text: String, at place: Int) throws(FlowError) {
        guard place < SheetLines.mostColumns else { throw tooLarge("more than \(SheetLines.mostColumns) columns") }
        if text.isEmpty || place < column { return }
        row.append(contentsOf: repeatElement(UInt8(ascii: ";"), count: place - column))
        column = place
        row.append(csvField: text.contains(where: \.isNewline) ? SheetLines.oneLine(text) : text)
        guard row.count <= longest else { throw tooLarge("a row is longer than \(longest) bytes") }
    }

    mutating func endRow(repeated times: Int = 1) throws(FlowError) {
        defer { (row, column) = ([], 0) }
        if row.isEmpty {
            emptyRows += times
            return
        }
        guard times > 0, rowCount + emptyRows + times <= SheetLines.mostRows else {
            throw tooLarge("more than \(SheetLines.mostRows) rows")
        }
        guard row.count * times <= 64 << 20 else { throw tooLarge("a long row is repeated too often") }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: emptyRows))
        row.append(UInt8(ascii: "\n"))
        for _ in 0..<times { bytes.append(contentsOf: row) }
        (rowCount, emptyRows) = (rowCount + emptyRows + times, 0)
    }

    /// Rows that the file leaves out are empty.
    mutating func skip(toRow number: Int) { emptyRows += max(0, min(number, SheetLines.mostRows) - rowNumber) }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    private func tooLarge(_ detail: String) -> FlowError {
        .tooLarge(line: UInt32(clamping: rowNumber), detail: "\(detail) in a sheet; save it as CSV")
    }
}
