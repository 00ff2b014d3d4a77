import Store

/// Packs whole numbers above a base into as many bits each as the largest needs: little-endian, padded to a byte.
struct BitPacker {
    /// Room for the five-minute values of the longest day at 32 bits, kept from row to row.
    private var words = [UInt64](repeating: 0, count: 152)

    /// Bits that the range of values needs, 0 to 32.
    static func width(from smallest: Int32, to largest: Int32) -> Int {
        UInt64.bitWidth - UInt64(Int64(largest) - Int64(smallest)).leadingZeroBitCount
    }

    /// Appends the values, each as its distance from the base.
    ///
    /// Precondition: no value is below the base or needs more than `width` bits above it.
    mutating func append(_ values: ArraySlice<Int32>, above base: Int32, width: Int, to bytes: inout [UInt8]) {
        guard width > 0 else { return }
        let bitCount = values.count * width
        if bitCount > (words.count - 1) * 64 { words = [UInt64](repeating: 0, count: bitCount / 64 + 2) }
        var (buffer, filled, place) = (UInt64(0), 0, 0)
        for value in values {
            let offset = UInt64(UInt32(bitPattern: value &- base))
            buffer |= offset &<< UInt64(filled)
            filled &+= width
            guard filled >= 64 else { continue }
            words[place] = buffer.littleEndian
            place &+= 1
            filled &-= 64
            // What did not fit: with nothing left over, all of the offset is shifted out.
            buffer = filled == 0 ? 0 : offset &>> UInt64(width &- filled)
        }
        words[place] = buffer.littleEndian
        words.withUnsafeBytes { bytes.append(contentsOf: $0[..<((bitCount + 7) / 8)]) }
    }
}
