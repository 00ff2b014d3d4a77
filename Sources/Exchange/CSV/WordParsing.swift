/// Reading text eight bytes at a time, for the one loop that needs it: no branch depends on the text, which is
/// what reading byte by byte spends its time on.
enum WordParsing {
    /// The places of a byte among the 64 from a place on: a bit for each, the first the lowest.
    @inline(__always)
    static func places(of byte: UInt8, in block: UnsafeRawPointer) -> UInt64 {
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        var places: UInt64 = 0
        for offset in stride(from: 0, to: 64, by: 8) {
            let word = word(block + offset) ^ pattern
            // The high bit of each byte is clear in `others` where the byte is the one looked for.
            let others = (word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F | word
            let found = (~others & 0x8080_8080_8080_8080) &>> 7
            places |= ((found &* 0x0102_0408_1020_4080) &>> 56) &<< UInt64(offset)
        }
        return places
    }

    /// The number that one to eight digits make which end at a place; nil where a byte is no digit.
    ///
    /// Eight bytes before the place are looked at, however short the number.
    /// Source: the eight-digit conversion of D. Lemire, *Quickly parsing eight digits* (2018), after the bytes
    /// before the number have become zeros.
    @inline(__always)
    static func number(endingAt end: UnsafeRawPointer, length: Int) -> UInt32? {
        let excess = UInt64(64 &- length &* 8)
        var digits = ((word(end - 8) ^ 0x3030_3030_3030_3030) &>> excess) &<< excess
        let beyondNine = (digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | digits
        guard beyondNine & 0x8080_8080_8080_8080 == 0 else { return nil }
        digits = (digits &* 10 &+ digits &>> 8) & 0x00FF_00FF_00FF_00FF
        digits = (digits &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: (digits &* 42_949_672_960_001) &>> 32)
    }

    @inline(__always)
    private static func word(_ place: UnsafeRawPointer) -> UInt64 {
        UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    }
}
