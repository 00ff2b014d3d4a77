/// What a value of a series is expected to be; the residual is coded.
enum Prediction: UInt8, CaseIterable {
    /// Nothing: the value itself is the residual. Best for single households, where the level says it all.
    case zero = 0
    /// The value before.
    case previous = 1
    /// The value before, with the change of the day before: best for smooth sums of many points.
    case dayBefore = 2

    /// `index` is at least 1; `period` is the number of values of a day.
    @inline(__always)
    func expected(in values: Span<Int64>, at index: Int, period: Int) -> Int64 {
        switch self {
        case .zero: 0
        case .previous: values[index - 1]
        case .dayBefore:
            index > period
                ? values[index - 1] &+ values[index - period] &- values[index - period - 1] : values[index - 1]
        }
    }
}

/// A series split into classes and raw bits, on its way to bytes.
struct SeriesTokens {
    private var contexts: [UInt8] = []
    private var symbols: [UInt16] = []
    private var bits = BitWriter()
    private var context = ResidualContext()

    /// Adds values that follow those added before.
    mutating func add(_ values: [Int64], _ prediction: Prediction, period: Int) {
        let span = values.span
        for index in span.indices {
            let expected = index == 0 ? 0 : prediction.expected(in: span, at: index, period: period)
            let residual = ResidualClass(span[index] - expected)
            contexts.append(UInt8(context.number))
            symbols.append(UInt16(residual.symbol))
            bits.append(residual.raw, count: residual.rawBits)
            context.follow(residual.symbol)
        }
    }

    func count(in histogram: inout SeriesHistogram) {
        for (context, symbol) in zip(contexts, symbols) { histogram.add(Int(context), Int(symbol)) }
    }

    /// Writes the classes as 16-bit words, then the raw bits. The model counted all of them.
    func append(to bytes: inout [UInt8], _ model: borrowing SeriesModel) {
        var words: [UInt16] = []
        var state = SeriesReader.rest
        for position in symbols.indices.reversed() {
            let entry = model.entry(of: Int(symbols[position]), in: Int(contexts[position]))
            if UInt64(state) >= UInt64(entry.frequency) << (32 - SeriesModel.precision) {
                words.append(UInt16(truncatingIfNeeded: state))
                state >>= 16
            }
            let (quotient, rest) = state.quotientAndRemainder(dividingBy: entry.frequency)
            state = quotient << SeriesModel.precision + rest + entry.start
        }
        words.append(UInt16(truncatingIfNeeded: state))
        words.append(UInt16(truncatingIfNeeded: state >> 16))
        VariableLengthInteger.append(UInt64(words.count), to: &bytes)
        for word in words.reversed() {
            bytes.append(UInt8(truncatingIfNeeded: word))
            bytes.append(UInt8(truncatingIfNeeded: word >> 8))
        }
        bytes += bits.finished
    }
}

/// Reads a series back, value after value; bytes that a writer cannot have made throw.
struct SeriesReader {
    /// Where the coder's state begins and, read to its end, stands again.
    static let rest: UInt32 = 1 << 16
    /// Bytes that must follow the last one of a series: bits are read eight bytes at a time.
    static let padding = 8

    /// How far reading has come.
    private struct Progress {
        var state: UInt32
        var word: Int
        var bit: Int
        var context = ResidualContext()
    }

    private let bytes: [UInt8]
    private var progress: Progress
    private let wordsEnd: Int
    private let bitsEnd: Int

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
        wordsEnd = place + 2 * count
        bitsEnd = end * 8
        progress = Progress(state: UInt32(high) << 16 | UInt32(low), word: place + 4, bit: wordsEnd * 8)
    }

    /// Fills `values` with the next ones.
    mutating func read(
        _ values: inout MutableSpan<Int64>, _ prediction: Prediction, period: Int, _ model: borrowing SeriesModel
    ) throws(ByteReader.EndOfBytes) {
        guard !values.isEmpty else { return }
        guard !model.tables.isEmpty else { throw ByteReader.EndOfBytes() }
        let (tables, slots, entries) = (model.tables.span, model.slots.span, model.entries.span)
        let source = bytes
        let bytes = source.span.bytes
        var at = progress
        for index in values.indices {
            let slot = at.state & UInt32(SeriesModel.scale - 1)
            let entry = entries[Int(slots[tables[at.context.number] << Int(SeriesModel.precision) + Int(slot)])]
            at.state = entry.frequency &* (at.state >> SeriesModel.precision) &+ slot &- entry.start
            if at.state < SeriesReader.rest {
                guard at.word < wordsEnd else { throw ByteReader.EndOfBytes() }
                let next = bytes.unsafeLoadUnaligned(fromByteOffset: at.word, as: UInt16.self).littleEndian
                at.state = at.state << 16 | UInt32(next)
                at.word += 2
            }
            guard at.bit + entry.rawBits <= bitsEnd else { throw ByteReader.EndOfBytes() }
            let window = bytes.unsafeLoadUnaligned(fromByteOffset: at.bit >> 3, as: UInt64.self).littleEndian
            let raw = window >> UInt64(at.bit & 7) & (1 << UInt64(entry.rawBits) &- 1)
            at.bit += entry.rawBits
            let magnitude = entry.base &+ Int64(bitPattern: raw)
            let residual = (magnitude ^ entry.sign) &- entry.sign
            let expected = index == 0 ? 0 : prediction.expected(in: values.span, at: index, period: period)
            values[index] = expected &+ residual
            at.context.follow(entry.symbol)
        }
        progress = at
    }

    /// Throws unless everything was read and nothing is left.
    func finish() throws(ByteReader.EndOfBytes) {
        guard progress.state == SeriesReader.rest, progress.word == wordsEnd, bitsEnd - progress.bit < 8 else {
            throw ByteReader.EndOfBytes()
        }
    }
}

/// Bits, the least significant first.
struct BitWriter {
    private var bytes: [UInt8] = []
    private var buffer: UInt64 = 0
    private var filled = 0

    /// Precondition: at most 56 bits.
    mutating func append(_ value: UInt64, count: Int) {
        buffer |= value << UInt64(filled)
        filled += count
        while filled >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: buffer))
            buffer >>= 8
            filled -= 8
        }
    }

    /// With the last byte padded with zeros.
    var finished: [UInt8] { filled > 0 ? bytes + [UInt8(truncatingIfNeeded: buffer)] : bytes }
}
