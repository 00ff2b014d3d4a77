/// Arithmetic modulo 2^61 − 1 on numbers below it.
enum Mersenne61 {
    static let modulus: UInt64 = 1 << 61 - 1

    static func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (high, low) = left.multipliedFullWidth(by: right)
        let sum = (low & modulus) &+ (high << 3 | low >> 61)
        return sum >= modulus ? sum &- modulus : sum
    }

    static func difference(_ left: UInt64, _ right: UInt64) -> UInt64 {
        left >= right ? left &- right : left &+ modulus &- right
    }

    /// By Fermat: the power p − 2.
    static func inverse(_ value: UInt64) -> UInt64 {
        var (result, base, exponent) = (1 as UInt64, value, modulus - 2)
        while exponent > 0 {
            if exponent & 1 == 1 { result = product(result, base) }
            base = product(base, base)
            exponent >>= 1
        }
        return result
    }
}
