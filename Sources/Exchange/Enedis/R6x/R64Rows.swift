import Metering

/// The rows of R64 in CSV, put back into calendars and classes.
final class R64Rows: R6xRows {
    private static let heading: [R6xColumn] = [.direction, .quantity, .unit, .readingType]

    private let limits: ReadingLimits
    private let sorter: R64Sorter
    /// The series at hand; between two series, one that has ended.
    @exclusivity(unchecked) private var indexes = R64Indexes(line: 0)
    @exclusivity(unchecked) private var isOpen = false
    @exclusivity(unchecked) private var isRead = false
    @exclusivity(unchecked) private var isDaily = false
    @exclusivity(unchecked) private var count = 0
    /// The cells that say what the series at hand is: the next is most often of the same kind.
    @exclusivity(unchecked) private var heading = R6xCells()
    @exclusivity(unchecked) private var classes = R64ClassTable()

    init(_ sink: any RecordSink, limits: ReadingLimits, others: OtherQuantities) {
        self.limits = limits
        sorter = R64Sorter(sink, others: others)
    }

    func begin(_ row: R6xRow, of text: Span<UInt8>) {
        if !heading.areThose(R64Rows.heading, of: row, text) { readHeading(row, of: text) }
        indexes.begin(line: row.number)
        classes.beginSeries()
        (isOpen, count) = (true, 0)
    }

    func add(_ row: R6xRow, of text: Span<UInt8>) throws {
        guard isOpen, isRead else { return }
        count += 1
        guard count <= limits.seriesLength else {
            throw FlowError.tooLarge(line: row.number, detail: "a series is longer than \(limits.seriesLength) values")
        }
        var value = R6xPoint(line: row.number)
        value.read(.value, text.extracting(row.range(.value)))
        value.read(.time, text.extracting(row.range(.time)))
        value.read(.likelihood, text.extracting(row.range(.likelihood)))
        switch classes.place(of: row, text, in: &indexes) {
        case .total: indexes.total.append(value)
        case .ofClass(let calendar, let position):
            indexes.calendars[calendar].classes[position].values.append(value)
        }
    }

    func end(of point: PointID) throws {
        guard isOpen else { return }
        isOpen = false
        try sorter.deliver(indexes, isDaily: isDaily, of: point)
    }

    private func readHeading(_ row: R6xRow, of text: Span<UInt8>) {
        heading.take(R64Rows.heading, of: row, text)
        indexes.direction = text.extracting(row.range(.direction)).label
        indexes.quantity = text.extracting(row.range(.quantity)).label
        indexes.unit = text.extracting(row.range(.unit)).label
        isRead = indexes.quantity == R6xKind.dailyEnergy.quantity
        let type = text.extracting(row.range(.readingType)).label.withoutAccents
        isDaily = type == "aq" || type == "arrete quotidien"
    }
}
