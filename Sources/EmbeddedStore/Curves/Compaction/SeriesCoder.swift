import Store

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

    /// Puts values in the place of their residuals.
    func restore(_ residuals: inout [Int64], period: Int) {
        guard self != .zero else { return }
        var span = residuals.mutableSpan
        for index in span.indices.dropFirst() { span[index] &+= expected(in: span.span, at: index, period: period) }
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
            let (quotient, rest) = state.quotientAndRemainder(dividingBy: UInt32(entry.frequency))
            state = quotient << SeriesModel.precision + rest + UInt32(entry.start)
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
