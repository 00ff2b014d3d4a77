import Metering

/// The curve of one section, held until its end: only all its gaps tell the step of each point.
struct PortalCurve: PortalTable {
    private struct Row {
        let stamp: Instant
        /// 0 where the mark says missing.
        let value: Int32
        let mark: Mark
        let line: UInt32

        var isMissing: Bool { mark.quality == .missing }
    }

    private let section: PortalSection
    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var rows: [Row] = []
    private var clock = WallClock()

    /// Nil where the header is not that of a curve: `Horodate;Valeur`.
    init?(_ section: PortalSection, header: [String], into sink: any RecordSink, limits: ReadingLimits) {
        guard header.count > 1, header[1] == "valeur" else { return nil }
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
            let text = line.extracting(fields.range(1))
            if text.isEmpty {
                rows.append(Row(stamp: stamp, value: 0, mark: .missing(.sentEmpty), line: number))
            } else if let value = section.unit.amount(text).flatMap({ Int32(exactly: $0) }) {
                rows.append(Row(stamp: stamp, value: value, mark: section.mark, line: number))
            } else {
                // The row still says that its interval is there: the gaps beside it are not twice as wide.
                rows.append(Row(stamp: stamp, value: 0, mark: .missing(.quarantined), line: number))
                throw RecordFault(EnedisRule.value, "\(text.quoted) as a value of the curve")
            }
        } catch {
            try sink.receive(error.diagnostic(line: number, point: section.channel.point))
        }
    }

    // MARK: The end of the section

    func close() throws {
        let rows = try settled()
        let gaps = zip(rows.dropFirst(), rows).map { later, earlier in
            let seconds = later.stamp.seconds(since: earlier.stamp)
            return seconds % 60 == 0 ? Int(seconds / 60) : 0
        }
        let stamping = StampConvention(gaps: gaps + [section.step].compactMap { $0?.minutes })
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

    private func interval(_ row: Row, _ step: Step, _ stamping: StampConvention) -> IntervalReading {
        IntervalReading(
            start: stamping.start(stamp: row.stamp, step: step), step: step, value: row.value, mark: row.mark,
            line: row.line)
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
            if !row.isMissing, row.value != kept.value || kept.isMissing {
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
        let values = [earlier, later].map { $0.isMissing ? "nothing" : "\($0.value)" }
        let fault = RecordFault(
            PortalRule.contradicted,
            "\(later.stamp.parisText): line \(earlier.line) has \(values[0]), then \(values[1])")
        try sink.receive(
            fault.diagnostic(
                .flagged, line: later.line, point: section.channel.point, day: CivilDay(containing: later.stamp)))
    }
}
