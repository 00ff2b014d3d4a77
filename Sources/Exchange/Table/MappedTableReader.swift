import Metering

/// Reads a table whose columns a mapping describes: each row becomes what a line of the exchange form would be.
///
/// Lines above the header may name the point. A header again, as in joined files, says the columns of what follows; so
/// does a line that names a point again, below which a header must come first.
final class MappedTableReader: LineHandler {
    /// Lines above the header: logos, addresses and periods are shorter.
    static let mostLinesAbove = 40

    private let sink: any RecordSink
    private let mapping: TableMapping
    private let flow: Flow
    private let given: PointID?
    private let lines: IntervalLines
    private let moments: TableMoment
    private var header: TableHeader?
    private var fields = CSVFields()
    private var labelled: PointID?
    private var meter: String?
    private var linesAbove = 0
    private var hasHeader = false
    private var leftRows = 0
    private var masked = MaskedPoints()

    init(_ sink: any RecordSink, _ mapping: TableMapping, flow: Flow, limits: ReadingLimits, point: PointID?) {
        self.sink = sink
        self.mapping = mapping
        self.flow = flow
        given = point
        lines = IntervalLines(sink, limits: limits)
        moments = TableMoment(mapping)
    }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        if text.isEmpty { return }
        if let next = TableHeader(text, mapping) { return try begin(next, number) }
        if try readLabel(text, number) { return }
        guard let header else { return try above(text, number) }
        fields.split(text)
        let cells = fields.ranges.map { text.extracting($0).string.withoutFormula }
        if cells.allSatisfy(\.isEmpty) { return }
        do {
            guard cells.dropFirst(header.width).allSatisfy(\.isEmpty) else {
                throw RecordFault(
                    PartnerRule.field, "\(cells.count) cells under a header of \(header.width): a line end was lost")
            }
            try read(TableRow(cells, under: header, mapping), number)
        } catch let fault as RecordFault {
            let row = TableRow(cells, under: header, mapping)
            try sink.receive(fault.diagnostic(line: number, point: try? point(of: row)))
        }
    }

    func beginFile() { (header, labelled, linesAbove) = (nil, nil, 0) }

    func finish() throws {
        guard hasHeader else { throw missingColumns(line: 1) }
        try lines.finish()
        guard leftRows > 0 else { return }
        try sink.receive(
            Diagnostic(.note, EnedisRule.otherQuantity, point: given, "\(leftRows) rows that the mapping leaves"))
    }

    // MARK: Above the rows

    private func begin(_ next: TableHeader, _ number: UInt32) throws {
        header = next
        fields = CSVFields(separator: next.separator)
        (hasHeader, linesAbove) = (true, 0)
        guard mapping.columns.point == nil else {
            if given == nil { return }
            throw FlowError.unsupported(
                flow: "\(flow.rawValue) under a given point", hint: "it names its points; import it without one")
        }
        if let labelled, let given, labelled != given {
            throw FlowError.unsupported(
                flow: "this \(flow.rawValue)", hint: "it names another point than --point does")
        }
        guard given ?? labelled != nil else {
            throw FlowError.unsupported(
                flow: "\(flow.rawValue) without a point",
                hint: "the file does not say whose it is: say it with --point, one file a point")
        }
    }

    /// Takes a line that names the point of what follows, as `Identifiant PRM;01234567890123`.
    private func readLabel(_ text: Span<UInt8>, _ number: UInt32) throws -> Bool {
        guard let label = mapping.pointLabel?.columnKey else { return false }
        for separator in TableHeader.separators {
            var fields = CSVFields(separator: separator)
            fields.split(text)
            guard fields.count > 1, text.extracting(fields.range(0)).string.columnKey.hasPrefix(label) else { continue }
            let name = text.extracting(fields.range(1)).string.withoutFormula
            do throws(RecordFault) {
                labelled = try PointID(partner: name.utf8.span, of: mapping.carrier)
            } catch {
                throw FlowError.malformed(line: number, detail: "the point beside '\(label)': \(error.detail)")
            }
            header = nil
            return true
        }
        return false
    }

    private func above(_ text: Span<UInt8>, _ number: UInt32) throws {
        if hasHeader {
            fields.split(text)
            let cells = fields.ranges.map { text.extracting($0).string }
            guard cells.count > 1, cells.contains(where: { $0.first?.isNumber ?? false }) else { return }
            let detail = "no header stands between this row and the line above that names its point"
            return try sink.receive(Diagnostic(.quarantined, PortalRule.unplaced, line: number, detail))
        }
        linesAbove += 1
        guard linesAbove <= MappedTableReader.mostLinesAbove else { throw missingColumns(line: number) }
    }

    private func missingColumns(line: UInt32) -> FlowError {
        let names = mapping.required.map { "'\($0.prefix(40))'" }.joined(separator: ", ")
        return .malformed(line: line, detail: "no line has the columns \(names) of the mapping; see maille map suggest")
    }

    // MARK: Rows

    private func read(_ row: TableRow, _ number: UInt32) throws {
        guard let direction = try row.direction() else { return leftRows += 1 }
        let channel = Channel(point: try point(of: row), carrier: mapping.carrier, direction: direction)
        try masked.tell(channel.point, line: number, to: sink)
        if mapping.columns.meter != nil { try note(meter: row[mapping.columns.meter], of: channel.point, number) }
        let quality = try row.quality()
        let figure = try figure(row, quality)
        let interval = try figure == nil ? nil : interval(row)
        let indexes = try indexes(row, quality, of: channel, number)
        if let interval, let figure {
            try lines.add(TimedLine(interval: interval, figure: figure, number: number), of: channel)
        }
        for index in indexes { try sink.receive(.register(index)) }
    }

    private func point(of row: TableRow) throws(RecordFault) -> PointID {
        if mapping.columns.point != nil { return try PointID(partner: row.point.utf8.span, of: mapping.carrier) }
        guard let point = given ?? labelled else {
            throw RecordFault(PartnerRule.identifier, "no line above names the point of this row")
        }
        return point
    }

    /// A point that a person names has one meter, in all files.
    private func note(meter name: String, of point: PointID, _ number: UInt32) throws {
        if name == meter { return }
        guard meter == nil else {
            throw FlowError.unsupported(
                flow: "a table of several meters under one --point",
                hint: "line \(number) is of another one: export each meter to a file of its own")
        }
        meter = name
        if let usagePoint = UsagePointName(id: name, place: "") { try sink.receive(usagePoint, namedAs: point) }
    }

    private func figure(_ row: TableRow, _ quality: Quality) throws(RecordFault) -> ExchangeLongLine.Figure? {
        guard mapping.columns.value != nil else { return nil }
        let unit = try row.unit(mapping.unit)
        guard let amount = try row.amount(mapping.columns.value, in: unit) else {
            return ExchangeLongLine.Figure(amount: 0, unit: unit, mark: .missing(.sentEmpty))
        }
        guard quality != .missing else {
            throw RecordFault(PartnerRule.field, "a value beside the word for a missing one")
        }
        return ExchangeLongLine.Figure(amount: amount, unit: unit, mark: Mark(quality))
    }

    private func interval(_ row: TableRow) throws(RecordFault) -> TimedLine.Interval {
        if mapping.step == .month {
            let first = try moments.month(row[mapping.columns.start])
            return .between(.midnight(first), .midnight(first.lastOfMonth.advanced(by: 1)))
        }
        let (start, end) = (try row.start(moments), try row.end(moments))
        if let start, let end { return .between(start, end) }
        if let step = mapping.step?.ofCurve {
            if let start { return .from(start, step) }
            if let end { return .until(end, step) }
        }
        guard let day = start?.day else { throw RecordFault(EnedisRule.timestamp, "no date of the value") }
        let next = day.advanced(by: 1)
        guard mapping.step == .gasDay else { return .between(.midnight(day), .midnight(next)) }
        return .between(
            try WrittenMoment("\(day)T06:00:00".utf8.span), try WrittenMoment("\(next)T06:00:00".utf8.span))
    }

    private func indexes(
        _ row: TableRow, _ quality: Quality, of channel: Channel, _ number: UInt32
    ) throws(RecordFault) -> [RegisterReading] {
        var readings: [RegisterReading] = []
        let unit = try mapping.columns.index ?? mapping.columns.openingIndex == nil ? nil : row.unit(indexUnit)
        guard let unit, quality != .missing else { return [] }
        let (start, end) = (try row.start(moments), try row.end(moments))
        if let value = try row.amount(mapping.columns.openingIndex, in: unit), let start {
            readings.append(try reading(value, at: try instant(start, .opensDay, channel), quality, channel, number))
        }
        if let value = try row.amount(mapping.columns.index, in: unit), let moment = end ?? start {
            let at = try instant(moment, mapping.indexDate, channel)
            readings.append(try reading(value, at: at, quality, channel, number))
        }
        return readings
    }

    private var indexUnit: String? { mapping.indexUnit ?? mapping.unit }

    private func instant(
        _ moment: WrittenMoment, _ date: TableMapping.IndexDate, _ channel: Channel
    ) throws(RecordFault) -> Instant {
        if case .midnight(let day) = moment, date == .closesDay { return day.end }
        return try lines.instant(of: moment, of: channel)
    }

    private func reading(
        _ value: Int64, at instant: Instant, _ quality: Quality, _ channel: Channel, _ line: UInt32
    ) throws(RecordFault) -> RegisterReading {
        guard WrittenUnit.registerValues.contains(value) else {
            throw RecordFault(EnedisRule.value, "\(value) as an index")
        }
        return RegisterReading(
            channel: channel, register: .totalIndex, at: instant, value: value, mark: Mark(quality), line: line)
    }
}

extension String {
    /// The text of a cell that a spreadsheet was told to keep as text: `="0123"`, or `'0123`.
    var withoutFormula: String {
        if hasPrefix("=\""), hasSuffix("\""), count > 2 { return String(dropFirst(2).dropLast()) }
        return hasPrefix("'") ? String(dropFirst()) : self
    }
}
