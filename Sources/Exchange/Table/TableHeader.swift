import Metering

/// Where the columns of a mapping are, once a line is found that names them all.
struct TableHeader {
    /// What may stand between the cells of a text file.
    static let separators = [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: "|")]

    let separator: UInt8
    /// Cells of the header.
    let width: Int
    private let places: [String: Int]

    /// Nil where the line lacks a column of the mapping.
    init?(_ line: Span<UInt8>, _ mapping: TableMapping) {
        for separator in TableHeader.separators {
            var fields = CSVFields(separator: separator)
            fields.split(line)
            let names = fields.ranges.map { line.extracting($0).string.columnKey }
            let places = Dictionary(zip(names, 0...)) { first, _ in first }
            guard mapping.required.allSatisfy({ places[$0.columnKey] != nil }) else { continue }
            (self.separator, self.places) = (separator, places)
            width = (names.lastIndex { !$0.isEmpty } ?? 0) + 1
            return
        }
        return nil
    }

    func place(_ column: String?) -> Int? { column.flatMap { places[$0.columnKey] } }
}

extension String {
    /// A name as columns are compared: small letters, no accents, single spaces, no byte order mark.
    var columnKey: String {
        withoutAccents.filter { $0 != "\u{FEFF}" }.split { $0 == " " || $0 == "\u{A0}" || $0 == "\"" }
            .joined(separator: " ")
    }
}
