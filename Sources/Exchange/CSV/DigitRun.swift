/// The decimal digits that stand at a place of a text, at most eight of them, as a number.
///
/// Eight bytes are looked at as one word: no branch depends on how long the number is, which is what reading
/// digits one by one spends its time on.
struct DigitRun {
    let value: UInt32
    let length: Int

    /// Reads eight bytes from a place on, of which any may be something else than a digit.
    ///
    /// Source: the eight-digit conversion of D. Lemire, *Quickly parsing eight digits* (2018), after the bytes
    /// from the first non-digit on are shifted out and zeros in.
    @inline(__always)
    init(_ place: UnsafeRawPointer) {
        let word = UInt64(littleEndian: place.loadUnaligned(as: UInt64.self)) ^ 0x3030_3030_3030_3030
        let beyondNine = (word & 0x7F7F_7F7F_7F7F_7F7F &+ 0x7676_7676_7676_7676 | word) & 0x8080_8080_8080_8080
        length = beyondNine.trailingZeroBitCount >> 3
        var digits = word &<< UInt64((64 &- length &* 8) & 63)
        digits = (digits &* 10 &+ digits &>> 8) & 0x00FF_00FF_00FF_00FF
        digits = (digits &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
        value = UInt32(truncatingIfNeeded: (digits &* 42_949_672_960_001) &>> 32)
    }
}
