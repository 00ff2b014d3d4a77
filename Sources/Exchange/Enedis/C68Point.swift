import Metering

/// A power with its unit, as C68 writes them apart.
struct C68Power {
    var figure = ""
    var unit = ""

    /// Nil when the figure is no whole number of watts, or the unit unknown.
    var power: Power? {
        let factor: Int64? =
            switch unit {
            case "kVA", "kW": 1_000
            case "VA", "W": 1
            default: nil
            }
        guard let factor, let count = Figure(figure.utf8.span)?.count(factor: factor) else { return nil }
        return Int32(exactly: count).map { .watts($0) }
    }
}

/// A date of C68, with or without a time or a zone after it: `2017-07-15`, `2017-07-15+02:00`.
struct C68Date {
    /// Nil when the text is no date that Maille accepts.
    let day: CivilDay?

    init?(_ text: Span<UInt8>) {
        guard !text.isEmpty else { return nil }
        day = CivilDay(iso: text.extracting(first: 10)).flatMap { CivilDay.accepted.contains($0) ? $0 : nil }
    }
}

/// One *situation contractuelle* of a point.
struct C68Contract {
    var segment = ""
    var start: C68Date?
    var isInjection = false
    var power = C68Power()
}

/// What C68 says of one point, read member by member.
struct C68Point {
    static let segment = Rule("unknown-segment", "Segments are C1 to C5 and P1 to P4; limits of power rest on them.")

    var prm = ""
    var connectionPower = C68Power()
    var inService: C68Date?
    var injects = false
    let line: UInt32
    /// The extraction contract that starts last.
    private var contract: C68Contract?

    init(line: UInt32) { self.line = line }

    mutating func add(_ other: C68Contract) {
        if other.isInjection {
            injects = true
        } else if let start = contract?.start?.day {
            if let later = other.start?.day, later > start { contract = other }
        } else {
            contract = other
        }
    }

    func deliver(to sink: any RecordSink) throws {
        guard let id = try sink.point(fromPRM: prm, line: line) else { return }
        var point = MeteringPoint(id: id, directions: injects ? [.extraction, .injection] : [.extraction])
        point.segment = try segment(of: id, to: sink)
        point.subscribedPower = try power(contract?.power, "subscribed power", of: id, to: sink)
        point.connectionPower = try power(connectionPower, "connection power", of: id, to: sink)
        point.inServiceSince = try inServiceSince(of: id, to: sink)
        try sink.receive(.point(point, line: line))
    }

    private func segment(of id: PointID, to sink: any RecordSink) throws -> String? {
        guard let segment = contract?.segment, !segment.isEmpty else { return nil }
        if ["C1", "C2", "C3", "C4", "C5", "P1", "P2", "P3", "P4"].contains(segment) { return segment }
        try quarantine(C68Point.segment, of: id, "a segment of \(segment.utf8.count) characters", to: sink)
        return nil
    }

    private func power(_ power: C68Power?, _ name: String, of id: PointID, to sink: any RecordSink) throws -> Power? {
        guard let power, !power.figure.isEmpty else { return nil }
        if let watts = power.power { return watts }
        try quarantine(EnedisRule.value, of: id, "\(name) '\(power.figure)' in '\(power.unit)'", to: sink)
        return nil
    }

    private func inServiceSince(of id: PointID, to sink: any RecordSink) throws -> CivilDay? {
        guard let date = inService ?? contract?.start else { return nil }
        if let day = date.day { return day }
        try quarantine(EnedisRule.dateRange, of: id, "a date of entry into service that is none", to: sink)
        return nil
    }

    private func quarantine(_ rule: Rule, of id: PointID, _ detail: String, to sink: any RecordSink) throws {
        try sink.receive(Diagnostic(.quarantined, rule, line: line, point: id, detail))
    }
}
