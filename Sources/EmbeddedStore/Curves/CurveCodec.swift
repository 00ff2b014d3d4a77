import Metering
import Store

/// The bytes of one day's curve: frame of reference and bit width for the values, runs for the marks.
///
///     base      signed variable-length integer: the smallest value
///     width     one byte: bits of a value above the base, 0…32
///     values    count × width bits, little-endian, padded to a byte
///     marks     only where not all are measured: (mark, run length) pairs
enum CurveCodec {
    static func append(_ curve: DayCurve, with packer: inout BitPacker, to bytes: inout [UInt8]) {
        let known =
            curve.marks.isEmpty ? curve.values : curve.values.indices.filter(curve.isKnown).map { curve.values[$0] }
        let extent = DayExtent(known)
        let base = known.isEmpty ? 0 : extent.smallest
        let width = known.isEmpty ? 0 : BitPacker.width(from: extent.smallest, to: extent.largest)
        VariableLengthInteger.append(signed: Int64(base), to: &bytes)
        bytes.append(UInt8(width))
        // A missing interval stands as the base, whatever it is.
        let values =
            known.count == curve.count
            ? curve.values : curve.values.indices.map { curve.isKnown($0) ? curve.values[$0] : base }
        packer.append(values[...], above: base, width: width, to: &bytes)
        append(marks: curve.marks, to: &bytes)
    }

    /// A row of days in columns, of which the extent is known and every value measured.
    static func append(_ days: DayColumns, _ row: Int, with packer: inout BitPacker, to bytes: inout [UInt8]) {
        let (extent, start) = (days.extents[row], row * days.valuesPerDay)
        let width = BitPacker.width(from: extent.smallest, to: extent.largest)
        VariableLengthInteger.append(signed: Int64(extent.smallest), to: &bytes)
        bytes.append(UInt8(width))
        packer.append(
            days.values[start..<start + days.valuesPerDay], above: extent.smallest, width: width, to: &bytes)
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
