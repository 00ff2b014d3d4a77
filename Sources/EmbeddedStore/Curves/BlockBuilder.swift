import Metering
import Store

/// A block that grows row by row, in the order of channel and day.
struct BlockBuilder {
    private var directory: [UInt8] = []
    private var payload: [UInt8] = []
    private var packer = BitPacker()
    private var lastChannel: Int64 = 0
    private var lastDay: Int64 = 0
    private(set) var rowCount = 0
    private(set) var channels: ClosedRange<UInt32>?
    private(set) var days: ClosedRange<CivilDay>?

    var isFull: Bool { rowCount == CurveBlock.mostRows }

    mutating func add(_ channel: UInt32, _ day: CivilDay, _ curve: DayCurve) {
        open(channel, day)
        let start = payload.count
        CurveCodec.append(curve, with: &packer, to: &payload)
        let hasMarks = !curve.marks.isEmpty
        describe(curve.step, curve.unit, hasMarks: hasMarks, total: curve.total)
        if hasMarks {
            let quality = curve.qualityCounts
            for count in [quality.corrected, quality.estimated, quality.missing] {
                VariableLengthInteger.append(UInt64(count), to: &directory)
            }
        }
        VariableLengthInteger.append(UInt64(payload.count - start), to: &directory)
    }

    /// Adds a row of days in columns.
    mutating func add(_ channel: UInt32, _ days: DayColumns, _ row: Int) {
        open(channel, days.days[row])
        let start = payload.count
        CurveCodec.append(days, row, with: &packer, to: &payload)
        let total = DayCurve.total(ofSum: days.extents[row].sum, step: days.step, unit: days.unit)
        describe(days.step, days.unit, hasMarks: false, total: total)
        VariableLengthInteger.append(UInt64(payload.count - start), to: &directory)
    }

    private mutating func open(_ channel: UInt32, _ day: CivilDay) {
        VariableLengthInteger.append(signed: Int64(channel) - lastChannel, to: &directory)
        VariableLengthInteger.append(signed: Int64(day.daysSinceEpoch) - lastDay, to: &directory)
        (lastChannel, lastDay) = (Int64(channel), Int64(day.daysSinceEpoch))
        rowCount += 1
        channels = channels.map { min($0.lowerBound, channel)...max($0.upperBound, channel) } ?? channel...channel
        days = days.map { min($0.lowerBound, day)...max($0.upperBound, day) } ?? day...day
    }

    private mutating func describe(_ step: Step, _ unit: Unit, hasMarks: Bool, total: Int64) {
        directory.append(step.code | unit.rawValue << 4 | (hasMarks ? 0x80 : 0))
        VariableLengthInteger.append(signed: total, to: &directory)
    }

    /// The bytes of the block: header, directory, curves.
    func sealed() -> [UInt8] {
        var header = CurveBlock.magic + [CurveBlock.version, 0, 0, 0]
        BlockBuilder.append(UInt32(rowCount), to: &header)
        BlockBuilder.append(UInt32(directory.count), to: &header)
        BlockBuilder.append(Checksum.of(directory, after: Checksum.of(header)), to: &header)
        BlockBuilder.append(Checksum.of(payload), to: &header)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(header.count + directory.count + payload.count)
        bytes += header
        bytes += directory
        bytes += payload
        return bytes
    }

    private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
