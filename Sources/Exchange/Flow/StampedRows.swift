import Metering

/// Rows of one curve that say a moment and a mean power, and neither the step nor which end of the interval the moment
/// is: all their gaps tell. Held until the curve is over.
struct StampedRows {
    private struct Row {
        let stamp: Instant
        /// 0 where the mark says missing.
        let value: Int32
        let mark: Mark
        let line: UInt32

        var isMissing: Bool { mark.quality == .missing }
    }

    private struct WrittenRow {
        let stamp: PortalStamp
        let value: Int32
        let mark: Mark
        let line: UInt32
    }

    private let channel: Channel
    private let unit: Unit
    private let mostRows: Int
    private var written: [WrittenRow] = []

    init(of channel: Channel, in unit: Unit, limits: ReadingLimits) {
        (self.channel, self.unit) = (channel, unit)
        mostRows = limits.seriesLength
    }

    mutating func append(_ stamp: PortalStamp, _ value: Int32, _ mark: Mark, line: UInt32) throws {
        guard written.count < mostRows else {
            throw FlowError.tooLarge(line: line, detail: "a curve of over \(mostRows) points")
        }
        written.append(WrittenRow(stamp: stamp, value: value, mark: mark, line: line))
    }

    /// Delivers the curve; `step` is of a file that says it.
    func deliver(to sink: any RecordSink, step: Step? = nil) throws {
        let rows = try settled(try placed(sink), sink)
        let gaps = zip(rows.dropFirst(), rows).map { later, earlier in
            let seconds = later.stamp.seconds(since: earlier.stamp)
            return seconds % 60 == 0 ? Int(seconds / 60) : 0
        }
        let stamping = StampConvention(gaps: gaps + [step].compactMap { $0?.minutes })
        var intervals: [IntervalReading] = []
        intervals.reserveCapacity(rows.count)
        for (row, derived) in zip(rows, stamping.steps(gaps: gaps)) {
            guard let step = derived ?? step else {
                try refuse(row, sink)
                continue
            }
            intervals.append(
                IntervalReading(
                    start: stamping.start(stamp: row.stamp, step: step), step: step, value: row.value, mark: row.mark,
                    line: row.line))
        }
        guard !intervals.isEmpty else { return }
        try sink.receive(.series(ReadingSeries(channel: channel, unit: unit, intervals: intervals)))
    }

    /// The rows with their moments. Times without a zone are told by the order of the rows, in which a curve goes
    /// forward or, as customers' copies do, back.
    private func placed(_ sink: any RecordSink) throws -> [Row] {
        var rows: [Row] = []
        rows.reserveCapacity(written.count)
        var clock = WallClock()
        for row in isBackward ? written.reversed() : written {
            do throws(RecordFault) {
                let stamp = try row.stamp.instant(by: &clock)
                rows.append(Row(stamp: stamp, value: row.value, mark: row.mark, line: row.line))
            } catch {
                try sink.receive(error.diagnostic(line: row.line, point: channel.point))
            }
        }
        return rows
    }

    /// Whether each row is earlier than the one before it, but for the hour that the autumn change repeats.
    private var isBackward: Bool {
        let clocks = written.compactMap(\.stamp.clock)
        guard let first = clocks.first, let last = clocks.last, first - last > 3_600 else { return false }
        return zip(clocks, clocks.dropFirst()).allSatisfy { $1 - $0 <= 3_600 }
    }

    /// The rows in order of time, one for each moment.
    private func settled(_ rows: [Row], _ sink: any RecordSink) throws -> [Row] {
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
                try contradict(kept, by: row, sink)
            } else {
                repeated += 1
            }
        }
        try sink.note(
            repeated, PortalRule.repeated, "repeated row left out", "repeated rows left out", of: channel.point)
        return settled
    }

    private func refuse(_ row: Row, _ sink: any RecordSink) throws {
        let fault = RecordFault(
            EnedisRule.step, "\(row.stamp.parisText) stands alone: no gap beside it is a step of its series")
        try sink.receive(
            fault.diagnostic(line: row.line, point: channel.point, day: CivilDay(containing: row.stamp)))
    }

    private func contradict(_ earlier: Row, by later: Row, _ sink: any RecordSink) throws {
        let values = [earlier, later].map { $0.isMissing ? "nothing" : "\($0.value)" }
        let fault = RecordFault(
            PortalRule.contradicted,
            "\(later.stamp.parisText): line \(earlier.line) has \(values[0]), then \(values[1])")
        try sink.receive(
            fault.diagnostic(
                .flagged, line: later.line, point: channel.point, day: CivilDay(containing: later.stamp)))
    }
}
