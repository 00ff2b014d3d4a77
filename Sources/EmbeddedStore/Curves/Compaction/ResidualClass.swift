import Store

/// A whole number as a class and a few bits within it: how month blocks split each residual.
///
/// Classes follow the logarithm: eight numbers alone (0…7), then four classes for each doubling. The class is
/// entropy-coded, the bits stand as they are: within a class, household loads are nearly uniform.
struct ResidualClass {
    /// Bits 0–7 the magnitude's class, bit 8 the sign.
    let symbol: Int
    let rawBits: Int
    let raw: UInt64

    static let symbolCount = 512
    /// The largest class of a magnitude: 56 bits within it, the most that one reading takes.
    static let largest = 231

    /// Precondition: the magnitude is below 2⁵⁹, as any difference of totals of a day is.
    init(_ residual: Int64) {
        let magnitude = residual.magnitude
        let sign = residual < 0 ? 256 : 0
        guard magnitude >= 8 else {
            (symbol, rawBits, raw) = (Int(magnitude) | sign, 0, 0)
            return
        }
        rawBits = 61 - magnitude.leadingZeroBitCount
        symbol = (rawBits << 2) + Int(magnitude >> UInt64(rawBits)) | sign
        raw = magnitude & (1 << UInt64(rawBits) - 1)
    }

    static func rawBits(of symbol: Int) -> Int { max(0, (symbol & 0xFF) >> 2 - 1) }

    /// The smallest magnitude of a class.
    static func base(of symbol: Int) -> Int64 {
        let number = symbol & 0xFF
        return number < 8 ? Int64(number) : Int64(number & 3 | 4) << Int64(number >> 2 - 1)
    }

    static func isNegative(_ symbol: Int) -> Bool { symbol & 256 != 0 }
}

/// What the last residuals of a series were like: it selects the table for the next.
struct ResidualContext {
    static let count = 128
    /// Sixteen times the last class, and sixteen times a running average of the classes.
    private var recent = 0
    private var usual = 0

    /// Three parts the last class, one part the running average; one context for each half doubling. A class is at
    /// most 255, so that it is below 128.
    @inline(__always) var number: Int { (3 &* recent &+ usual) &>> 7 }

    @inline(__always)
    mutating func follow(_ symbol: Int) {
        recent = (symbol & 0xFF) &<< 4
        usual &+= (recent &- usual) &>> 3
    }
}
