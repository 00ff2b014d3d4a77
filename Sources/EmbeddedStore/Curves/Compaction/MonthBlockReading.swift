import Metering
import Store

/// Gives bytes of a month block: a range from its start, with `SeriesReader.padding` zeros after it.
typealias BlockBytes = (Range<Int>) throws -> [UInt8]

extension MonthBlock {
    /// Each total among the answers, in their order; curves are unpacked only in blocks of few rows.
    func forEachTotal(
        of answers: [Answer], _ bytes: BlockBytes,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, _ total: Int64, QualityCounts) throws -> Void
    ) throws {
        guard !totalsRange.isEmpty else {
            return try forEachRow(of: answers, bytes) { answer, layout, values, marks in
                for (place, day) in layout.days.enumerated() where answer.days & 1 << UInt32(day.index) != 0 {
                    let curve = layout.curve(ofDay: place, values, marks)
                    try body(answer.channel, day.day, layout.shape.revisions[place], curve.total, curve.qualityCounts)
                }
            }
        }
        let section = try bytes(totalsRange)
        let totals = try section.checked(0..<totalsRange.count) { reader throws(ByteReader.EndOfBytes) in
            try RowTotals(self, section, &reader)
        }
        let layouts = shapes.map { RowLayout($0, from: firstDay) }
        for answer in answers {
            let layout = layouts[answer.shape]
            for (place, day) in layout.days.enumerated() where answer.days & 1 << UInt32(day.index) != 0 {
                let (total, quality) = totals.day(place, ofRow: answer.row, in: layout)
                try body(answer.channel, day.day, layout.shape.revisions[place], total, quality)
            }
        }
    }

    /// Each row among the answers, unpacked; strips without an answer are not read.
    func forEachRow(
        of answers: [Answer], _ bytes: BlockBytes,
        _ body: (Answer, RowLayout, _ values: [Int64], _ marks: [Mark]) throws -> Void
    ) throws {
        guard !answers.isEmpty else { return }
        let layouts = shapes.map { RowLayout($0, from: firstDay) }
        var pair = StripPair(prediction, DecodingTables(values))
        var rest = answers[...]
        while !rest.isEmpty {
            let strips = neighbouringStrips(of: rest)
            let start = stripRanges[strips.lowerBound].lowerBound
            let section = try bytes(start..<stripRanges[strips.upperBound].upperBound)
            for number in strips {
                let range = stripRanges[number].lowerBound - start..<stripRanges[number].upperBound - start
                let rows = number * rowsPerStrip..<min((number + 1) * rowsPerStrip, rowCount)
                let strip = try section.checked(range) { reader throws(ByteReader.EndOfBytes) in
                    try Strip(shapes(of: rows).map { layouts[$0] }, section, &reader)
                }
                let wanted = rest.prefix { $0.row < rows.upperBound }
                try pair.add(strip, firstRow: rows.lowerBound, wanted, body)
                rest = rest[wanted.endIndex...]
            }
        }
        try pair.finish(body)
    }

    /// The shapes of consecutive rows.
    private func shapes(of rows: Range<Int>) -> [Int] {
        var (low, high) = (0, runs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].firstRow <= rows.lowerBound { low = middle } else { high = middle }
        }
        return rows.map { row in
            while row >= runs[low].firstRow + runs[low].count { low += 1 }
            return runs[low].shape
        }
    }

    /// Strips that stand side by side and hold the first answers: one read for all of them.
    private func neighbouringStrips(of answers: ArraySlice<Answer>) -> ClosedRange<Int> {
        let first = answers[answers.startIndex].row / rowsPerStrip
        var last = first
        for answer in answers {
            let strip = answer.row / rowsPerStrip
            guard strip <= last + 1, stripRanges[strip].upperBound - stripRanges[first].lowerBound < 1 << 22 else {
                break
            }
            last = strip
        }
        return first...last
    }
}

/// How the intervals of a row lie on its days.
struct RowLayout {
    let shape: MonthBlock.Shape
    let days: [(index: Int, day: CivilDay)]
    /// The first interval of each day, and the number of all at the end.
    let starts: [Int]

    init(_ shape: MonthBlock.Shape, from first: CivilDay) {
        self.shape = shape
        days = shape.presentDays(from: first)
        starts = days.reduce(into: [0]) { starts, present in
            starts.append((starts.last ?? 0) + shape.step.count(in: present.day))
        }
    }

    var count: Int { starts.last ?? 0 }
    /// The intervals of a day of 24 hours.
    var period: Int { 24 * 60 / shape.step.minutes }

    func intervals(ofDay place: Int) -> Range<Int> { starts[place]..<starts[place + 1] }

    /// One day of an unpacked row.
    func curve(ofDay place: Int, _ values: [Int64], _ marks: [Mark]) -> DayCurve {
        let range = intervals(ofDay: place)
        return DayCurve(
            step: shape.step, unit: shape.unit, values: values[range].map { Int32(truncatingIfNeeded: $0) },
            marks: marks.isEmpty ? [] : Array(marks[range]))
    }
}

/// The totals of all rows of a block, with the quality of days that are not wholly measured.
private struct RowTotals {
    private let totals: [Int64]
    private let quality: [QualityCounts]
    /// For each row, its first place among the totals and among the qualities.
    private let starts: [(total: Int, quality: Int)]

    init(_ block: MonthBlock, _ section: [UInt8], _ reader: inout ByteReader) throws(ByteReader.EndOfBytes) {
        var (starts, end): ([(total: Int, quality: Int)], (total: Int, quality: Int)) = ([], (0, 0))
        for run in block.runs {
            let days = block.shapes[run.shape].days.nonzeroBitCount
            for _ in 0..<run.count {
                starts.append(end)
                end.total += days
                if block.shapes[run.shape].hasMarks { end.quality += days }
            }
        }
        var quality: [QualityCounts] = []
        for _ in 0..<end.quality {
            var counts = QualityCounts()
            counts.corrected = try reader.count(atMost: 1 << 16)
            counts.estimated = try reader.count(atMost: 1 << 16)
            counts.missing = try reader.count(atMost: 1 << 16)
            quality.append(counts)
        }
        let tables = DecodingTables(try SeriesModel(&reader))
        let series = try SeriesReader(section, from: reader.position, to: reader.position + reader.remaining)
        totals = try series.residuals(end.total, tables)
        (self.quality, self.starts) = (quality, starts)
    }

    func day(_ place: Int, ofRow row: Int, in layout: RowLayout) -> (Int64, QualityCounts) {
        let count = layout.intervals(ofDay: place).count
        guard layout.shape.hasMarks else {
            return (totals[starts[row].total + place], QualityCounts(measured: count))
        }
        var counts = quality[starts[row].quality + place]
        counts.measured = max(0, count - counts.total)
        return (totals[starts[row].total + place], counts)
    }
}

extension [UInt8] {
    /// What is read of a section once its checksum is right.
    func checked<Value>(
        _ section: Range<Int>, _ read: (inout ByteReader) throws(ByteReader.EndOfBytes) -> Value
    ) throws(MonthBlock.Damage) -> Value {
        guard MonthBlock.checksum(of: self, section) == word(at: section.lowerBound) else {
            throw MonthBlock.Damage(detail: "checksum mismatch")
        }
        var reader = ByteReader(self[section.dropFirst(MonthBlock.checksumLength)])
        do {
            return try read(&reader)
        } catch {
            throw MonthBlock.Damage(detail: "section cut short")
        }
    }
}
