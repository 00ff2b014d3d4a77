/// A sampler of discrete Laplace and Gaussian noise, exact, from a source of random bits.
///
/// Uses comparisons of whole numbers only: a floating-point sampler reveals values through its rounding (Mironov 2012).
///
/// Source: C. Canonne, G. Kamath, T. Steinke, *The Discrete Gaussian for Differential Privacy* (NeurIPS 2020),
/// algorithms 1 to 3.
struct DiscreteNoise<Bits: RandomNumberGenerator> {
    private(set) var bits: Bits

    init(_ bits: Bits) { self.bits = bits }

    /// A whole number x with a probability proportional to exp(−|x| · rate / scale). Algorithm 2.
    ///
    /// Precondition: both from 1 to `scaleLimit`.
    mutating func laplace(scale: Int64, rate: Int64 = 1) -> Int64 {
        precondition(1...Self.scaleLimit ~= scale && 1...Self.scaleLimit ~= rate)
        while true {
            let remainder = Int64.random(in: 0..<scale, using: &bits)
            guard isHead(exponent: UInt128(remainder), over: UInt128(scale)) else { continue }
            var whole: Int64 = 0
            while isHead(exponent: 1, over: 1) { whole += 1 }
            let magnitude = (remainder + scale * whole) / rate
            let isNegative = Bool.random(using: &bits)
            if isNegative && magnitude == 0 { continue }
            return isNegative ? -magnitude : magnitude
        }
    }

    /// A whole number x with a probability proportional to exp(−x² / 2σ²). Algorithm 3.
    ///
    /// Precondition: `variance` (σ²) from 1 to `varianceLimit`.
    mutating func gaussian(variance: Int64) -> Int64 {
        precondition(1...Self.varianceLimit ~= variance)
        let scale = Self.squareRoot(variance) + 1
        while true {
            let candidate = laplace(scale: scale)
            // (|x| − σ²/t)² / 2σ² over a common denominator, with t the scale.
            let product = UInt128(candidate.magnitude) * UInt128(scale)
            let distance = product > UInt128(variance) ? product - UInt128(variance) : UInt128(variance) - product
            let over = 2 * UInt128(variance) * UInt128(scale) * UInt128(scale)
            let (exponent, isBeyond) = distance.multipliedReportingOverflow(by: distance)
            // Beyond 2¹²⁸ the probability is under exp(−2²⁰): rejected.
            if !isBeyond && isHead(exponent: exponent, over: over) { return candidate }
        }
    }

    /// True with probability exp(−exponent / over). Algorithm 1.
    private mutating func isHead(exponent: UInt128, over: UInt128) -> Bool {
        var (whole, rest) = exponent.quotientAndRemainder(dividingBy: over)
        while whole > 0 {
            guard isHeadWithin(exponent: 1, over: 1) else { return false }
            whole -= 1
        }
        return isHeadWithin(exponent: rest, over: over)
    }

    /// The same for exponent / over of at most 1: the first k for which a draw of probability exponent / (over · k)
    /// fails is odd with that probability.
    private mutating func isHeadWithin(exponent: UInt128, over: UInt128) -> Bool {
        var k: UInt128 = 1
        while UInt128.random(in: 0..<over * k, using: &bits) < exponent { k += 1 }
        return !k.isMultiple(of: 2)
    }

    /// The limits under which every product above fits into 128 bits: a standard deviation of at most 268 MWh.
    static var scaleLimit: Int64 { 1 << 40 }
    static var varianceLimit: Int64 { 1 << 56 }

    private static func squareRoot(_ value: Int64) -> Int64 {
        var root = Int64(Double(value).squareRoot())
        while root * root > value { root -= 1 }
        while (root + 1) * (root + 1) <= value { root += 1 }
        return root
    }
}
