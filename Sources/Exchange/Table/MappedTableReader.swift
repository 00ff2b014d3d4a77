import Metering

/// Reads a table whose columns a mapping describes: each row becomes what a line of the exchange form would be.
///
/// Lines above the header may name the point. A header again, as in joined files, says the columns of what follows; so
/// does a line that names a point again, below which a header must come first. Below any other header nothing is read.
final class MappedTableReader: LineHandler {
    /// Lines above the header: logos, addresses and periods are shorter.
    static let mostLinesAbove = 40

    private let sink: any RecordSink
    private let flow: Flow
    private let given: PointID?
    private let limits: ReadingLimits
    private let lines: IntervalLines
    private var mapping: TableMapping
    private var moments: TableMoment
    private var parts: RegisterParts
    private var label: PointLabel
    private var header: TableHeader?
    private var fields = CSVFields()
    /// Why rows without a header are set aside, once there was one.
    private var aside: RowsAside?
    /// Of indexes: they are stamped at another end than the values beside them.
    private var clocks = ChannelClocks()
    private var meter: String?
    private var linesAbove = 0
    private var leftRows = 0
    /// Rows of a table of indexes that have none.
    private var emptyRows = 0
    private var unread: Set<String> = []
    private var masked = MaskedPoints()
    private var signs = DecimalSigns()
    private let tables = PointedTables()

    init(_ sink: any RecordSink, _ mapping: TableMapping, flow: Flow, limits: ReadingLimits, point: PointID?) {
        self.sink = sink
        self.mapping = mapping
        self.flow = flow
        self.limits = limits
        given = point
        lines = IntervalLines(sink, limits: limits)
        moments = TableMoment(mapping)
        parts = RegisterParts(mapping, limits: limits)
        label = PointLabel(mapping)
    }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        if text.isEmpty { return }
        guard let header else { return try above(text, number) }
        fields.split(text)
        let cells = fields.ranges.map { text.extracting($0).string.withoutFormula }
        if cells.allSatisfy(\.isEmpty) { return }
        let row = TableRow(cells, under: header, mapping)
        if !row.isDated, try turn(at: text, number) { return }
        if row.isHeader { return try end(for: RowsAside.otherHeader) }
        do {
            guard cells.dropFirst(header.width).allSatisfy(\.isEmpty) else {
                throw RecordFault(
                    PartnerRule.field, "\(cells.count) cells under a header of \(header.width): a line end was lost")
            }
            try read(row, number)
        } catch let fault as RecordFault {
            try sink.receive(fault.diagnostic(line: number, point: try? point(of: row), values: max(1, row.figures)))
        }
    }

    func beginFile() throws {
        if header != nil || aside != nil { try end(for: RowsAside.withoutHeader) }
        label.clear()
        linesAbove = 0
    }

    func finish() throws {
        guard header != nil || aside != nil else { throw missingColumns(line: 1) }
        try aside?.tell(sink)
        try releaseParts()
        try lines.finish()
        try signs.tell(sink)
        try sink.note(
            emptyRows, EnedisRule.otherQuantity, "row without an index is left", "rows without an index are left",
            of: given)
        try sink.note(
            leftRows, EnedisRule.otherQuantity, "row that the mapping leaves", "rows that the mapping leaves", of: given
        )
    }

    // MARK: Above the rows

    /// Begins what the line begins: a table under a header, or the part of another point. False where it does neither.
    private func turn(at text: Span<UInt8>, _ number: UInt32) throws -> Bool {
        if let next = TableHeader(text, mapping) {
            try begin(next, number)
            return true
        }
        if try label.read(text, number) {
            try end(for: RowsAside.withoutHeader)
            return true
        }
        guard let known = KnownTable.recognise([text.string[...]]), known.flow == flow,
            let next = TableHeader(text, known.mapping)
        else { return false }
        try releaseParts()
        (mapping, moments) = (known.mapping, TableMoment(known.mapping))
        parts = RegisterParts(mapping, limits: limits)
        try begin(next, number)
        return true
    }

    /// What follows is of no table.
    private func end(for fault: RecordFault) throws {
        try aside?.tell(sink)
        (header, aside) = (nil, RowsAside(fault))
    }

    private func begin(_ next: TableHeader, _ number: UInt32) throws {
        let isFirst = header == nil && aside == nil
        try end(for: RowsAside.withoutPoint)
        label.beginTable()
        if mapping.columns.point != nil {
            guard given == nil else {
                throw FlowError.unsupported(
                    flow: "\(flow.rawValue) under a given point", hint: "it names its points; import it without one")
            }
        } else if let named = label.point, let given, named != given {
            throw FlowError.unsupported(
                flow: "this \(flow.rawValue)", hint: "it names another point than --point does")
        } else if label.point == nil, given != nil {
            try tables.begin(flow, line: number, telling: sink)
        } else if given ?? label.point == nil {
            guard isFirst else { return }
            throw FlowError.unsupported(
                flow: "\(flow.rawValue) without a point",
                hint: "the file does not say whose it is: say it with --point, one file a point")
        }
        header = next
        fields = CSVFields(separator: next.separator)
        try noteUnread(next, number)
    }

    /// A person's own mapping says by itself what it leaves.
    private func noteUnread(_ header: TableHeader, _ number: UInt32) throws {
        guard flow != .mappedTable else { return }
        for name in header.unread(by: mapping) where unread.insert(name).inserted {
            try sink.receive(
                Diagnostic(
                    .note, EnedisRule.otherQuantity, line: number, point: given ?? label.point,
                    "the column '\(name.prefix(40))' is left in the file"))
        }
    }

    private func above(_ text: Span<UInt8>, _ number: UInt32) throws {
        if aside == nil || text[0] &- 0x30 > 9, try turn(at: text, number) { return }
        if aside != nil {
            fields.split(text)
            aside?.take(fields.ranges.map { text.extracting($0).string }, number)
            return
        }
        mapping = try mapping.directed(by: text.string)
        linesAbove += 1
        guard linesAbove <= MappedTableReader.mostLinesAbove else { throw missingColumns(line: number) }
    }

    private func missingColumns(line: UInt32) -> FlowError { .malformed(line: line, detail: mapping.missingColumns) }

    // MARK: Rows

    private func read(_ row: TableRow, _ number: UInt32) throws {
        guard let direction = try row.direction() else { return leftRows += 1 }
        if mapping.columns.value == nil, row[mapping.columns.index].isEmpty, row[mapping.columns.openingIndex].isEmpty {
            return emptyRows += 1
        }
        let channel = Channel(point: try point(of: row), carrier: mapping.carrier, direction: direction)
        try masked.tell(channel.point, line: number, to: sink)
        if mapping.columns.meter != nil { try note(meter: row[mapping.columns.meter], of: channel.point, number) }
        let quality = try row.quality()
        let figure = try figure(row, quality, number)
        let interval = try figure == nil ? nil : interval(row)
        let indexes = try indexes(row, quality, of: channel, number)
        if let interval, let figure {
            let line = TimedLine(interval: interval, figure: figure, number: number)
            if try !parts.hold(.init(line: line, channel: channel, word: row.register)) {
                try lines.add(line, of: channel)
            }
        }
        for index in indexes { try sink.receive(.register(index)) }
    }

    private func releaseParts() throws {
        try parts.release({ try lines.add($0, of: $1) }) { line, channel, fault in
            try sink.receive(fault.diagnostic(line: line.number, point: channel.point, day: line.stamp.day))
        }
    }

    private func point(of row: TableRow) throws(RecordFault) -> PointID {
        if mapping.columns.point != nil { return try PointID(partner: row.point.utf8.span, of: mapping.carrier) }
        guard let point = given ?? label.point else {
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

    private func figure(
        _ row: TableRow, _ quality: Quality, _ number: UInt32
    ) throws -> ExchangeLongLine.Figure? {
        guard mapping.columns.value != nil else { return nil }
        let unit = try unit(of: row)
        if mapping.thousands == nil {
            signs.take(row[mapping.columns.value], isWhole: unit.isKept, line: number)
        }
        guard let amount = try row.amount(mapping.columns.value, in: unit) else {
            return ExchangeLongLine.Figure(amount: 0, unit: unit, mark: .missing(.sentEmpty))
        }
        guard quality != .missing else {
            throw RecordFault(PartnerRule.field, "a value beside the word for a missing one")
        }
        return ExchangeLongLine.Figure(amount: amount, unit: unit, mark: Mark(quality))
    }

    /// A meter of gas has rows of its volume beside those of its energy, which are no electricity.
    private func unit(of row: TableRow) throws -> WrittenUnit {
        if flow == .fluvius, row[mapping.columns.unit].columnKey.hasPrefix("m3") || row[mapping.columns.unit] == "m³" {
            throw FlowError.unsupported(
                flow: "a Fluvius file of gas or water",
                hint: "it is no electricity: describe it once, with its carrier (maille map suggest)")
        }
        return try row.unit(mapping.unit)
    }

    private func interval(_ row: TableRow) throws(RecordFault) -> TimedLine.Interval {
        if mapping.step == .month {
            let first = try moments.month(row[mapping.columns.start])
            return .between(.midnight(first), .midnight(first.lastOfMonth.advanced(by: 1)))
        }
        let (start, end) = (try row.start(moments), try row.end(moments))
        if let start, let end { return .between(start, mapping.endDate == .included ? end.afterDay : end) }
        if let step = mapping.step?.ofCurve {
            if let start { return .from(start, step) }
            if let end { return .until(end, step) }
        }
        guard let start else { throw RecordFault(EnedisRule.timestamp, "no date of the value") }
        let day = try start.civilDay(orGasDay: mapping.step == .gasDay)
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
            if let opening = readings.first, opening.at > at {
                throw RecordFault(EnedisRule.timestamp, "the row ends before it begins")
            }
            readings.append(try reading(value, at: at, quality, channel, number))
        }
        return readings
    }

    private var indexUnit: String? { mapping.indexUnit ?? mapping.unit }

    private func instant(
        _ moment: WrittenMoment, _ date: TableMapping.IndexDate, _ channel: Channel
    ) throws(RecordFault) -> Instant {
        if case .midnight(let day) = moment, date == .closesDay { return day.end }
        let instant = try moment.start(of: channel, by: &clocks)
        guard date == .closesStep, let step = mapping.step?.ofCurve else { return instant }
        return instant.advanced(minutes: step.minutes)
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
