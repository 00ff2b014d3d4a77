import Analytics
import Exchange
import Metering
import Store

/// Judges each decoded record and hands what may be kept to the import's session.
final class RecordJudge: RecordSink {
    private let session: ImportSession
    private let points: [PointID: MeteringPoint]
    private let readings: RegisterReadings
    private let limits: ReadingLimits
    private let validator = Validator()
    private var unknownPoints: Set<PointID> = []
    private var lastIndexes: [IndexKey: RegisterReading] = [:]
    private(set) var counts = Receipt.Counts()
    var flows: [Flow] = []
    /// Days whose curve and indexes should be compared once the file is kept.
    private(set) var candidates = ContradictionCandidates()

    private struct IndexKey: Hashable {
        let channel: Channel
        let register: Register
    }

    static let unknownPoint = Rule(
        "unknown-point", "A point that no list describes is kept, and belongs to no set until one does.")
    private static let listedUnknownPoints = 100

    init(
        _ session: ImportSession, points: [PointID: MeteringPoint], readings: RegisterReadings, limits: ReadingLimits
    ) {
        self.limits = limits
        self.session = session
        self.points = points
        self.readings = readings
    }

    var distinctFlows: [Flow] { flows.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

    func receive(_ record: ExchangeRecord) throws {
        switch record {
        case .series(let series):
            let assembled = DayAssembler(series)
            for diagnostic in assembled.diagnostics { try receive(diagnostic) }
            for day in assembled.days { try judge(day) }
        case .pointDay(let day, let line): try judge(ReceivedDay(day, line: line))
        case .register(let reading): try judge(reading)
        case .point(let point, line: _):
            counts.points += 1
            try session.keep(point)
        case .membership(let set, let membership, line: _):
            counts.memberships += 1
            try session.keep(membership, of: set)
        }
    }

    func receive(_ diagnostic: Diagnostic) throws {
        counts.add(diagnostic.severity)
        guard counts.quarantined <= limits.quarantined else {
            throw FlowError.tooLarge(
                line: diagnostic.line ?? 0, detail: "more than \(limits.quarantined) records are faulty; mend the file")
        }
        try session.note(diagnostic)
    }

    /// Says what could only be counted on the way.
    func finish() throws {
        guard unknownPoints.count > RecordJudge.listedUnknownPoints else { return }
        try receive(
            Diagnostic(.flagged, RecordJudge.unknownPoint, "\(unknownPoints.count) points in all; import a point list"))
    }

    // MARK: judging

    private func judge(_ day: ReceivedDay) throws {
        let channel = day.pointDay.channel
        counts.pointDays += 1
        counts.values += day.pointDay.curve.count
        let point = points[channel.point]
        if point == nil { try flagUnknown(channel.point, line: day.firstLine) }
        let (kept, diagnostics) = validator.judge(day, point: point)
        for diagnostic in diagnostics { try receive(diagnostic) }
        guard let kept else { return }
        candidates.add(curveOf: channel, on: kept.day)
        try session.keep(kept)
    }

    private func judge(_ reading: RegisterReading) throws {
        counts.registerReadings += 1
        let point = points[reading.channel.point]
        if point == nil { try flagUnknown(reading.channel.point, line: reading.line) }
        if let point, let refusal = contradiction(of: reading, with: point) { return try receive(refusal) }
        if case .index = reading.register { try judgeIndex(reading) }
        try session.keep(reading)
    }

    private func judgeIndex(_ reading: RegisterReading) throws {
        let key = IndexKey(channel: reading.channel, register: reading.register)
        let previous = try lastIndexes[key].flatMap { $0.at < reading.at ? $0 : nil } ?? known(before: reading)
        if let previous, let finding = Reconciliation.examine(reading, after: previous) { try receive(finding) }
        lastIndexes[key] = reading
        if reading.register == .totalIndex { candidates.add(indexOf: reading.channel, at: reading.at) }
    }

    private func known(before reading: RegisterReading) throws -> RegisterReading? {
        try readings.last(of: reading.channel, reading.register, before: reading.at).map {
            RegisterReading(
                channel: reading.channel, register: reading.register, at: $0.at, value: $0.value, mark: $0.mark, line: 0
            )
        }
    }

    private func contradiction(of reading: RegisterReading, with point: MeteringPoint) -> Diagnostic? {
        let channel = reading.channel
        guard point.carrier != channel.carrier || !point.directions.contains(channel.direction) else { return nil }
        return Diagnostic(
            .quarantined, CurveRule.contradictsRegistry.rule, line: reading.line, point: channel.point,
            day: CivilDay(containing: reading.at),
            "\(reading.register.name) \(reading.value) of \(channel.carrier.rawValue) \(channel.direction.rawValue)")
    }

    private func flagUnknown(_ point: PointID, line: UInt32) throws {
        guard unknownPoints.insert(point).inserted, unknownPoints.count <= RecordJudge.listedUnknownPoints else {
            return
        }
        try receive(Diagnostic(.flagged, RecordJudge.unknownPoint, line: line, point: point, "not in any point list"))
    }
}
