import Metering

/// Reads Maille's own CSV with one interval per line: `point;carrier;direction;start;end;value;unit;quality`.
///
/// Defined in `docs/integrating/formats.md`. Lines of one channel and unit that follow one another make a series; in
/// which order channels come does not matter. A second header, as in joined files, says the columns of what follows.
final class ExchangeLongReader: LineHandler {
    private let sink: any RecordSink
    private var fields = CSVFields()
    private var start = TableStart("point", "carrier")
    private var columns: ExchangeLongLine?
    private let lines: IntervalLines
    private var masked = MaskedPoints()

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        lines = IntervalLines(sink, limits: limits)
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

    func finish() throws { try lines.finish() }

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
            interval: .between(try columns.start(text, fields), try columns.end(text, fields)),
            figure: try columns.figure(text, fields, of: channel.carrier), number: number)
        try lines.add(line, of: channel)
    }
}
