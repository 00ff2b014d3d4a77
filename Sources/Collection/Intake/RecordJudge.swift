import Analytics
import Exchange
import Metering
import Store

/// Judges each decoded record and hands what may be kept to the import's session.
final class RecordJudge: RecordSink {
    private let session: ImportSession
    private var points: PointFacts
    private let knowsPoints: Bool
    private let limits: ReadingLimits
    private let validator: Validator
    private let moment: ImportMoment
    private let gathering = SeriesGathering()
    private let catalogue: any Catalogue
    /// Whether a person says what point the file is about: then it is no operator's word on that point.
    private let isNamed: Bool
    private var usagePoints: [PointID: [UsagePointName]] = [:]
    private var unknownPoints = UnknownPoints()
    private var sets: [String: PointSet] = [:]
    private(set) var counts = Receipt.Counts()
    /// Records set aside for what is wrong with them, whoever they come from.
    private var faulty = 0
    /// Values of all records that were set aside.
    private(set) var valuesSetAside = 0
    /// Whether anything of the file was handed on.
    private var hasKept = false
    var flows: [Flow] = []

    static let unknownPoint = Rule(
        "unknown-point",
        "Of a point that no list describes, carrier, direction and power cannot be checked: it is kept.")
    static let contradictorySet = Rule(
        "contradictory-set", "A set has one purpose: two in one list would publish under the wrong rule.")

    init(
        _ session: ImportSession, points: PointFacts, in catalogue: any Catalogue, isNamed: Bool, now: Instant,
        limits: ReadingLimits
    ) {
        self.isNamed = isNamed
        moment = ImportMoment(now)
        validator = Validator(rules: [moment.curveRule] + CurveRule.all)
        self.catalogue = catalogue
        self.limits = limits
        self.session = session
        self.points = points
        knowsPoints = !points.isEmpty
    }

    /// Values of days that were judged or wait to be whole.
    var valuesSeen: Int { counts.values + gathering.count }

    var distinctFlows: [Flow] { flows.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }

    /// What the point lists say of a channel's point.
    func connection(of channel: Channel) -> Connection? { knowsPoints ? points.connection(of: channel.point) : nil }

    func connection(of key: ChannelKey) -> Connection? { knowsPoints ? points.connection(of: key) : nil }

    func receive(_ record: ExchangeRecord) throws {
        switch record {
        case .series(let series): try gathering.add(series, from: provenance)
        case .pointDay(var day, let line):
            day.curve = day.curve.from(provenance)
            try judge(ReceivedDay(day, line: line))
        case .register(let reading): try judge(reading)
        case .point(let point, line: _):
            counts.points += 1
            hasKept = true
            try session.keep(point)
        case .membership(let set, let membership, let line): try judge(membership, of: set, line: line)
        }
    }

    func receive(_ days: DayColumns) throws {
        counts.pointDays += days.count
        counts.values += days.values.count
        let summaries = summaries(of: days)
        let isConcerned = validator.concerns(summaries)
        var first = 0
        for row in 0..<days.count {
            if summaries[row].connection == nil, unknownPoints.add(days.keys[row]) {
                try name(unknown: days.keys[row].point, line: days.lines[row])
            }
            if isConcerned[row] {
                try session.keep(days, first..<row)
                first = row + 1
                try judge(ReceivedDay(days.pointDay(row), line: days.lines[row]), on: summaries[row].connection)
            }
        }
        hasKept = hasKept || days.count > 0
        try session.keep(days, first..<days.count)
    }

    func receive(_ batch: RegisterBatch) throws {
        counts.registerReadings += batch.count
        let isDaily = batch.registers.map { $0 == .dailyEnergy }
        var first = 0
        var (key, connection): (ChannelKey?, Connection?) = (nil, nil)
        var (midnight, day) = (Instant(secondsSinceEpoch: 0), CivilDay(containing: Instant(secondsSinceEpoch: 0)))
        for (place, row) in batch.rows.enumerated() {
            if row.key != key { (key, connection) = (row.key, self.connection(of: row.key)) }
            if connection == nil, unknownPoints.add(row.key) { try name(unknown: row.key.point, line: row.line) }
            var isPlain = connection?.measures(row.key.carrier, row.key.direction) ?? true
            if isPlain, isDaily[Int(row.register)] {
                if row.at != midnight { (midnight, day) = (row.at, CivilDay(containing: row.at)) }
                let limit = ConnectionLimit(row.key.carrier, row.key.direction, connection)
                isPlain = moment.isOver(day) && RegisterRule.isPossible(row.value, in: day, within: limit)
            } else if isPlain {
                let isMoment = batch.registers[Int(row.register)].end(from: row.at) == row.at
                isPlain = isMoment && moment.isPast(row.at)
            }
            if isPlain, !(connection?.isGone(on: CivilDay(containing: row.at)) ?? false) { continue }
            try session.keep(batch, first..<place, from: provenance)
            hasKept = hasKept || first < place
            first = place + 1
            try judge(batch.reading(place), on: connection)
        }
        hasKept = hasKept || first < batch.count
        try session.keep(batch, first..<batch.count, from: provenance)
    }

    /// A point that a person names has one usage point, in all files.
    func receive(_ usagePoint: UsagePointName, namedAs point: PointID) throws {
        let known = try usagePoints[point] ?? catalogue.usagePoints(namedAs: point)
        guard known.allSatisfy(usagePoint.canBe) else {
            throw FlowError.unsupported(
                flow: "this \((flows.last ?? .greenButton).rawValue) file",
                hint: "it is about another usage point than the file imported before under this --point: "
                    + "import it under another --point")
        }
        usagePoints[point] = known + [usagePoint]
        if !known.contains(usagePoint) { try session.keep(usagePoint, namedAs: point) }
    }

    /// A source that is a copy makes its flows copies; a primary source raises none.
    private var provenance: Provenance {
        session.source.provenance == .copy || isNamed ? .copy : flows.last?.provenance ?? .primary
    }

    private func summaries(of days: DayColumns) -> [DaySummary] {
        let (keys, extents) = (days.keys, days.extents)
        let (step, unit, count) = (days.step, days.unit, days.valuesPerDay)
        return keys.indices.map { row in
            let connection = connection(of: keys[row])
            return DaySummary(keys[row], days.days[row], step, unit, count: count, extents[row], connection)
        }
    }

    /// What is said of a file of which nothing is kept; nil of any other.
    var nothingKept: Diagnostic? {
        if hasKept { return nil }
        let reason =
            counts.quarantined > 0
            ? "all its records are set aside"
            : counts.notes > 0 ? "all that it holds is left, as the notes say" : "it has no record that Maille keeps"
        return Diagnostic(.flagged, RecordJudge.nothing, "nothing of the file is kept: \(reason)")
    }

    private static let nothing = Rule("nothing-kept", "A file that gave nothing must not pass for one that gave data.")

    private func connection(of id: PointID, line: UInt32) throws -> Connection? {
        if let connection = points.connection(of: id) { return connection }
        if unknownPoints.add(id) { try name(unknown: id, line: line) }
        return nil
    }

    private func name(unknown point: PointID, line: UInt32) throws {
        try receive(Diagnostic(.flagged, RecordJudge.unknownPoint, line: line, point: point, "not in any point list"))
    }

    func endedInsideLine() throws { try receive(Diagnostic(.flagged, RecordJudge.unended, RecordJudge.maybeCut)) }

    private static let unended = Rule(
        "last-line-without-end", "A file that was cut may end with half a value that looks like a whole one.")
    private static let maybeCut = "the last line has no end: where the file was cut, its last value is too"

    func receive(_ diagnostic: Diagnostic) throws {
        counts.add(diagnostic.severity)
        if diagnostic.severity == .quarantined {
            faulty += 1
            valuesSetAside += diagnostic.values
        }
        guard faulty <= limits.quarantined else {
            throw FlowError.tooLarge(
                line: diagnostic.line ?? 0, detail: "more than \(limits.quarantined) records are faulty; mend the file")
        }
        try session.note(diagnostic)
    }

    /// Says what is beyond the rights of the source: so many records, and none of them faulty.
    func setAside(_ records: Int, _ diagnostic: Diagnostic) throws {
        counts.quarantined += records
        valuesSetAside += records
        try session.note(diagnostic)
    }

    /// Judges the days that are whole only now, and says what could only be counted on the way.
    func finish() throws {
        try gathering.drain { channel, day, readings in
            let assembled = DayAssembler(channel, day, readings)
            for diagnostic in assembled.diagnostics { try receive(diagnostic) }
            for day in assembled.days { try judge(day) }
        }
        guard unknownPoints.unnamedRecords > 0 else { return }
        let detail = "\(unknownPoints.unnamedRecords) more days and readings of points in no list; import a point list"
        try receive(Diagnostic(.flagged, RecordJudge.unknownPoint, detail))
    }

    // MARK: judging

    private func judge(_ day: ReceivedDay) throws {
        counts.pointDays += 1
        counts.values += day.pointDay.curve.count
        try judge(day, on: try connection(of: day.pointDay.channel.point, line: day.firstLine))
    }

    private func judge(_ day: ReceivedDay, on connection: Connection?) throws {
        let (kept, diagnostics) = validator.judge(day, on: connection)
        for diagnostic in diagnostics { try receive(diagnostic) }
        guard let kept else { return }
        hasKept = true
        try session.keep(kept)
    }

    private func judge(_ reading: RegisterReading) throws {
        counts.registerReadings += 1
        try judge(reading, on: try connection(of: reading.channel.point, line: reading.line))
    }

    private func judge(_ reading: RegisterReading, on connection: Connection?) throws {
        if let refusal = moment.refusal(of: reading) { return try receive(refusal) }
        if let connection, let refusal = contradiction(of: reading, on: connection) { return try receive(refusal) }
        if let finding = RegisterRule.examine(reading, on: connection) { return try receive(finding) }
        if let remark = RegisterRule.afterTermination(reading, on: connection) { try receive(remark) }
        hasKept = true
        try session.keep(reading.from(provenance))
    }

    /// A set is described alike on every line of a list, or the later lines would change what the first ones asked.
    private func judge(_ membership: Membership, of set: PointSet, line: UInt32) throws {
        counts.memberships += 1
        if let first = sets[set.id], first != set {
            let detail = "set \(set.id) has another kind, use, usage or step than on its first line; write them alike"
            return try receive(
                Diagnostic(
                    .quarantined, RecordJudge.contradictorySet, line: line, point: membership.channel.point, detail))
        }
        sets[set.id] = set
        hasKept = true
        try session.keep(membership, of: set)
    }

    private func contradiction(of reading: RegisterReading, on connection: Connection) -> Diagnostic? {
        let channel = reading.channel
        guard !connection.measures(channel.carrier, channel.direction) else { return nil }
        return Diagnostic(
            .quarantined, CurveRule.contradictsRegistry.rule, line: reading.line, point: channel.point,
            day: CivilDay(containing: reading.at),
            "\(reading.register.name) \(reading.value) of \(channel.carrier.rawValue) \(channel.direction.rawValue)")
    }
}
