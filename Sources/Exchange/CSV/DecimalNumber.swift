import Metering

/// A number written in decimal, kept exact: `-12,5` is -125 tenths.
///
/// A point or a comma before the decimals; no exponent and no thousands separator, which no meter writes and a
/// spreadsheet adds.
struct DecimalNumber: Hashable {
    let digits: Int64
    let decimals: Int

    init(digits: Int64, decimals: Int = 0) {
        self.digits = digits
        self.decimals = decimals
    }

    /// Nil for anything but a number of at most 18 digits that fills the whole text.
    init?(_ text: Span<UInt8>) {
        guard text.count > 0 else { return nil }
        let isNegative = text[0] == UInt8(ascii: "-")
        var (digits, digitCount, mark): (Int64, Int, Int?) = (0, 0, nil)
        for position in (isNegative || text[0] == UInt8(ascii: "+") ? 1 : 0)..<text.count {
            if let digit = text.digit(position), digitCount < 18 {
                digits = digits * 10 + Int64(digit)
                digitCount += 1
            } else if mark == nil, text[position] == UInt8(ascii: ".") || text[position] == UInt8(ascii: ",") {
                mark = position
            } else {
                return nil
            }
        }
        guard digitCount > 0 else { return nil }
        self.digits = isNegative ? -digits : digits
        decimals = mark.map { text.count - $0 - 1 } ?? 0
    }

    /// The product, rounded to the nearest whole number, halves up; nil where it leaves 64 bits.
    func times(_ factor: DecimalNumber) -> Int64? {
        let (product, overflows) = digits.multipliedReportingOverflow(by: factor.digits)
        let scaleDigits = decimals + factor.decimals
        guard !overflows, scaleDigits <= 18 else { return nil }
        let scale = (0..<scaleDigits).reduce(Int64(1)) { power, _ in power * 10 }
        return product.divided(by: scale)
    }
}

extension Int64 {
    /// The quotient rounded to the nearest whole number, halves up.
    func divided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        if remainder >= 0 { return remainder >= divisor - remainder ? quotient + 1 : quotient }
        return -remainder > divisor + remainder ? quotient - 1 : quotient
    }
}
