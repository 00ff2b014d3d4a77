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
    private var autumn = AutumnLines()
    private var masked = MaskedPoints()

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
            try TableStart.refuseJoined(text, number: number)
            let day = CivilDay(iso: text.extracting(fields.range(3)).extracting(first: 10))
            let carrier = try? Carrier(written: fields.text(1, of: text))
            let point = PointID(faulty: text.extracting(fields.range(0)), of: carrier)
            try sink.receive(fault.diagnostic(line: number, point: point, day: day))
        }
    }

    func beginFile() { columns = nil }

    func finish() throws {
        for (channel, lines) in autumn.releaseAll() { try settle(lines, of: channel) }
        try closeSeries()
    }

    private func header(_ text: Span<UInt8>, _ number: UInt32) throws {
        let names = try ColumnNames(
            text, fields, line: number, required: ExchangeLongLine.required, optional: ["quality"])
        try names.noteUnknown(to: sink, line: number)
        start.begin(fields)
        columns = try ExchangeLongLine(names, line: number)
    }

    private func read(_ text: Span<UInt8>, _ columns: ExchangeLongLine, _ number: UInt32) throws {
        let channel = try columns.channel(text, fields)
        try masked.tell(channel.point, line: number, to: sink)
        let line = TimedLine(
            start: try columns.start(text, fields), end: try columns.end(text, fields),
            figure: try columns.figure(text, fields, of: channel.carrier), number: number)
        if autumn.hold(line, of: channel) { return }
        if !autumn.isEmpty { try settle(autumn.release(channel), of: channel) }
        try take(line, of: channel)
    }

    /// Takes lines of the repeated hour, or none of them where their order tells nothing.
    private func settle(_ lines: [TimedLine], of channel: Channel) throws {
        let isTold = clocks.tell(lines.compactMap(\.start.wallTime), of: channel)
        for line in lines {
            do {
                guard isTold else { throw line.start.fault(.ambiguousHour) }
                try take(line, of: channel)
            } catch let fault as RecordFault {
                try sink.receive(fault.diagnostic(line: line.number, point: channel.point, day: line.start.day))
            }
        }
    }

    private func take(_ line: TimedLine, of channel: Channel) throws {
        let start = try line.start.start(of: channel, by: &clocks)
        let end = try line.end.end(after: start)
        let seconds = end.seconds(since: start)
        if let step = Step.allCases.first(where: { $0.seconds == seconds }) {
            return try gather(line.figure, start, step, of: channel, line: line.number)
        }
        let day = CivilDay(containing: start)
        guard start == day.start && end == day.end else {
            throw RecordFault(
                EnedisRule.step, "an interval of \(seconds) seconds; write 5, 10, 15, 30 or 60 minutes, or a civil day")
        }
        try deliver(line.figure, of: day, channel, line: line.number)
    }

    private func gather(
        _ figure: ExchangeLongLine.Figure, _ start: Instant, _ step: Step, of channel: Channel, line: UInt32
    ) throws {
        guard let value = Int32(exactly: figure.amount) else {
            throw RecordFault(EnedisRule.value, "\(figure.amount) \(figure.unit.unit.symbol) does not fit 32 bits")
        }
        if channel != self.channel || figure.unit.unit != unit || intervals.count >= limits.seriesLength {
            try closeSeries()
        }
        (self.channel, unit) = (channel, figure.unit.unit)
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
