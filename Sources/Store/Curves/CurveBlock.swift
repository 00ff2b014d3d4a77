import CZlib
import Metering

/// A batch of point-days in bytes: `docs/block-format.md` describes every field.
///
/// A directory comes first (channel, day, total, quality of each row), so that one point's row, or the totals of
/// all, are read without unpacking a curve.
struct CurveBlock {
    static let magic: [UInt8] = Array("MLLB".utf8)
    static let version: UInt8 = 1
    static let headerLength = 20
    static let mostRows = 4_096

    /// One row of the directory.
    struct Row: Hashable {
        let channel: UInt32
        let day: CivilDay
        let step: Step
        let unit: Unit
        let hasMarks: Bool
        let total: Int64
        let quality: QualityCounts
        /// Where the curve is, from the start of the block.
        let range: Range<Int>
    }

    let rows: [Row]
    private let bytes: [UInt8]

    struct Damage: Error { let detail: String }

    // MARK: writing

    /// The bytes of rows sorted by channel and day.
    static func encode(_ rows: [ChannelDay]) -> [UInt8] {
        var (directory, payload): ([UInt8], [UInt8]) = ([], [])
        payload.reserveCapacity(rows.count * 80)
        var (lastChannel, lastDay) = (Int64(0), Int64(0))
        for row in rows {
            let start = payload.count
            CurveCodec.append(row.curve, to: &payload)
            VariableLengthInteger.append(signed: Int64(row.channel) - lastChannel, to: &directory)
            VariableLengthInteger.append(signed: Int64(row.day.daysSinceEpoch) - lastDay, to: &directory)
            (lastChannel, lastDay) = (Int64(row.channel), Int64(row.day.daysSinceEpoch))
            append(row.curve, length: payload.count - start, to: &directory)
        }
        return seal(directory, payload, rowCount: rows.count)
    }

    private static func append(_ curve: DayCurve, length: Int, to directory: inout [UInt8]) {
        let hasMarks = !curve.marks.isEmpty
        directory.append(curve.step.code | curve.unit.rawValue << 4 | (hasMarks ? 0x80 : 0))
        VariableLengthInteger.append(signed: curve.total, to: &directory)
        if hasMarks {
            let quality = curve.qualityCounts
            for count in [quality.corrected, quality.estimated, quality.missing] {
                VariableLengthInteger.append(UInt64(count), to: &directory)
            }
        }
        VariableLengthInteger.append(UInt64(length), to: &directory)
    }

    private static func seal(_ directory: [UInt8], _ payload: [UInt8], rowCount: Int) -> [UInt8] {
        var bytes = magic + [version, 0, 0, 0]
        append(UInt32(rowCount), to: &bytes)
        append(UInt32(directory.count), to: &bytes)
        append(UInt32(0), to: &bytes)
        return resealed(bytes + directory + payload)
    }

    /// A block with the checksum of what it now holds.
    static func resealed(_ bytes: [UInt8]) -> [UInt8] {
        var stated: [UInt8] = []
        append(checksum(of: bytes), to: &stated)
        return Array(bytes[0..<16]) + stated + bytes[headerLength...]
    }

    /// CRC-32 over every byte but the checksum's own.
    private static func checksum(of bytes: [UInt8]) -> UInt32 {
        let head = crc32(0, bytes, 16)
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            let rest = crc32(head, base + headerLength, UInt32(buffer.count - headerLength))
            return UInt32(truncatingIfNeeded: rest)
        }
    }

    private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    // MARK: reading

    /// Reads the directory of a block; the checksum covers every byte.
    init(_ bytes: [UInt8]) throws(Damage) {
        guard bytes.count >= CurveBlock.headerLength, Array(bytes[0..<4]) == CurveBlock.magic else {
            throw Damage(detail: "not a block")
        }
        guard bytes[4] == CurveBlock.version else {
            throw Damage(detail: "format version \(bytes[4]), this program knows \(CurveBlock.version)")
        }
        guard CurveBlock.checksum(of: bytes) == CurveBlock.word(bytes, at: 16) else {
            throw Damage(detail: "checksum mismatch")
        }
        do {
            rows = try CurveBlock.readDirectory(bytes)
        } catch {
            throw Damage(detail: "directory cut short")
        }
        self.bytes = bytes
    }

    private static func readDirectory(_ bytes: [UInt8]) throws(ByteReader.EndOfBytes) -> [Row] {
        let count = Int(word(bytes, at: 8))
        let length = Int(word(bytes, at: 12))
        guard count <= mostRows, headerLength + length <= bytes.count else { throw ByteReader.EndOfBytes() }
        var reader = ByteReader(bytes[headerLength..<headerLength + length])
        var rows: [Row] = []
        rows.reserveCapacity(count)
        var (channel, day, start) = (Int64(0), Int64(0), headerLength + length)
        for _ in 0..<count {
            channel &+= try reader.signed()
            day &+= try reader.signed()
            let row = try readRow(&reader, channel: channel, day: day, start: start)
            guard row.range.upperBound <= bytes.count else { throw ByteReader.EndOfBytes() }
            start = row.range.upperBound
            rows.append(row)
        }
        return rows
    }

    private static func readRow(
        _ reader: inout ByteReader, channel: Int64, day: Int64, start: Int
    ) throws(ByteReader.EndOfBytes) -> Row {
        let shape = try reader.byte()
        guard let unit = Unit(rawValue: shape >> 4 & 0x07), let step = Step(code: shape & 0x0F),
            let channel = UInt32(exactly: channel), let days = Int32(exactly: day), abs(Int(days)) < 1 << 24
        else { throw ByteReader.EndOfBytes() }
        let day = CivilDay(daysSinceEpoch: days)
        let total = try reader.signed()
        var quality = QualityCounts(measured: step.count(in: day))
        if shape & 0x80 != 0 {
            quality.corrected = try reader.count(atMost: quality.measured)
            quality.estimated = try reader.count(atMost: quality.measured)
            quality.missing = try reader.count(atMost: quality.measured)
            quality.measured -= min(quality.measured, quality.corrected + quality.estimated + quality.missing)
        }
        let length = Int(clamping: try reader.unsigned())
        guard length <= 1 << 24 else { throw ByteReader.EndOfBytes() }
        return Row(
            channel: channel, day: day, step: step, unit: unit, hasMarks: shape & 0x80 != 0, total: total,
            quality: quality, range: start..<start + length)
    }

    /// Unpacks one row's curve.
    func curve(of row: Row) throws(Damage) -> DayCurve {
        var reader = ByteReader(bytes[row.range])
        do {
            return try CurveCodec.read(
                &reader, count: row.step.count(in: row.day), step: row.step, unit: row.unit, hasMarks: row.hasMarks)
        } catch {
            throw Damage(detail: "curve cut short")
        }
    }

    private static func word(_ bytes: [UInt8], at position: Int) -> UInt32 {
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[position + $1]) << UInt32(8 * $1) }
    }
}

extension Step {
    /// The number of this step in blocks: frozen.
    var code: UInt8 {
        switch self {
        case .minutes5: 0
        case .minutes10: 1
        case .minutes15: 2
        case .minutes30: 3
        case .hour: 4
        }
    }

    init?(code: UInt8) {
        guard let step = Step.allCases.first(where: { $0.code == code }) else { return nil }
        self = step
    }
}
