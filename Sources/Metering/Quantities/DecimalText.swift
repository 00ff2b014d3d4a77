/// Decimal text of a quantity that is kept as a whole number of fractions of its unit, such as millionths of a euro.
enum DecimalText {
    /// The whole number of fractions that a text says: `12`, `-4`, `7.25`, with at most so many decimals.
    ///
    /// Nil for anything else (a further decimal, a comma, a plus, an exponent, no digit on one side of the point), and
    /// for what does not fit.
    static func read<Value: FixedWidthInteger>(_ text: String, decimals: Int) -> Value? {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.utf8.count <= decimals else { return nil }
        let digits = parts[0] + fraction + String(repeating: "0", count: decimals - fraction.utf8.count)
        return Value((isNegative ? "-" : "") + digits)
    }
}
