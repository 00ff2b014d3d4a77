import Store

/// Reads the residuals of a series back.
///
/// Nothing is thrown and no bound is checked on the way, and there is no branch: one in three would be guessed wrong.
/// That is safe because positions are held within the bytes, and contexts, states and classes within the tables
/// (each place says how). Whatever a writer cannot have made is found at the end.
struct SeriesReader {
    /// Where the coder's state begins and, read to its end, stands again.
    static let rest: UInt32 = 1 << 16
    /// Bytes that must follow the last one of a series: bits are read eight bytes at a time.
    static let padding = 8

    private let bytes: [UInt8]
    private var state: UInt32
    /// The next word's byte and the next raw bit.
    private var word: Int
    private var bit: Int
    private let wordsEnd: Int
    private let bitsEnd: Int
    private var context = ResidualContext()

    /// Reads from `position` to `end`; `padding` more bytes have to be there.
    init(_ bytes: [UInt8], from position: Int, to end: Int) throws(ByteReader.EndOfBytes) {
        precondition(end + SeriesReader.padding <= bytes.count)
        var reader = ByteReader(bytes[position..<end])
        let count = try reader.count(atMost: reader.remaining / 2)
        let place = reader.position
        guard count >= 2, place + 2 * count <= end else { throw ByteReader.EndOfBytes() }
        self.bytes = bytes
        let span = bytes.span.bytes
        let high = span.unsafeLoadUnaligned(fromByteOffset: place, as: UInt16.self).littleEndian
        let low = span.unsafeLoadUnaligned(fromByteOffset: place + 2, as: UInt16.self).littleEndian
        state = UInt32(high) << 16 | UInt32(low)
        wordsEnd = place + 2 * count
        bitsEnd = end * 8
        word = place + 4
        bit = wordsEnd * 8
    }

    /// All residuals, so many.
    func residuals(_ count: Int, _ tables: DecodingTables) throws(ByteReader.EndOfBytes) -> [Int64] {
        var (reader, values) = (self, Array(repeating: Int64(0), count: count))
        try reader.finish(&values, from: 0, tables)
        return values
    }

    /// All residuals of two series, so many of each. They are read in step: a value waits for the one before it in
    /// its series, but not for those of the other.
    static func residuals(
        of readers: (SeriesReader, SeriesReader), _ counts: (Int, Int), _ tables: DecodingTables
    ) throws(ByteReader.EndOfBytes) -> ([Int64], [Int64]) {
        var (left, right) = readers
        var leftValues = Array(repeating: Int64(0), count: counts.0)
        var rightValues = Array(repeating: Int64(0), count: counts.1)
        let both = tables.isEmpty ? 0 : min(counts.0, counts.1)
        let (leftBytes, rightBytes) = (left.bytes, right.bytes)
        do {
            var leftSpan = leftValues.mutableSpan
            var rightSpan = rightValues.mutableSpan
            let leftSource = leftBytes.span.bytes
            let rightSource = rightBytes.span.bytes
            for index in 0..<both {
                leftSpan[unchecked: index] = left.next(leftSource, tables)
                rightSpan[unchecked: index] = right.next(rightSource, tables)
            }
        }
        try left.finish(&leftValues, from: both, tables)
        try right.finish(&rightValues, from: both, tables)
        return (leftValues, rightValues)
    }

    /// Reads the rest, which has to be all that there is.
    private mutating func finish(
        _ values: inout [Int64], from start: Int, _ tables: DecodingTables
    ) throws(ByteReader.EndOfBytes) {
        if tables.isEmpty && start < values.count { throw ByteReader.EndOfBytes() }
        var reader = self
        let source = bytes
        let bytes = source.span.bytes
        var span = values.mutableSpan
        for index in start..<span.count { span[unchecked: index] = reader.next(bytes, tables) }
        guard reader.state == SeriesReader.rest, reader.word == wordsEnd, (0..<8).contains(bitsEnd - reader.bit)
        else { throw ByteReader.EndOfBytes() }
    }

    @inline(__always)
    private mutating func next(_ bytes: RawSpan, _ tables: DecodingTables) -> Int64 {
        let slot = tables.slot(of: state, in: context)
        state = slot.frequency &* (state &>> SeriesModel.precision) &+ slot.place
        // Within the bytes: at most `wordsEnd`, and `padding` bytes follow.
        let next = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: min(word, wordsEnd), as: UInt16.self)
        let refilled = state &<< 16 | UInt32(next.littleEndian)
        // All ones where the state is short of 2¹⁶.
        let isShort = UInt32(truncatingIfNeeded: (Int64(state) &- Int64(SeriesReader.rest)) &>> 63)
        state ^= (state ^ refilled) & isShort
        word &+= Int(isShort & 2)

        let facts = tables.facts(of: slot)
        // Likewise: at most `bitsEnd`.
        let window = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: min(bit, bitsEnd) &>> 3, as: UInt64.self)
        let raw = window.littleEndian &>> UInt64(bit & 7) & facts.mask
        bit &+= facts.rawBits
        context.follow(slot.symbol)
        return (facts.base &+ Int64(bitPattern: raw) ^ facts.sign) &- facts.sign
    }
}
