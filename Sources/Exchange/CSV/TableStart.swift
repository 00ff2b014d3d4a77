import Metering

/// How the header of a table begins, by which a second one is told: files of several points are joined with `cat`, and
/// the columns of the first are not those of the second.
struct TableStart: Sendable {
    private let first: StaticString
    private let second: StaticString
    /// Cells of the header.
    private var width = Int.max

    /// The names of the first two columns, in small letters.
    init(_ first: StaticString, _ second: StaticString) {
        (self.first, self.second) = (first, second)
    }

    init(_ first: StaticString, _ second: StaticString, header: CSVFields) {
        self.init(first, second)
        begin(header)
    }

    mutating func begin(_ header: CSVFields) { width = header.count }

    /// Whether a line is a header again.
    func isHeader(_ line: Span<UInt8>, _ fields: CSVFields) -> Bool {
        line.extracting(fields.range(0)).equals(anyCase: first)
            && line.extracting(fields.range(1)).equals(anyCase: second)
    }

    /// Throws where the header of another file stands at the end of a line: the last line of the file before it had
    /// no end, and what is below would be read by the wrong columns.
    func requireOneLine(_ line: Span<UInt8>, _ fields: CSVFields, number: UInt32) throws(FlowError) {
        guard width < Int.max, fields.count >= width + 2, line.holds(header: "\(first);\(second)") else { return }
        throw TableStart.joined(line: number)
    }

    static func joined(line: UInt32) -> FlowError {
        .malformed(line: line, detail: "another file begins inside this line; import the two one by one")
    }
}

extension Span<UInt8> {
    /// Whether this is a text, in small or capital letters. The text is in small letters.
    func equals(anyCase text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for position in 0..<count {
            let byte = self[position]
            let isCapital = byte &- 0x41 < 26
            guard (isCapital ? byte | 0x20 : byte) == text.utf8Start[position] else { return false }
        }
        return true
    }

    /// Whether the names of a header stand somewhere in a line, quoted or not.
    func holds(header: String) -> Bool {
        string.withoutAccents.filter { $0 != "\"" && $0 != " " }.contains(header.filter { $0 != " " })
    }
}
