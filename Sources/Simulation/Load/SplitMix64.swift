import Glibc

/// A pseudo-random stream keyed by what it is about: the same seed, point and day always give the same stream, so
/// any point and day can be made alone and in any order.
///
/// Source: G. L. Steele, D. Lea, C. H. Flood, *Fast Splittable Pseudorandom Number Generators* (2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(_ key: UInt64...) {
        state = key.reduce(0) { SplitMix64.mixed(($0 &+ 0x9E37_79B9_7F4A_7C15) ^ $1) }
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SplitMix64.mixed(state)
    }

    /// A number in `[0, 1)`.
    mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

    mutating func number(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + fraction() * (range.upperBound - range.lowerBound)
    }

    /// A whole number in `0..<bound`.
    mutating func index(below bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

    /// A number of the normal law (Box and Muller).
    mutating func normal() -> Double {
        let radius = (-2 * log(1 - fraction())).squareRoot()
        return radius * cos(2 * .pi * fraction())
    }

    /// A number of the log-normal law with this mean: most are small, a few are large.
    mutating func logNormal(mean: Double, spread: Double) -> Double {
        mean * exp(spread * normal() - spread * spread / 2)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var mix = value
        mix = (mix ^ mix >> 30) &* 0xBF58_476D_1CE4_E5B9
        mix = (mix ^ mix >> 27) &* 0x94D0_49BB_1331_11EB
        return mix ^ mix >> 31
    }
}
