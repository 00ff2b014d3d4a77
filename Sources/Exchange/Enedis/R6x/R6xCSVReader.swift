import Metering

/// Reads R63, R64, R65 and R66 in CSV (the customer portal's form of guide Enedis.SGE.GUI.0503): one header row, then
/// one row for each value that repeats all it belongs to.
///
/// Consecutive rows of one point and quantity make a series: row order tells the repeated autumn hour apart.
final class R6xCSVReader: LineHandler {
    /// The columns that name a series.
    private static let key: [R6xColumn] = [.point, .quantity, .direction, .stage, .unit, .readingType]

    private let sink: any RecordSink
    private let flow: Flow
    private let rows: any R6xRows
    /// Whether the header was read elsewhere, and no other may come.
    private let isPiece: Bool
    @exclusivity(unchecked) private(set) var header: R6xHeader?
    @exclusivity(unchecked) private var fields = CSVFields()
    /// The cells that name the series of the previous row.
    @exclusivity(unchecked) private var key = R6xCells()
    @exclusivity(unchecked) private var prm = ""
    @exclusivity(unchecked) private var point: PointID?
    /// Why the rows at hand have no point, the line of the first, and how many there are.
    private var pointFault: RecordFault?
    private var firstPointless: UInt32 = 0
    @exclusivity(unchecked) private var pointlessRows = 0
    /// A row that lacks cells: a bad row, or where the file was cut.
    @exclusivity(unchecked) private var shortRow: UInt32?

    /// In a piece of a file, something of another file.
    struct AnotherFile: Error {}

    /// A reader that is given a header reads rows under it, and throws `AnotherFile` where another file begins.
    init(
        _ sink: any RecordSink, flow: Flow, limits: ReadingLimits, others: OtherQuantities,
        under header: R6xHeader? = nil
    ) {
        self.sink = sink
        self.flow = flow
        self.header = header
        isPiece = header != nil
        rows =
            flow == .r64CSV
            ? R64Rows(sink, limits: limits, others: others)
            : R6xPointRows(sink, flow: flow, limits: limits, others: others)
    }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        guard !text.trimmed(0..<text.count).isEmpty else { return }
        try quarantineShortRow()
        fields.split(text)
        guard let header, !startsAsHeader(text) else { return try readHeader(text, number) }
        try header.start.requireOneLine(text, fields, number: number)
        guard fields.count >= header.width else {
            shortRow = number
            return
        }
        let row = R6xRow(header: header, fields: fields, number: number)
        let quantity = text.extracting(row.range(.quantity))
        guard header.isQuantity(quantity) else {
            // A row of another table, whose header was lost.
            let detail = "\(quantity.quoted) as a quantity"
            return try sink.receive(Diagnostic(.quarantined, EnedisRule.value, line: number, detail))
        }
        try follow(row, of: text)
        if point != nil {
            try rows.add(row, of: text)
        } else {
            if pointlessRows == 0 { firstPointless = number }
            pointlessRows += 1
        }
    }

    func beginFile() throws {
        if isPiece { throw AnotherFile() }
        try endSeries()
        (header, prm) = (nil, "")
        key.forget()
    }

    func finish() throws {
        if let shortRow { throw FlowError.truncated(line: shortRow) }
        guard header != nil else { throw FlowError.malformed(line: 1, detail: "no header row") }
        try endSeries()
    }

    private func readHeader(_ text: Span<UInt8>, _ number: UInt32) throws {
        guard !text.startsWith("#") else { return }
        if header != nil {
            try beginFile()
            let columns = Set((0..<fields.count).compactMap { fields.text($0, of: text)?.withoutAccents })
            guard try Flow.recogniseEnedisCSV(columns) == flow else {
                throw FlowError.malformed(line: number, detail: "another flow begins here; import the files one by one")
            }
        }
        header = try R6xHeader(fields, of: text, flow: flow, number: number)
    }

    /// Whether a line is the header of a file joined to this one.
    private func startsAsHeader(_ text: Span<UInt8>) -> Bool {
        let first = text.extracting(fields.range(0))
        return first.count > 11 && first.extracting(0..<11).equals(anyCase: "identifiant")
    }

    /// Ends the series at hand where a row belongs to another.
    private func follow(_ row: R6xRow, of text: Span<UInt8>) throws {
        if key.areThose(R6xCSVReader.key, of: row, text) { return }
        try endSeries()
        key.take(R6xCSVReader.key, of: row, text)
        let cell = text.extracting(row.range(.point)).string
        if cell != prm || prm.isEmpty {
            prm = cell
            do throws(RecordFault) {
                point = try PointID(prm: prm)
            } catch {
                (point, pointFault) = (nil, error)
            }
            if let point { try sink.flag(masked: point, line: row.number) }
        }
        if point != nil { rows.begin(row, of: text) }
    }

    private func endSeries() throws {
        if let point { try rows.end(of: point) }
        guard pointlessRows > 0, let pointFault else { return }
        let detail = "\(pointlessRows) rows set aside: \(pointFault.detail)"
        pointlessRows = 0
        try sink.receive(Diagnostic(.quarantined, pointFault.rule, line: firstPointless, detail))
    }

    private func quarantineShortRow() throws {
        guard let number = shortRow else { return }
        shortRow = nil
        try sink.receive(Diagnostic(.quarantined, R6xRule.shortRow, line: number, "fewer cells than the header"))
    }
}

/// One row, as where its cells are.
struct R6xRow {
    let header: R6xHeader
    let fields: CSVFields
    let number: UInt32

    func range(_ column: R6xColumn) -> Range<Int> { header.range(column, fields) }
}

/// What gathers the rows of one series and delivers it at its end.
protocol R6xRows: AnyObject {
    func begin(_ row: R6xRow, of text: Span<UInt8>)
    func add(_ row: R6xRow, of text: Span<UInt8>) throws
    /// Also called when no series has begun, or it has ended.
    func end(of point: PointID) throws
}
