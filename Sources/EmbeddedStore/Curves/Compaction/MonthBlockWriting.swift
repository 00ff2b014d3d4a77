import Metering
import Store

/// Days of one channel on their way into a month block: one step and unit, ascending, each day once.
struct MonthRow {
    let channel: UInt32
    let days: [(revision: Revision, day: CivilDay, curve: DayCurve)]
    /// Whether these are the newest revisions; superseded ones stand in further rows.
    let isNewest: Bool

    fileprivate func shape(from first: CivilDay) -> MonthBlock.Shape {
        MonthBlock.Shape(
            step: days[0].curve.step, unit: days[0].curve.unit, hasMarks: days.contains { !$0.curve.marks.isEmpty },
            days: days.reduce(0) { $0 | 1 << UInt32($1.day.daysSinceEpoch - first.daysSinceEpoch) },
            revisions: days.map(\.revision))
    }
}

extension MonthBlock {
    /// Values that a strip has at least, if the block has them: below, its checksum and ends weigh too much.
    private static let fewestInStrip = 1_024
    /// Rows from which on totals and sums are kept beside the curves: few are unpacked as fast.
    private static let fewestWithTotals = 64

    /// The bytes of rows sorted by channel, newest first, and the length of the head.
    ///
    /// Precondition: at most `mostRows` rows, not none, of at most 31 days from `firstDay` on.
    static func encode(_ rows: [MonthRow], firstDay: CivilDay) -> (bytes: [UInt8], headLength: Int) {
        let perRow = rows.reduce(0) { $0 + $1.days.reduce(0) { $0 + $1.curve.count } } / rows.count
        let rowsPerStrip = min(max(1, fewestInStrip / max(1, perRow)), mostRowsInStrip)
        let groups = stride(from: 0, to: rows.count, by: rowsPerStrip).map {
            rows[$0..<min($0 + rowsPerStrip, rows.count)]
        }
        let prediction = prediction(for: groups)
        let strips = groups.map { StripTokens($0, prediction) }
        let values = SeriesModel(SeriesHistogram(strips.map(\.series)))
        let hasTotals = rows.count >= fewestWithTotals
        let totals = hasTotals ? encodeTotals(rows) : []
        let sums = hasTotals ? BlockSums(rows, from: firstDay)?.bytes ?? [] : []
        let packed = strips.map { sealed($0.bytes(values)) }

        var head = directory(rows, firstDay, prediction, rowsPerStrip)
        for strip in packed { VariableLengthInteger.append(UInt64(strip.count), to: &head) }
        values.append(to: &head)

        var bytes = CurveBlock.magic + [version, 0, 0, 0]
        for length in [headerLength + head.count, totals.count, sums.count, rows.count] {
            bytes.append(word: UInt32(length))
        }
        bytes.append(word: 0)
        bytes += head
        bytes.set(word: headChecksum(of: bytes), at: 24)
        let headLength = bytes.count
        bytes += totals
        bytes += sums
        for strip in packed { bytes += strip }
        return (bytes, headLength)
    }

    /// What fits a sample of the strips best.
    private static func prediction(for groups: [ArraySlice<MonthRow>]) -> Prediction {
        let sample = stride(from: 0, to: groups.count, by: max(1, groups.count / 16)).map { groups[$0] }
        let sizes = Prediction.allCases.map { prediction in
            (prediction, SeriesHistogram(sample.map { StripTokens($0, prediction).series }).estimatedBytes)
        }
        return sizes.min { $0.1 < $1.1 }?.0 ?? .zero
    }

    private static func directory(
        _ rows: [MonthRow], _ firstDay: CivilDay, _ prediction: Prediction, _ rowsPerStrip: Int
    ) -> [UInt8] {
        let shapeOfRow = rows.map { $0.shape(from: firstDay) }
        var numbers: [Shape: Int] = [:]
        var shapes: [Shape] = []
        for shape in shapeOfRow where numbers[shape] == nil {
            numbers[shape] = shapes.count
            shapes.append(shape)
        }
        let dayCount = shapes.reduce(0) { max($0, 32 - $1.days.leadingZeroBitCount) }
        var bytes: [UInt8] = []
        VariableLengthInteger.append(signed: Int64(firstDay.daysSinceEpoch), to: &bytes)
        VariableLengthInteger.append(UInt64(dayCount), to: &bytes)
        bytes.append(prediction.rawValue)
        VariableLengthInteger.append(UInt64(rowsPerStrip), to: &bytes)
        VariableLengthInteger.append(UInt64(shapes.count), to: &bytes)
        for shape in shapes { append(shape, to: &bytes) }
        append(runs: zip(rows, shapeOfRow.map { numbers[$0] ?? 0 }).map { ($0.channel, $1) }, to: &bytes)
        return bytes
    }

    private static func append(_ shape: Shape, to bytes: inout [UInt8]) {
        bytes.append(shape.step.code | shape.unit.rawValue << 4 | (shape.hasMarks ? 0x80 : 0))
        VariableLengthInteger.append(UInt64(shape.days), to: &bytes)
        var last: Int64 = 0
        for revision in shape.revisions {
            VariableLengthInteger.append(signed: revision.number - last, to: &bytes)
            last = revision.number
        }
    }

    /// Runs of consecutive channels with one shape: the distance to the last channel before, the number of rows,
    /// the shape.
    private static func append(runs rows: [(channel: UInt32, shape: Int)], to bytes: inout [UInt8]) {
        var (start, last) = (0, UInt32(0))
        while start < rows.count {
            var end = start + 1
            while end < rows.count, rows[end].shape == rows[start].shape,
                rows[end].channel == rows[end - 1].channel + 1
            {
                end += 1
            }
            VariableLengthInteger.append(UInt64(rows[start].channel - last), to: &bytes)
            VariableLengthInteger.append(UInt64(end - start), to: &bytes)
            VariableLengthInteger.append(UInt64(rows[start].shape), to: &bytes)
            (start, last) = (end, rows[end - 1].channel)
        }
    }

    /// Qualities of the days of rows that are not wholly measured, then the totals of all days as one series, with a
    /// model of its own.
    private static func encodeTotals(_ rows: [MonthRow]) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in rows where row.days.contains(where: { !$0.curve.marks.isEmpty }) {
            for day in row.days {
                let quality = day.curve.qualityCounts
                for count in [quality.corrected, quality.estimated, quality.missing] {
                    VariableLengthInteger.append(UInt64(count), to: &bytes)
                }
            }
        }
        var tokens = SeriesTokens()
        tokens.add(rows.flatMap { $0.days.map(\.curve.total) }, .zero, period: 1)
        let model = SeriesModel(SeriesHistogram([tokens]))
        model.append(to: &bytes)
        tokens.append(to: &bytes, model)
        return sealed(bytes)
    }

    /// A section: its checksum, then its bytes.
    static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        var section = [UInt8](repeating: 0, count: checksumLength) + bytes
        section.set(word: checksum(of: section, section.indices), at: 0)
        return section
    }
}

/// Rows of one strip, split for coding.
private struct StripTokens {
    private(set) var series = SeriesTokens()
    /// What all values are multiples of.
    private var divisor: Int64 = 1
    private var marks: [UInt8] = []

    init(_ rows: ArraySlice<MonthRow>, _ prediction: Prediction) {
        let values = rows.map(\.knownValues)
        divisor = max(1, values.reduce(0) { $1.reduce($0, StripTokens.commonDivisor) })
        if divisor > Int64(Int32.max) { divisor = 1 }
        for (row, values) in zip(rows, values) {
            let period = 24 * 60 / row.days[0].curve.step.minutes
            series.add(divisor == 1 ? values : values.map { $0 / divisor }, prediction, period: period)
            if row.days.contains(where: { !$0.curve.marks.isEmpty }) {
                CurveCodec.append(marks: row.days.flatMap(\.curve.allMarks), to: &marks)
            }
        }
    }

    func bytes(_ model: SeriesModel) -> [UInt8] {
        var bytes: [UInt8] = []
        VariableLengthInteger.append(UInt64(divisor), to: &bytes)
        bytes += marks
        series.append(to: &bytes, model)
        return bytes
    }

    private static func commonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
        var (left, right) = (left, abs(right))
        // Once it is 1, it stays 1.
        if left == 1 { return 1 }
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }
}

extension MonthRow {
    /// The values that are not missing, in order.
    fileprivate var knownValues: [Int64] {
        var known: [Int64] = []
        for day in days {
            let curve = day.curve
            if curve.marks.isEmpty {
                for value in curve.values { known.append(Int64(value)) }
            } else {
                for (value, mark) in zip(curve.values, curve.marks) where mark.quality != .missing {
                    known.append(Int64(value))
                }
            }
        }
        return known
    }
}

extension DayCurve {
    fileprivate var allMarks: [Mark] { marks.isEmpty ? Array(repeating: .measured, count: count) : marks }
}

extension SeriesHistogram {
    init(_ series: [SeriesTokens]) {
        self.init()
        for tokens in series { tokens.count(in: &self) }
    }
}

extension [UInt8] {
    mutating func append(word: UInt32) {
        Swift.withUnsafeBytes(of: word.littleEndian) { append(contentsOf: $0) }
    }

    mutating func set(word: UInt32, at position: Int) {
        Swift.withUnsafeBytes(of: word.littleEndian) { replaceSubrange(position..<position + 4, with: $0) }
    }
}
