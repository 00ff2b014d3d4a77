import Metering

/// The columns of a table by the names its header gives them.
struct ColumnNames {
    private let positions: [String: Int]

    /// Reads a header. It must have the required columns, once each; what it has beside them and the optional
    /// ones goes to `unknown`.
    init(
        _ header: Span<UInt8>, _ fields: CSVFields, line: UInt32, required: [String], optional: [String]
    ) throws(FlowError) {
        var positions: [String: Int] = [:]
        for index in 0..<fields.count {
            guard let name = fields.text(index, of: header)?.lowercased() else { continue }
            if positions.updateValue(index, forKey: name) != nil {
                throw .malformed(line: line, detail: "the column '\(name.prefix(30))' appears twice; remove one")
            }
        }
        if let missing = required.first(where: { positions[$0] == nil }) {
            throw .malformed(line: line, detail: "the column '\(missing)' is missing; add it to the first line")
        }
        self.positions = positions
        unknown = Set(positions.keys).subtracting(required + optional).sorted()
    }

    let unknown: [String]

    /// Where a column is; out of every line where the header lacks it.
    func position(_ name: String) -> Int { positions[name] ?? .max }

    /// The cells of a row that are not empty, by column.
    func cells(of line: Span<UInt8>, _ fields: CSVFields) -> [String: String] {
        positions.compactMapValues { fields.text($0, of: line) }
    }

    /// Says once which columns nothing is read from.
    func noteUnknown(to sink: any RecordSink, line: UInt32) throws {
        guard !unknown.isEmpty else { return }
        let names = unknown.prefix(8).map { "'\($0.prefix(30))'" }.joined(separator: ", ")
        try sink.receive(Diagnostic(.note, ColumnNames.rule, line: line, "not read: \(names)"))
    }

    private static let rule = Rule("unknown-column", "A misspelt column would lose its content without a word.")
}
