/// Splits a line at its separators, remembering where the fields (without spaces around) are rather than copying.
///
/// Quotes follow RFC 4180 as far as a single line goes: `"a;b"` is one field; a doubled quote inside stays doubled.
struct CSVFields {
    let separator: UInt8
    private(set) var ranges: [Range<Int>] = []

    init(separator: UInt8 = UInt8(ascii: ";")) { self.separator = separator }

    var count: Int { ranges.count }

    mutating func split(_ line: Span<UInt8>) {
        ranges.removeAll(keepingCapacity: true)
        var start = 0
        while true {
            if start < line.count, line[start] == UInt8(ascii: "\""), let close = closingQuote(line, from: start + 1) {
                ranges.append(start + 1..<close)
                if close + 1 >= line.count { return }
                start = close + 2
            } else if let end = line.firstIndex(of: separator, from: start) {
                ranges.append(line.trimmed(start..<end))
                start = end + 1
            } else {
                ranges.append(line.trimmed(start..<line.count))
                return
            }
        }
    }

    /// The quote that ends a field: one followed by a separator or the end of the line.
    private func closingQuote(_ line: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        while let quote = line.firstIndex(of: UInt8(ascii: "\""), from: position) {
            if quote + 1 == line.count || line[quote + 1] == separator { return quote }
            position = quote + (line[quote + 1] == UInt8(ascii: "\"") ? 2 : 1)
        }
        return nil
    }

    /// Where a field is; empty where the line is too short.
    func range(_ index: Int) -> Range<Int> { index < ranges.count ? ranges[index] : 0..<0 }

    /// The field as text, or nil where the line is too short or the field empty.
    func text(_ index: Int, of line: Span<UInt8>) -> String? {
        guard index < ranges.count else { return nil }
        let field = line.extracting(ranges[index])
        return field.isEmpty ? nil : field.string
    }
}
