import Metering
import Store

/// Channels by the days of a month: `docs/block-format.md` describes every field.
///
/// The head stands first and is read alone; it says where each row is. Totals, sums over all rows and strips of
/// rows follow, each with its own checksum, so that one row is found, verified and unpacked without its neighbours.
/// Rows of one channel stand together, the newest revision of each day in the first that has the day.
struct MonthBlock {
    static let version: UInt8 = 3
    static let headerLength = 28
    static let mostRows = 65_536
    static let mostDays = 31
    static let mostRowsInStrip = 64
    static let checksumLength = 4

    typealias Damage = CurveBlock.Damage

    /// What the days of a row have in common, with the revision that brought each.
    struct Shape: Hashable {
        let step: Step
        let unit: Unit
        let hasMarks: Bool
        /// One bit for each day from the block's first.
        let days: UInt32
        /// One for each day that is present.
        let revisions: [Revision]
    }

    /// Rows of consecutive channels with one shape.
    struct Run: Hashable {
        let firstChannel: UInt32
        let firstRow: Int
        let count: Int
        let shape: Int

        var channels: ClosedRange<UInt32> { firstChannel...firstChannel + UInt32(count - 1) }
    }

    let firstDay: CivilDay
    let dayCount: Int
    let prediction: Prediction
    let shapes: [Shape]
    let runs: [Run]
    let rowCount: Int
    let rowsPerStrip: Int
    let values: SeriesModel
    /// Where the sections are, from the start of the block; each begins with its checksum. Totals and sums are
    /// empty in blocks of few rows.
    let totalsRange: Range<Int>
    let sumsRange: Range<Int>
    let stripRanges: [Range<Int>]

    var length: Int { stripRanges.last?.upperBound ?? sumsRange.upperBound }

    /// Reads the head of a block, whose length the block's place says.
    init(head bytes: [UInt8]) throws(Damage) {
        guard bytes.count >= MonthBlock.headerLength, bytes.starts(with: CurveBlock.magic) else {
            throw Damage(detail: "not a block")
        }
        guard bytes[4] == MonthBlock.version else {
            throw Damage(detail: "format version \(bytes[4]), this program knows \(MonthBlock.version)")
        }
        guard MonthBlock.headChecksum(of: bytes) == bytes.word(at: 24) else {
            throw Damage(detail: "checksum mismatch")
        }
        do {
            self = try MonthBlock(bytes)
        } catch {
            throw Damage(detail: "directory cut short")
        }
    }

    private init(_ bytes: [UInt8]) throws(ByteReader.EndOfBytes) {
        guard Int(bytes.word(at: 8)) == bytes.count else { throw ByteReader.EndOfBytes() }
        rowCount = Int(bytes.word(at: 20))
        guard (1...MonthBlock.mostRows).contains(rowCount) else { throw ByteReader.EndOfBytes() }
        var reader = ByteReader(bytes[MonthBlock.headerLength...])
        guard let first = Int32(exactly: try reader.signed()), abs(Int(first)) < 1 << 24 else {
            throw ByteReader.EndOfBytes()
        }
        firstDay = CivilDay(daysSinceEpoch: first)
        dayCount = try reader.count(atMost: MonthBlock.mostDays)
        guard let prediction = Prediction(rawValue: try reader.byte()) else { throw ByteReader.EndOfBytes() }
        self.prediction = prediction
        rowsPerStrip = try reader.count(atMost: MonthBlock.mostRowsInStrip)
        guard rowsPerStrip > 0 else { throw ByteReader.EndOfBytes() }
        shapes = try MonthBlock.readShapes(&reader, dayCount: dayCount, atMost: rowCount)
        runs = try MonthBlock.readRuns(&reader, rowCount: rowCount, shapeCount: shapes.count)
        let sumsStart = bytes.count + Int(bytes.word(at: 12))
        totalsRange = bytes.count..<sumsStart
        sumsRange = sumsStart..<sumsStart + Int(bytes.word(at: 16))
        stripRanges = try MonthBlock.readStrips(
            &reader, count: (rowCount + rowsPerStrip - 1) / rowsPerStrip, from: sumsRange.upperBound)
        values = try SeriesModel(&reader)
        guard reader.remaining == 0, totalsRange.isEmpty || totalsRange.count >= MonthBlock.checksumLength else {
            throw ByteReader.EndOfBytes()
        }
    }

    private static func readShapes(
        _ reader: inout ByteReader, dayCount: Int, atMost most: Int
    ) throws(ByteReader.EndOfBytes) -> [Shape] {
        var shapes: [Shape] = []
        for _ in 0..<(try reader.count(atMost: most)) {
            let code = try reader.byte()
            guard let step = Step(code: code & 0x0F), let unit = Unit(rawValue: code >> 4 & 0x07) else {
                throw ByteReader.EndOfBytes()
            }
            let days = UInt32(try reader.count(atMost: 1 << dayCount - 1))
            var (revisions, last): ([Revision], Int64) = ([], 0)
            for _ in 0..<days.nonzeroBitCount {
                last &+= try reader.signed()
                revisions.append(Revision(last))
            }
            shapes.append(
                Shape(step: step, unit: unit, hasMarks: code & 0x80 != 0, days: days, revisions: revisions))
        }
        return shapes
    }

    private static func readRuns(
        _ reader: inout ByteReader, rowCount: Int, shapeCount: Int
    ) throws(ByteReader.EndOfBytes) -> [Run] {
        var (runs, row, channel): ([Run], Int, Int) = ([], 0, 0)
        while row < rowCount {
            channel += try reader.count(atMost: Int(UInt32.max) - channel)
            let count = try reader.count(atMost: min(rowCount - row, Int(UInt32.max) - channel + 1))
            guard count > 0, shapeCount > 0 else { throw ByteReader.EndOfBytes() }
            let shape = try reader.count(atMost: shapeCount - 1)
            runs.append(Run(firstChannel: UInt32(channel), firstRow: row, count: count, shape: shape))
            channel += count - 1
            row += count
        }
        return runs
    }

    private static func readStrips(
        _ reader: inout ByteReader, count: Int, from start: Int
    ) throws(ByteReader.EndOfBytes) -> [Range<Int>] {
        var (ranges, start): ([Range<Int>], Int) = ([], start)
        ranges.reserveCapacity(count)
        for _ in 0..<count {
            let end = start + (try reader.count(atMost: 1 << 24))
            guard end - start >= checksumLength else { throw ByteReader.EndOfBytes() }
            ranges.append(start..<end)
            start = end
        }
        return ranges
    }

    // MARK: choosing rows

    /// Days of one row that answer a question.
    struct Answer {
        let row: Int
        let channel: UInt32
        let shape: Int
        /// One bit for each day from the block's first.
        let days: UInt32
    }

    /// What answers a question: each day once, in its newest revision that is seen, or in all where they are wanted.
    func answers(to question: EmbeddedCurveStore.Question) -> [Answer] {
        let visible = shapes.map { shape in
            shape.presentDays(from: firstDay).enumerated().reduce(UInt32(0)) { bits, present in
                let (place, (index, day)) = present
                return question.days.contains(day) && question.sees(shape.revisions[place])
                    ? bits | 1 << UInt32(index) : bits
            }
        }
        var answers: [Answer] = []
        var (channel, taken): (UInt32?, UInt32) = (nil, 0)
        for run in runs where visible[run.shape] != 0 {
            question.channels.forEach(in: run.channels) { number in
                if number != channel || question.isForEveryRevision { (channel, taken) = (number, 0) }
                let fresh = visible[run.shape] & ~taken
                taken |= fresh
                guard fresh != 0 else { return }
                let row = run.firstRow + Int(number - run.firstChannel)
                answers.append(Answer(row: row, channel: number, shape: run.shape, days: fresh))
            }
        }
        return answers
    }

    // MARK: checksums

    static func headChecksum(of bytes: [UInt8]) -> UInt32 {
        Checksum.of(bytes[headerLength...], after: Checksum.of(bytes[..<24]))
    }

    /// What stands in front of a section: the checksum of what follows.
    static func checksum(of bytes: [UInt8], _ section: Range<Int>) -> UInt32 {
        Checksum.of(bytes[section.dropFirst(checksumLength)])
    }
}

extension MonthBlock.Shape {
    /// The days that are present, with their place from the block's first.
    func presentDays(from first: CivilDay) -> [(index: Int, day: CivilDay)] {
        (0..<MonthBlock.mostDays).filter { days & 1 << UInt32($0) != 0 }.map { ($0, first.advanced(by: $0)) }
    }
}

extension [UInt8] {
    /// Four bytes, little-endian.
    func word(at position: Int) -> UInt32 {
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(self[position + $1]) << UInt32(8 * $1) }
    }
}
