import Metering

/// The curve of one section, held until its end: only all its gaps tell the step of each point.
struct PortalCurve: PortalTable {
    private struct Row {
        let stamp: Instant
        /// Nil where the cell is empty.
        let value: Int32?
        let line: UInt32
    }

    private let section: PortalSection
    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var rows: [Row] = []
    private var clock = WallClock()

    init(_ section: PortalSection, into sink: any RecordSink, limits: ReadingLimits) {
        self.section = section
        self.sink = sink
        self.limits = limits
    }

    mutating func row(_ line: Span<UInt8>, _ fields: CSVFields, number: UInt32) throws {
        guard rows.count < limits.seriesLength else {
            throw FlowError.tooLarge(line: number, detail: "a curve of over \(limits.seriesLength) points")
        }
        do throws(RecordFault) {
            let stamp = try PortalStamp(line.extracting(fields.range(0))).instant(by: &clock)
            rows.append(Row(stamp: stamp, value: try value(line.extracting(fields.range(1))), line: number))
        } catch {
            try sink.receive(error.diagnostic(line: number, point: section.channel.point))
        }
    }

    private func value(_ text: Span<UInt8>) throws(RecordFault) -> Int32? {
        if text.isEmpty { return nil }
        guard let value = section.unit.amount(text).flatMap({ Int32(exactly: $0) }) else {
            throw RecordFault(EnedisRule.value, "\(text.quoted) as a mean power")
        }
        return value
    }

    // MARK: The end of the section

    func close() throws {
        let rows = try settled()
        let gaps = zip(rows.dropFirst(), rows).map { later, earlier in
            let seconds = later.stamp.seconds(since: earlier.stamp)
            return seconds % 60 == 0 ? Int(seconds / 60) : 0
        }
        let stamping = PointStamp(gaps: gaps + [section.step].compactMap { $0?.minutes })
        var intervals: [IntervalReading] = []
        intervals.reserveCapacity(rows.count)
        for (row, step) in zip(rows, stamping.steps(gaps: gaps)) {
            guard let step = step ?? section.step else {
                try refuse(row)
                continue
            }
            intervals.append(interval(row, step, stamping))
        }
        guard !intervals.isEmpty else { return }
        try sink.receive(
            .series(ReadingSeries(channel: section.channel, unit: section.unit.unit, intervals: intervals)))
    }

    private func interval(_ row: Row, _ step: Step, _ stamping: PointStamp) -> IntervalReading {
        IntervalReading(
            start: stamping == .end ? row.stamp.advanced(minutes: -step.minutes) : row.stamp, step: step,
            value: row.value ?? 0, mark: row.value == nil ? .missing(.sentEmpty) : section.mark, line: row.line)
    }

    private func refuse(_ row: Row) throws {
        let fault = RecordFault(
            EnedisRule.step, "\(row.stamp.parisText) stands alone: no gap beside it is a step of its series")
        try sink.receive(
            fault.diagnostic(
                line: row.line, point: section.channel.point, day: CivilDay(containing: row.stamp)))
    }

    /// The rows in order of time, one for each moment.
    private func settled() throws -> [Row] {
        var settled: [Row] = []
        settled.reserveCapacity(rows.count)
        var repeated = 0
        for row in rows.sorted(by: { ($0.stamp, $0.line) < ($1.stamp, $1.line) }) {
            guard let kept = settled.last, kept.stamp == row.stamp else {
                settled.append(row)
                continue
            }
            if row.value != nil, row.value != kept.value {
                settled[settled.count - 1] = row
                try contradict(kept, by: row)
            } else {
                repeated += 1
            }
        }
        try sink.note(repeated, PortalRule.repeated, "repeated rows left out", of: section.channel.point)
        return settled
    }

    private func contradict(_ earlier: Row, by later: Row) throws {
        let values = [earlier, later].map { $0.value.map { "\($0)" } ?? "nothing" }
        let fault = RecordFault(
            PortalRule.contradicted,
            "\(later.stamp.parisText): line \(earlier.line) has \(values[0]), then \(values[1])")
        try sink.receive(
            fault.diagnostic(
                .flagged, line: later.line, point: section.channel.point, day: CivilDay(containing: later.stamp)))
    }
}
