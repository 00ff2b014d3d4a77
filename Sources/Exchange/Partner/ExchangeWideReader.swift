import Metering

/// Reads Maille's own CSV with one civil day per line: `point;date;v1;…;vN`.
///
/// Defined in `docs/integrating/formats.md`. The number of values says the step, on days of any length.
final class ExchangeWideReader: LineHandler {
    private let sink: any RecordSink
    @exclusivity(unchecked) private(set) var settings = WideSettings()
    /// Value columns of the header, and the step they make; a row may have more, or be as short as its day is.
    @exclusivity(unchecked) private(set) var columnCount = 0
    @exclusivity(unchecked) private var columnStep: Step?
    private let cells = WideCells()
    private var masked = MaskedPoints()
    /// The channel of the row before: files are often sorted by point.
    @exclusivity(unchecked) private var channel: Channel?
    /// Its point as the row wrote it.
    @exclusivity(unchecked) private var written: [UInt8] = []

    init(_ sink: any RecordSink) { self.sink = sink }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        if text.isCommentOrEmpty { return try comment(text, number) }
        guard columnCount > 0, !isHeader(text) else { return try header(text, number) }
        do {
            try read(text, number)
        } catch let fault as RecordFault {
            try refuse(text, fault, number)
        }
    }

    /// Nothing: the header of the file that begins says whether it can be read on.
    func beginFile() {}

    func finish() {}

    private func isHeader(_ text: Span<UInt8>) -> Bool {
        // Asked of every row that is not plain: most begin with a digit.
        if text[0] &- 0x30 < 10 { return false }
        let head = text.extracting(first: 64)
        var fields = CSVFields()
        fields.split(head)
        return TableStart("point", "date").isHeader(head, fields)
    }

    /// Reads the header, or that of a file joined to this one. Its values are read like those before it, on all cores:
    /// it must have the same columns, and no settings on either side.
    private func header(_ text: Span<UInt8>, _ number: UInt32) throws {
        let count = try countColumns(text, number)
        guard columnCount == 0 || count == columnCount && settings == WideSettings() else {
            throw FlowError.malformed(
                line: number, detail: "another file begins here, with other columns or settings; import them one by one"
            )
        }
        columnCount = count
        columnStep = Step.allCases.first { [1_380, 1_440, 1_500].contains(columnCount * $0.minutes) }
    }

    /// The number of value columns, which are v1, v2 and so on: where a value stands is when it was. Spreadsheets leave
    /// empty columns behind them.
    private func countColumns(_ text: Span<UInt8>, _ number: UInt32) throws -> Int {
        var fields = CSVFields()
        fields.split(text)
        let names = fields.ranges.dropFirst(2)
        let count = (names.lastIndex { !$0.isEmpty } ?? names.startIndex) - names.startIndex + 1
        for (place, range) in names.prefix(count).enumerated() {
            let name = text.extracting(range).string
            guard name.lowercased() == "v\(place + 1)" else {
                throw FlowError.malformed(
                    line: number, detail: "column \(place + 3) is '\(name.prefix(24))' where v\(place + 1) must stand")
            }
        }
        return count
    }

    private func comment(_ text: Span<UInt8>, _ number: UInt32) throws {
        guard text.startsWith("#maille") else { return }
        guard columnCount == 0 else {
            throw FlowError.malformed(line: number, detail: "#maille goes before the header: it is about every value")
        }
        settings = try WideSettings(text, number: number)
    }

    private func read(_ text: Span<UInt8>, _ number: UInt32) throws {
        let separator = UInt8(ascii: ";")
        guard let first = text.firstIndex(of: separator, from: 0),
            let second = text.firstIndex(of: separator, from: first + 1)
        else { throw RecordFault(PartnerRule.field, "a row without values; write point;date;value;…") }
        let channel = try channel(text.extracting(0..<first), number)
        let day = try day(text.extracting(first + 1..<second))
        let third = text.firstIndex(of: separator, from: second + 1) ?? text.count
        if third + 1 >= text.count {
            try deliverTotal(text.extracting(second + 1..<third), of: day, channel, number)
        } else {
            cells.read(text, from: second + 1, unit: settings.unit)
            try deliverCurve(of: day, channel, number)
            if let fault = cells.firstFault {
                let others = cells.faults > 1 ? ", the first of \(cells.faults)" : ""
                let detail = "\(text.extracting(fault).quoted)\(others); these intervals are missing"
                throw RecordFault(EnedisRule.value, detail, values: cells.faults)
            }
        }
    }

    private func channel(_ text: Span<UInt8>, _ number: UInt32) throws -> Channel {
        if let channel, text.equals(written.span) { return channel }
        let point = try PointID(partner: text, of: settings.carrier)
        try masked.tell(point, line: number, to: sink)
        let channel = Channel(point: point, carrier: settings.carrier, direction: settings.direction)
        (self.channel, written) = (channel, text.copied)
        return channel
    }

    private func day(_ text: Span<UInt8>) throws(RecordFault) -> CivilDay {
        guard let day = CivilDay(iso: text) else {
            throw RecordFault(EnedisRule.timestamp, "\(text.quoted) as a date; write a date such as 2026-01-31")
        }
        guard CivilDay.accepted.contains(day) else { throw RecordFault(EnedisRule.dateRange, "\(day)") }
        return day
    }

    // MARK: Delivery

    private func deliverCurve(of day: CivilDay, _ channel: Channel, _ number: UInt32) throws {
        let minutes = day.minutes
        guard let step = cells.step(minutes: minutes), cells.count >= columnCount || step == columnStep else {
            let counts = Step.allCases.reversed().map { "\(minutes / $0.minutes)" }.joined(separator: ", ")
            throw RecordFault(
                EnedisRule.step, "\(cells.filled) values, on a day that has \(counts), under \(columnCount) columns")
        }
        let curve = cells.curve(step: step, minutes: minutes, unit: settings.unit.unit, mark: settings.mark)
        try sink.receive(.pointDay(PointDay(channel: channel, day: day, curve: curve), line: number))
    }

    private func deliverTotal(_ text: Span<UInt8>, of day: CivilDay, _ channel: Channel, _ number: UInt32) throws {
        guard columnCount == 1 else {
            throw RecordFault(EnedisRule.step, "one value under \(columnCount) columns; is the row cut?")
        }
        let unit = settings.unit
        let text = text.extracting(text.trimmed(0..<text.count))
        guard let total = text.isEmpty ? 0 : unit.amount(text).flatMap({ unit.total($0, over: day) }) else {
            throw RecordFault(EnedisRule.value, "\(text.quoted) as the total of a day")
        }
        try sink.receive(
            .register(
                RegisterReading(
                    channel: channel, register: .dailyEnergy, at: day.start, value: total,
                    mark: text.isEmpty ? .missing(.sentEmpty) : settings.mark, line: number)))
    }

    private func refuse(_ text: Span<UInt8>, _ fault: RecordFault, _ number: UInt32) throws {
        if text.firstPlace(of: "#maille") != nil { throw TableStart.joined(line: number) }
        try TableStart.refuseJoined(text, number: number)
        var fields = CSVFields()
        fields.split(text)
        let values = fields.ranges.dropFirst(2).count { !$0.isEmpty }
        let isWhole = fault.values == nil
        let counted = RecordFault(
            fault.rule, isWhole && values > 1 ? "\(fault.detail); \(values) values" : fault.detail,
            values: fault.values)
        try sink.receive(
            counted.diagnostic(
                line: number, point: PointID(faulty: text.extracting(fields.range(0)), of: settings.carrier),
                day: CivilDay(iso: text.extracting(fields.range(1))), values: max(1, values)))
    }
}
