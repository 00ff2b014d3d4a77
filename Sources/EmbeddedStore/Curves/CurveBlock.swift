import Metering
import Store

/// A batch of point-days in bytes: `docs/block-format.md` describes every field.
///
/// A directory comes first (channel, day, total, quality of each row), so that one point's row, or the totals of
/// all, are read without unpacking a curve.
struct CurveBlock {
    static let magic: [UInt8] = Array("MLLB".utf8)
    static let version: UInt8 = 2
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

    /// The rows of few channels among those of the block, searched for: rows stand in the order of channel and day.
    func rows(of channels: ChannelNumbers, in range: ClosedRange<UInt32>) -> [Row] {
        var found: [Row] = []
        channels.forEach(in: range) { found += rows(of: $0) }
        return found
    }

    private func rows(of channel: UInt32) -> ArraySlice<Row> {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].channel < channel { low = middle + 1 } else { high = middle }
        }
        return rows[low...].prefix { $0.channel == channel }
    }

    // MARK: reading

    /// Reads a whole block; the checksums cover every byte.
    init(_ bytes: [UInt8]) throws(Damage) {
        let header = try BlockHeader(bytes)
        try header.check(bytes)
        guard header.isPayloadGood(bytes) else { throw Damage(detail: "checksum mismatch") }
        rows = try CurveBlock.rows(bytes, header)
        self.bytes = bytes
    }

    /// The rows of a block of which nothing but header and directory was read.
    static func rows(ofDirectory bytes: [UInt8]) throws(Damage) -> [Row] {
        let header = try BlockHeader(bytes)
        try header.check(bytes)
        return try rows(bytes, header)
    }

    private static func rows(_ bytes: [UInt8], _ header: BlockHeader) throws(Damage) -> [Row] {
        var reader = ByteReader(bytes[header.directory])
        var rows: [Row] = []
        rows.reserveCapacity(header.rowCount)
        var (channel, day, start) = (Int64(0), Int64(0), header.directory.upperBound)
        var minutes = (day: Int64(0), count: CivilDay(daysSinceEpoch: 0).minutes)
        do {
            for _ in 0..<header.rowCount {
                channel &+= try reader.signed()
                day &+= try reader.signed()
                if minutes.day != day { minutes = (day, CivilDay(daysSinceEpoch: Int32(clamping: day)).minutes) }
                rows.append(try readRow(&reader, channel, day, minutes: minutes.count, start: start))
                start = rows[rows.count - 1].range.upperBound
            }
        } catch {
            throw Damage(detail: "directory cut short")
        }
        return rows
    }

    private static func readRow(
        _ reader: inout ByteReader, _ channel: Int64, _ day: Int64, minutes: Int, start: Int
    ) throws(ByteReader.EndOfBytes) -> Row {
        let shape = try reader.byte()
        guard let unit = Unit(rawValue: shape >> 4 & 0x07), let step = Step(code: shape & 0x0F),
            let channel = UInt32(exactly: channel), let days = Int32(exactly: day), abs(Int(days)) < 1 << 24
        else { throw ByteReader.EndOfBytes() }
        let day = CivilDay(daysSinceEpoch: days)
        let total = try reader.signed()
        var quality = QualityCounts(measured: minutes / step.minutes)
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
        guard row.range.upperBound <= bytes.count else { throw Damage(detail: "curve cut short") }
        var reader = ByteReader(bytes[row.range])
        do {
            return try CurveCodec.read(
                &reader, count: row.step.count(in: row.day), step: row.step, unit: row.unit, hasMarks: row.hasMarks)
        } catch {
            throw Damage(detail: "curve cut short")
        }
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
