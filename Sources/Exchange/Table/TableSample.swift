/// The beginning of the first table of a file, for whoever looks at what it is.
struct TableSample {
    /// The name of each column, as it is written.
    let names: [String]
    /// Of each row, the cells under the header.
    let rows: [[String]]

    private static let mostRows = 400

    /// Nil where no line with names has lines with as many cells below it, of dates and numbers.
    init?(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        let places = lines.indices.prefix(MappedTableReader.mostLinesAbove)
        let found = places.lazy.compactMap { place in
            TableHeader.separators.lazy.compactMap { TableSample.table(under: place, of: lines, $0) }.first
        }.first
        guard let found else { return nil }
        self = found
    }

    private init(names: [String], rows: [[String]]) { (self.names, self.rows) = (names, rows) }

    private static func table(under place: Int, of lines: [Substring], _ separator: UInt8) -> TableSample? {
        let names = cells(lines[place], separator)
        guard names.count(where: { !$0.isEmpty }) > 1, names.allSatisfy({ !isFigure($0) }) else { return nil }
        let rows = lines[(place + 1)...].prefix(mostRows).map { cells($0, separator) }
        let width = (names.lastIndex { !$0.isEmpty } ?? 0) + 1
        let whole = rows.filter { $0.count >= width && $0.contains(where: isFigure) }
        return whole.isEmpty || whole.count * 2 <= rows.count ? nil : TableSample(names: names, rows: whole)
    }

    private static func cells(_ line: Substring, _ separator: UInt8) -> [String] {
        var fields = CSVFields(separator: separator)
        let bytes = Array(line.utf8)
        fields.split(bytes.span)
        return fields.ranges.map { bytes.span.extracting($0).string.withoutFormula }
    }

    /// Whether a line has several cells, one of them a number or a date, whatever stands between them.
    static func isRow(_ line: Substring) -> Bool {
        TableHeader.separators.contains { separator in
            let cells = cells(line, separator)
            return cells.count > 1 && cells.contains(where: isFigure)
        }
    }

    /// Whether a cell is a number or a date: no name of a column is.
    private static func isFigure(_ cell: String) -> Bool {
        guard let first = cell.utf8.first, first &- 0x30 < 10 || first == UInt8(ascii: "-") else { return false }
        return cell.utf8.allSatisfy { $0 < 0x41 || "TZhH".utf8.contains($0) || $0 > 0x7F }
    }

    /// The cells of a column that are not empty.
    func column(_ place: Int) -> [String] { rows.map { $0[place] }.filter { !$0.isEmpty } }

    /// The texts of a file in which its first table may be, as far as their first 64 KiB go.
    static func texts(of source: any ByteSource, limits: ReadingLimits) throws -> [String] {
        let content = try FileContent(HeadedSource(source), limits: limits)
        guard case .archive(let archive) = content else { return try texts(of: content) }
        while let entry = try archive.nextEntry() {
            let document = HeadedSource(entry)
            if try !ArchiveNotice.isNotice(document, named: entry.name) {
                return try texts(of: FileContent(document, limits: limits, isInside: true))
            }
        }
        return []
    }

    private static func texts(of content: FileContent) throws -> [String] {
        switch content {
        case .archive: return []
        case .spreadsheet(let book):
            return try book.sheets.indices.filter { !book.sheets[$0].isHidden }
                .map { String(decoding: try HeadedSource(book.open($0)).head(), as: UTF8.self) }
        case .document(let text):
            let head = try text.head()
            return [String(decoding: head.span.isUTF8 ? head : Windows1252.utf8(head.span), as: UTF8.self)]
        }
    }
}
