import Metering

/// Reads R63, R64, R65 and R66 in CSV (the customer portal's form of guide Enedis.SGE.GUI.0503): one header row, then
/// one row for each value that repeats all it belongs to.
///
/// Consecutive rows of one point and quantity make a series: row order tells the repeated autumn hour apart.
final class R6xCSVReader: LineHandler {
    private let sink: any RecordSink
    private let flow: Flow
    private let rows: any R6xRows
    private var start = TableStart("identifiant prm", "")
    private var header: R6xHeader?
    private var fields = CSVFields()
    /// The cells that name the series of the previous row, and of this one.
    private var key: [UInt8] = []
    private var newKey: [UInt8] = []
    private var prm = ""
    private var point: PointID?
    /// Why the rows at hand have no point, the line of the first, and how many there are.
    private var pointFault: RecordFault?
    private var firstPointless: UInt32 = 0
    private var pointlessRows = 0
    /// A row that lacks cells: a bad row, or where the file was cut.
    private var shortRow: UInt32?

    init(_ sink: any RecordSink, flow: Flow, limits: ReadingLimits) {
        self.sink = sink
        self.flow = flow
        rows = flow == .r64CSV ? R64Rows(sink, limits: limits) : R6xPointRows(sink, flow: flow, limits: limits)
    }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        guard !text.trimmed(0..<text.count).isEmpty else { return }
        try quarantineShortRow()
        fields.split(text)
        guard let header, !startsAsHeader(text) else { return try readHeader(text, number) }
        try start.requireOneLine(text, fields, number: number)
        guard fields.count >= header.width else {
            shortRow = number
            return
        }
        let row = R6xRow(header: header, fields: fields, number: number)
        let quantity = text.extracting(row.range(.quantity))
        guard quantity.isEmpty || quantity.digit(0) == nil else {
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
        try endSeries()
        (header, key, prm) = (nil, [], "")
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
        start.begin(fields)
        header = try R6xHeader(fields, of: text, flow: flow, number: number)
    }

    /// Whether a line is the header of a file joined to this one.
    private func startsAsHeader(_ text: Span<UInt8>) -> Bool {
        let first = text.extracting(fields.range(0))
        return first.count > 11 && first.extracting(0..<11).equals(anyCase: "identifiant")
    }

    /// Ends the series at hand where a row belongs to another.
    private func follow(_ row: R6xRow, of text: Span<UInt8>) throws {
        newKey.removeAll(keepingCapacity: true)
        for column in [R6xColumn.point, .quantity, .direction, .stage, .unit, .readingType] {
            let cell = text.extracting(row.range(column))
            for position in cell.indices { newKey.append(cell[position]) }
            newKey.append(UInt8(ascii: ";"))
        }
        guard newKey != key else { return }
        try endSeries()
        swap(&key, &newKey)
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
