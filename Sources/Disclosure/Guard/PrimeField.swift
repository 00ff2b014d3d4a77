/// Arithmetic modulo a prime of 61 bits, on numbers below it.
///
/// The prime is drawn when the process starts, so that nobody can draw set lists whose minors it divides: of minors of
/// n digits at most n / 18 primes of this size divide one, of some 10^16.
enum PrimeField {
    static let modulus: UInt64 = {
        var candidate = UInt64.random(in: 1 << 60..<1 << 61) | 1
        while !isPrime(candidate) { candidate = UInt64.random(in: 1 << 60..<1 << 61) | 1 }
        return candidate
    }()

    static func product(_ left: UInt64, _ right: UInt64) -> UInt64 { product(left, right, modulus) }

    static func difference(_ left: UInt64, _ right: UInt64) -> UInt64 {
        left >= right ? left &- right : left &+ modulus &- right
    }

    /// By Fermat: the power p − 2.
    static func inverse(_ value: UInt64) -> UInt64 { power(value, modulus - 2, modulus) }

    private static func product(_ left: UInt64, _ right: UInt64, _ modulus: UInt64) -> UInt64 {
        modulus.dividingFullWidth(left.multipliedFullWidth(by: right)).remainder
    }

    private static func power(_ base: UInt64, _ exponent: UInt64, _ modulus: UInt64) -> UInt64 {
        var (result, base, exponent) = (1 as UInt64, base, exponent)
        while exponent > 0 {
            if exponent & 1 == 1 { result = product(result, base, modulus) }
            base = product(base, base, modulus)
            exponent >>= 1
        }
        return result
    }

    /// Miller and Rabin's test with the bases that decide all numbers of 64 bits (Sorenson and Webster, *Strong
    /// pseudoprimes to twelve prime bases*, 2017).
    static func isPrime(_ number: UInt64) -> Bool {
        let bases: [UInt64] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
        guard number > 37, bases.allSatisfy({ number % $0 != 0 }) else { return bases.contains(number) }
        let twos = (number - 1).trailingZeroBitCount
        return bases.allSatisfy { base in
            var value = power(base, (number - 1) >> twos, number)
            if value == 1 || value == number - 1 { return true }
            for _ in 1..<twos {
                value = product(value, value, number)
                if value == number - 1 { return true }
            }
            return false
        }
    }
}
