import Metering

/// The bytes of one day's curve: frame of reference and bit width for the values, runs for the marks.
///
///     base      signed variable-length integer: the smallest value
///     width     one byte: bits of a value above the base, 0…32
///     values    count × width bits, little-endian, padded to a byte
///     marks     only where not all are measured: (mark, run length) pairs
enum CurveCodec {
    static func append(_ curve: DayCurve, to bytes: inout [UInt8]) {
        var (base, top) = (Int32.max, Int32.min)
        for index in curve.values.indices where curve.isKnown(index) {
            base = min(base, curve.values[index])
            top = max(top, curve.values[index])
        }
        if base > top { (base, top) = (0, 0) }
        let width = UInt64.bitWidth - UInt64(Int64(top) - Int64(base)).leadingZeroBitCount
        VariableLengthInteger.append(signed: Int64(base), to: &bytes)
        bytes.append(UInt8(width))
        pack(curve, base: base, width: width, to: &bytes)
        append(marks: curve.marks, to: &bytes)
    }

    private static func pack(_ curve: DayCurve, base: Int32, width: Int, to bytes: inout [UInt8]) {
        guard width > 0 else { return }
        var (buffer, filled) = (UInt64(0), 0)
        for index in curve.values.indices {
            // A missing interval stands as the base, whatever it is.
            let offset = curve.isKnown(index) ? UInt64(Int64(curve.values[index]) - Int64(base)) : 0
            buffer |= offset << UInt64(filled)
            filled += width
            guard filled >= 64 else { continue }
            append(buffer, count: 8, to: &bytes)
            filled -= 64
            buffer = offset >> UInt64(width - filled)
        }
        append(buffer, count: (filled + 7) / 8, to: &bytes)
    }

    private static func append(_ word: UInt64, count: Int, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0.prefix(count)) }
    }

    /// Runs of equal marks: the mark, and how often it stands.
    static func append(marks: [Mark], to bytes: inout [UInt8]) {
        var index = 0
        while index < marks.count {
            let mark = marks[index]
            let end = marks[index...].firstIndex { $0 != mark } ?? marks.count
            bytes.append(mark.rawValue)
            VariableLengthInteger.append(UInt64(end - index), to: &bytes)
            index = end
        }
    }

    /// Reads a curve of `count` values from the whole of the reader's bytes.
    static func read(
        _ reader: inout ByteReader, count: Int, step: Step, unit: Unit, hasMarks: Bool
    ) throws(ByteReader.EndOfBytes) -> DayCurve {
        let base = try reader.signed()
        let width = Int(try reader.byte())
        guard width <= 32, let smallest = Int32(exactly: base) else { throw ByteReader.EndOfBytes() }
        let packed = try reader.take((count * width + 7) / 8)
        let marks = hasMarks ? try readMarks(&reader, count: count) : []
        var values = unpack(packed, count: count, base: smallest, width: width)
        for index in marks.indices where marks[index].quality == .missing { values[index] = 0 }
        return DayCurve(step: step, unit: unit, values: values, marks: marks)
    }

    private static func unpack(_ bytes: ArraySlice<UInt8>, count: Int, base: Int32, width: Int) -> [Int32] {
        var (buffer, filled, position) = (UInt64(0), 0, bytes.startIndex)
        let mask = (UInt64(1) << UInt64(width)) - 1
        return (0..<count).map { _ in
            while filled < width {
                buffer |= UInt64(bytes[position]) << UInt64(filled)
                position += 1
                filled += 8
            }
            let offset = buffer & mask
            buffer >>= UInt64(width)
            filled -= width
            return Int32(truncatingIfNeeded: Int64(base) + Int64(offset))
        }
    }

    static func readMarks(_ reader: inout ByteReader, count: Int) throws(ByteReader.EndOfBytes) -> [Mark] {
        var marks: [Mark] = []
        marks.reserveCapacity(count)
        while marks.count < count {
            let mark = Mark(rawValue: try reader.byte())
            let run = Int(clamping: try reader.unsigned())
            guard run > 0, run <= count - marks.count else { throw ByteReader.EndOfBytes() }
            marks.append(contentsOf: repeatElement(mark, count: run))
        }
        return marks
    }
}

extension DayCurve {
    fileprivate func isKnown(_ index: Int) -> Bool { marks.isEmpty || marks[index].quality != .missing }
}
