import Metering

/// Where the columns of a mapping are, once a line is found that names them all.
struct TableHeader {
    /// What may stand between the cells of a text file.
    static let separators = [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: "|")]

    let separator: UInt8
    /// Cells of the header.
    let width: Int
    /// Names of columns, as they are compared.
    let names: [String]
    /// Of each column that the mapping names, as it is written there.
    private let places: [String: Int]

    /// Nil where the line lacks a column of the mapping.
    init?(_ line: Span<UInt8>, _ mapping: TableMapping) {
        for separator in TableHeader.separators where line.firstIndex(of: separator, from: 0) != nil {
            var fields = CSVFields(separator: separator)
            fields.split(line)
            let names = fields.ranges.map { line.extracting($0).string.columnKey }
            let places = Dictionary(zip(names, 0...)) { first, _ in first }
            guard mapping.required.allSatisfy({ places[$0.columnKey] != nil }) else { continue }
            (self.separator, self.names) = (separator, names)
            self.places = mapping.named.reduce(into: [:]) { $0[$1] = places[$1.columnKey] }
            width = (names.lastIndex { !$0.isEmpty } ?? 0) + 1
            return
        }
        return nil
    }

    func place(_ column: String?) -> Int? { column.flatMap { places[$0] } }

    /// Columns of figures, by the unit in their names, that a mapping does not read.
    func unread(by mapping: TableMapping) -> [String] {
        let read = Set(mapping.named.map(\.columnKey))
        return names.filter { ColumnWords.unit(in: $0) != nil && !read.contains($0) }
    }
}
