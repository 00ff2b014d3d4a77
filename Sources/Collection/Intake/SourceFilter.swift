import Exchange
import Metering
import Store

/// Stands between a decoder and the judge for a source that may not say everything: what is beyond its rights is set
/// aside and never kept. The first record is named, all others are counted.
///
/// Columns stay columns, but for a copy: they are of primary sources, so its days go on one by one.
final class SourceFilter: RecordSink {
    private let source: ImportSource
    private let coverage: SourceCoverage
    private let judge: RecordJudge
    private var isFirstNamed = false
    /// Records that were set aside after the first.
    private var others = 0

    /// Nil for a primary source that may speak of everything: it needs none.
    init?(_ source: ImportSource, _ catalogue: any Catalogue, _ known: Known, into judge: RecordJudge) throws {
        if source.rights.coverAllChannels, source.provenance == .primary { return nil }
        self.source = source
        self.judge = judge
        coverage = try SourceCoverage(source, catalogue, known)
    }

    func receive(_ diagnostic: Diagnostic) throws { try judge.receive(diagnostic) }

    func receive(_ record: ExchangeRecord) throws {
        switch record {
        case .series(let series):
            guard let first = series.intervals.first else { return }
            guard try covers(series.channel, line: first.line, series.intervals.count) else { return }
        case .pointDay(let day, let line): guard try covers(day.channel, line: line) else { return }
        case .register(let reading): guard try covers(reading.channel, line: reading.line) else { return }
        case .point(let point, let line): guard try covers(point, line: line) else { return }
        case .membership(_, let membership, let line):
            // The latest list of a set defines it whole, the points of others with it.
            if source.rights.coverAllChannels { break }
            return try setAside("may define no set", membership.channel.point, line: line)
        }
        try judge.receive(record)
    }

    func receive(_ days: DayColumns) throws {
        let runs = try covered(days.count, { days.keys[$0] }, line: { days.lines[$0] })
        if source.provenance == .copy {
            for row in runs.joined() { try judge.receive(.pointDay(days.pointDay(row), line: days.lines[row])) }
        } else if runs == [0..<days.count] {
            try judge.receive(days)
        } else if !runs.isEmpty {
            var rest = DayColumns(step: days.step, unit: days.unit, valuesPerDay: days.valuesPerDay)
            rest.reserve(runs.reduce(0) { $0 + $1.count })
            for rows in runs { rest.append(days, rows) }
            try judge.receive(rest)
        }
    }

    func receive(_ batch: RegisterBatch) throws {
        let runs = try covered(batch.count, { batch.rows[$0].key }, line: { batch.rows[$0].line })
        if runs == [0..<batch.count] { return try judge.receive(batch) }
        if !runs.isEmpty { try judge.receive(batch.keeping(runs)) }
    }

    func endedInsideLine() throws { try judge.endedInsideLine() }

    /// What a file calls a point goes with what it says of it.
    func receive(_ usagePoint: UsagePointName, namedAs point: PointID) throws {
        if coverage.covers(point) { try judge.receive(usagePoint, namedAs: point) }
    }

    /// Says how many records were set aside after the first.
    func finish() throws {
        guard others > 0 else { return }
        let detail = "\(others) more days, readings and lines that \(source.id) may not speak of"
        try judge.setAside(others, Diagnostic(.quarantined, SourceRefusal.rule, detail))
    }

    // MARK: what is beyond it

    /// Whether the source may speak of a channel; else so many records are set aside.
    private func covers(_ channel: Channel, line: UInt32, _ records: Int = 1) throws -> Bool {
        guard let fault = coverage.fault(of: channel) else { return true }
        try setAside(text(fault), channel.point, line: line, records)
        return false
    }

    /// A statement about a point is one about all of its channels.
    private func covers(_ point: MeteringPoint, line: UInt32) throws -> Bool {
        let directions =
            point.directions.isEmpty ? [.extraction] : point.directions.sorted { $0.rawValue < $1.rawValue }
        for direction in directions {
            let channel = Channel(point: point.id, carrier: point.carrier, direction: direction)
            guard try covers(channel, line: line) else { return false }
        }
        return true
    }

    /// The rows that the source may speak of, in runs; the others are set aside.
    private func covered(_ count: Int, _ key: (Int) -> ChannelKey, line: (Int) -> UInt32) throws -> [Range<Int>] {
        var (runs, first): ([Range<Int>], Int) = ([], 0)
        for row in 0..<count {
            guard let fault = coverage.fault(of: key(row)) else { continue }
            if first < row { runs.append(first..<row) }
            first = row + 1
            try setAside(text(fault), key(row).point, line: line(row))
        }
        if first < count { runs.append(first..<count) }
        return runs
    }

    private func setAside(
        _ reason: @autoclosure () -> String, _ point: @autoclosure () -> PointID, line: UInt32, _ records: Int = 1
    ) throws {
        others += records
        if isFirstNamed { return }
        isFirstNamed = true
        others -= 1
        let detail = "\(source.id) \(reason())"
        try judge.setAside(1, Diagnostic(.quarantined, SourceRefusal.rule, line: line, point: point(), detail))
    }

    private func text(_ fault: SourceCoverage.Fault) -> String {
        switch fault {
        case .carrier(let carrier): "may not speak of \(carrier.rawValue)"
        case .direction(let direction): "may not speak of \(direction.rawValue)"
        case .point: "may speak of the points of \(source.rights.set ?? "a set") alone"
        }
    }
}
