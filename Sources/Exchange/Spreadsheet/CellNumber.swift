import Glibc

/// A number of a cell as the text that its program shows in full: up to fifteen digits, no exponent.
///
/// Files hold the nearest double, as `0.20000000000000001`; programs show fifteen digits, since a sixteenth may be
/// wrong. A longer whole number has lost digits already: it keeps an exponent, which is no identifier.
enum CellNumber {
    /// Nil where the text is no number.
    static func text(_ written: String) -> String? {
        let isPlain = written.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
        guard let value = Double(written), value.isFinite else { return nil }
        if isPlain, written.utf8.count <= 15 { return written }
        let magnitude = abs(value)
        if value == 0 { return "0" }
        if magnitude >= 1e15 { return String(value) }
        // So many decimals that fifteen digits are shown in all.
        let whole = magnitude < 1 ? 0 : Int(log10(magnitude)) + 1
        let decimals = min(max(0, 15 - whole), 18)
        return trimmed(fixed(value, decimals: decimals))
    }

    private static func fixed(_ value: Double, decimals: Int) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            let count = withVaList([Int32(decimals), value]) { vsnprintf(buffer.baseAddress, 64, "%.*f", $0) }
            let bytes = UnsafeRawBufferPointer(buffer)[0..<Int(count)]
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var rest = Substring(text)
        while rest.hasSuffix("0") { rest = rest.dropLast() }
        return String(rest.hasSuffix(".") ? rest.dropLast() : rest)
    }
}
