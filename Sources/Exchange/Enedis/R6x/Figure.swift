import Metering

/// A number of a file, held exactly in thousandths: `476`, `12.345`.
///
/// Exponents and further decimals are no figures of a meter and are not read.
struct Figure: Hashable {
    private static let mostDigits = 12
    private let thousandths: Int64

    init?(_ text: Span<UInt8>) {
        let point = text.firstIndex(of: UInt8(ascii: "."), from: 0) ?? text.count
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        guard point > start, point - start <= Figure.mostDigits, let whole = text.digits(start..<point) else {
            return nil
        }
        var fraction = 0
        if point < text.count {
            let decimals = text.count - point - 1
            guard (1...3).contains(decimals), let value = text.digits(point + 1..<text.count) else { return nil }
            fraction = value * [100, 10, 1][decimals - 1]
        }
        let magnitude = Int64(whole) * 1_000 + Int64(fraction)
        thousandths = isNegative ? -magnitude : magnitude
    }

    /// The figure in the base unit, from a unit `factor` times as large (1 or 1,000); nil when it is no whole
    /// number, or below zero: no register of the flows runs backwards.
    func count(factor: Int64) -> Int64? {
        let (count, remainder) = (thousandths * factor).quotientAndRemainder(dividingBy: 1_000)
        return remainder == 0 && count >= 0 ? count : nil
    }
}

extension Figure: CustomStringConvertible {
    /// `476`, `-1`, `12.345`.
    var description: String {
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1_000)
        let decimals = rest == 0 ? "" : "." + String(1_000 + rest).dropFirst()
        return "\(thousandths < 0 ? "-" : "")\(whole)\(decimals)"
    }
}
