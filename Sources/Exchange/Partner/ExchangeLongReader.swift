import Metering

/// Reads Maille's own CSV with one interval per line: `point;carrier;direction;start;end;value;unit;quality`.
///
/// Defined in `docs/integrating/formats.md`. Lines of one channel and unit that follow one another make a series; in
/// which order channels come does not matter. A second header, as in joined files, says the columns of what follows.
final class ExchangeLongReader: LineHandler {
    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var fields = CSVFields()
    private var start = TableStart("point", "carrier")
    private var columns: ExchangeLongLine?
    /// The channel and unit of the lines being gathered.
    private var channel: Channel?
    private var unit = Unit.watt
    private var intervals: [IntervalReading] = []
    private var clocks = ChannelClocks()

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
    }

    func line(_ text: Span<UInt8>, number: UInt32) throws {
        if text.isCommentOrEmpty { return }
        fields.split(text)
        guard let columns, !start.isHeader(text, fields) else { return try header(text, number) }
        try start.requireOneLine(text, fields, number: number)
        do {
            try read(text, columns, number)
        } catch let fault as RecordFault {
            let day = CivilDay(iso: text.extracting(fields.range(3)).extracting(first: 10))
            let point = try? PointID(partner: text.extracting(fields.range(0)))
            try sink.receive(fault.diagnostic(line: number, point: point, day: day))
        }
    }

    func beginFile() { columns = nil }

    func finish() throws { try closeSeries() }

    private func header(_ text: Span<UInt8>, _ number: UInt32) throws {
        let names = try ColumnNames(
            text, fields, line: number, required: ExchangeLongLine.required, optional: ["quality"])
        try names.noteUnknown(to: sink, line: number)
        start.begin(fields)
        columns = try ExchangeLongLine(names, line: number)
    }

    private func read(_ text: Span<UInt8>, _ columns: ExchangeLongLine, _ number: UInt32) throws {
        let channel = try columns.channel(text, fields)
        try enter(channel, line: number)
        let start = try columns.start(text, fields).start(of: channel, by: &clocks)
        let end = try columns.end(text, fields).end(after: start)
        let figure = try columns.figure(text, fields, of: channel.carrier)
        let seconds = end.seconds(since: start)
        let day = CivilDay(containing: start)
        if let step = Step.allCases.first(where: { $0.seconds == seconds }) {
            try gather(figure, start, step, line: number)
        } else if start == day.start && end == day.end {
            try deliver(figure, of: day, channel, line: number)
        } else {
            throw RecordFault(
                EnedisRule.step, "an interval of \(seconds) seconds; write 5, 10, 15, 30 or 60 minutes, or a civil day")
        }
    }

    private func enter(_ channel: Channel, line: UInt32) throws {
        guard channel != self.channel else { return }
        try closeSeries()
        self.channel = channel
        try sink.flagMasked(channel.point, line: line)
    }

    private func gather(_ figure: ExchangeLongLine.Figure, _ start: Instant, _ step: Step, line: UInt32) throws {
        guard let value = Int32(exactly: figure.amount) else {
            throw RecordFault(EnedisRule.value, "\(figure.amount) \(figure.unit.unit.symbol) does not fit 32 bits")
        }
        if figure.unit.unit != unit || intervals.count >= limits.seriesLength { try closeSeries() }
        unit = figure.unit.unit
        intervals.append(IntervalReading(start: start, step: step, value: value, mark: figure.mark, line: line))
    }

    /// The figure of a whole civil day: energy, or litres of water.
    private func deliver(
        _ figure: ExchangeLongLine.Figure, of day: CivilDay, _ channel: Channel, line: UInt32
    ) throws {
        guard let total = figure.unit.total(figure.amount, over: day) else {
            throw RecordFault(EnedisRule.value, "\(figure.amount) \(figure.unit.unit.symbol) for a day")
        }
        try sink.receive(
            .register(
                RegisterReading(
                    channel: channel, register: .dailyEnergy, at: day.start, value: total, mark: figure.mark, line: line
                )
            ))
    }

    private func closeSeries() throws {
        guard let channel, !intervals.isEmpty else { return }
        try sink.receive(.series(ReadingSeries(channel: channel, unit: unit, intervals: intervals)))
        intervals.removeAll(keepingCapacity: true)
    }
}
