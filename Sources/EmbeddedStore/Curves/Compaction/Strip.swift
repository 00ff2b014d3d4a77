import Metering
import Store

/// Rows that were coded together: the unit of reading.
struct Strip {
    private let layouts: [RowLayout]
    private let divisor: Int64
    /// Empty for rows that are wholly measured.
    private let marks: [[Mark]]
    /// How many values of each row are not missing.
    private let known: [Int]
    fileprivate let series: SeriesReader

    init(_ layouts: [RowLayout], _ section: [UInt8], _ reader: inout ByteReader) throws(ByteReader.EndOfBytes) {
        self.layouts = layouts
        divisor = Int64(try reader.count(atMost: Int(Int32.max)))
        var marks: [[Mark]] = []
        for layout in layouts {
            marks.append(layout.shape.hasMarks ? try CurveCodec.readMarks(&reader, count: layout.count) : [])
        }
        self.marks = marks
        known = zip(layouts, marks).map { $0.count - $1.count { $0.quality == .missing } }
        series = try SeriesReader(section, from: reader.position, to: reader.position + reader.remaining)
    }

    /// Values that are coded.
    fileprivate var count: Int { known.reduce(0, +) }

    /// Each row, of which the residuals are given one after the other.
    fileprivate func forEachRow(
        _ residuals: [Int64], _ prediction: Prediction,
        _ body: (_ row: Int, RowLayout, _ values: [Int64], [Mark]) throws -> Void
    ) throws {
        var start = 0
        for (row, layout) in layouts.enumerated() {
            var values = layouts.count == 1 ? residuals : Array(residuals[start..<start + known[row]])
            start += known[row]
            prediction.restore(&values, period: layout.period)
            if divisor != 1 { for index in values.indices { values[index] &*= divisor } }
            if values.count < layout.count {
                var next = values.makeIterator()
                values = marks[row].map { $0.quality == .missing ? 0 : next.next() ?? 0 }
            }
            try body(row, layout, values, marks[row])
        }
    }
}

/// Two strips of one block, unpacked together: two series in step take little longer than one.
struct StripPair {
    private let prediction: Prediction
    private let tables: DecodingTables
    private var waiting: Wanted?

    /// A strip with the rows that are wanted of it.
    private struct Wanted {
        let strip: Strip
        let firstRow: Int
        let answers: ArraySlice<MonthBlock.Answer>
    }

    typealias Body = (MonthBlock.Answer, RowLayout, _ values: [Int64], _ marks: [Mark]) throws -> Void

    init(_ prediction: Prediction, _ tables: DecodingTables) {
        self.prediction = prediction
        self.tables = tables
    }

    /// Gives the wanted rows of a strip as soon as there is another.
    mutating func add(
        _ strip: Strip, firstRow: Int, _ answers: ArraySlice<MonthBlock.Answer>, _ body: Body
    ) throws {
        let wanted = Wanted(strip: strip, firstRow: firstRow, answers: answers)
        guard let first = waiting else {
            waiting = wanted
            return
        }
        waiting = nil
        let (left, right) = try decoded { () throws(ByteReader.EndOfBytes) in
            try SeriesReader.residuals(of: (first.strip.series, strip.series), (first.strip.count, strip.count), tables)
        }
        try give(first, left, body)
        try give(wanted, right, body)
    }

    /// Gives the wanted rows of the strip that waits.
    mutating func finish(_ body: Body) throws {
        guard let last = waiting else { return }
        waiting = nil
        let residuals = try decoded { () throws(ByteReader.EndOfBytes) in
            try last.strip.series.residuals(last.strip.count, tables)
        }
        try give(last, residuals, body)
    }

    private func give(_ wanted: Wanted, _ residuals: [Int64], _ body: Body) throws {
        var answers = wanted.answers
        try wanted.strip.forEachRow(residuals, prediction) { row, layout, values, marks in
            guard let answer = answers.first, answer.row == wanted.firstRow + row else { return }
            try body(answer, layout, values, marks)
            answers.removeFirst()
        }
    }

    private func decoded<Values>(
        _ read: () throws(ByteReader.EndOfBytes) -> Values
    ) throws(MonthBlock.Damage) -> Values {
        do {
            return try read()
        } catch {
            throw MonthBlock.Damage(detail: "curve cut short")
        }
    }
}
