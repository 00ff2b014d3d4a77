import Metering

/// Reads R50, the half-hour load curves of C5 points: a series for each `Donnees_Releve`, which is a day.
///
/// `H` is the end of its interval: the last value of a day bears the next midnight.
/// The busiest flow: like `XMLReader`, it goes without exclusivity checks, and makes no string of a good value.
/// Source: Enedis.SGE.GUI.0316 2.2.0, XSD 1.1.0.
final class R50Reader: XMLHandler {
    /// A day of five-minute values: what comes together beyond it, no day can hold, and leaves in parts.
    private static let longestSeries = 300

    private let sink: any RecordSink
    /// `Pas_Publication`, where it is a step that curves have.
    @exclusivity(unchecked) private(set) var step: Step? = .minutes30
    @exclusivity(unchecked) private var point = EnclosingPoint()
    @exclusivity(unchecked) private var day: CivilDay?
    @exclusivity(unchecked) private var dayIsEmpty = true
    @exclusivity(unchecked) private var value = CurveValue(line: 0)
    @exclusivity(unchecked) private var intervals: [IntervalReading] = []

    /// One `PDC` (*point de courbe*).
    private struct CurveValue {
        let line: UInt32
        var end = Field<Instant>.absent
        var watts = Field<Int32>.absent
        var isDoubtful = false
    }

    init(_ sink: any RecordSink) {
        self.sink = sink
        intervals.reserveCapacity(R50Reader.longestSeries)
    }

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        switch name {
        case "PDC": value = CurveValue(line: line)
        case "Donnees_Releve":
            day = nil
            dayIsEmpty = true
            try point.require(line: line, telling: sink)
        case "PRM": point.forget()
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {
        switch name {
        case "H": value.end = Field(text) { ISOTimestamp($0)?.instant }
        case "V": value.watts = Field(text) { $0.integer.flatMap(Int32.init(exactly:)) }
        case "IV": value.isDoubtful = !text.isEmpty && !text.equals("0")
        case "PDC": try closeValue()
        case "Date_Releve": day = CivilDay(iso: text)
        case "Donnees_Releve": try closeDay(line: line)
        case "Id_PRM":
            try deliver()
            try point.name(text, line: line, telling: sink)
        case "PRM": try deliver()
        case "Pas_Publication": step = text.integer.flatMap { Step(minutes: Int($0)) }
        default: break
        }
    }

    func finish() throws {}

    private func closeValue() throws {
        dayIsEmpty = false
        guard point.id != nil, let step else { return }
        guard case .read(let end) = value.end else {
            return try quarantine(EnedisRule.timestamp, "H is \(value.end.shown), wanted with its offset")
        }
        let start = end.advanced(minutes: -step.minutes)
        guard Instant.accepted.contains(start) else { return try quarantine(EnedisRule.dateRange, "H is \(end)") }
        switch value.watts {
        case .read(let watts): try append(start, step, watts, Mark(.measured, isDoubtful: value.isDoubtful))
        case .absent: try append(start, step, 0, .missing(.sentEmpty))
        case .unreadable(let text):
            try quarantine(EnedisRule.value, "V is \(text)")
            try append(start, step, 0, .missing(.quarantined))
        }
    }

    private func append(_ start: Instant, _ step: Step, _ watts: Int32, _ mark: Mark) throws {
        intervals.append(IntervalReading(start: start, step: step, value: watts, mark: mark, line: value.line))
        if intervals.count == R50Reader.longestSeries { try deliver() }
    }

    private func closeDay(line: UInt32) throws {
        if step == nil {
            try tell(.quarantined, EnedisRule.step, line: line, "the header's Pas_Publication is none of these")
        } else if dayIsEmpty {
            try tell(.note, EnedisRule.emptyDay, line: line, "no PDC")
        }
        try deliver()
    }

    private func deliver() throws {
        guard let id = point.id, !intervals.isEmpty else { return }
        try sink.receive(.series(ReadingSeries(channel: Channel(point: id), unit: .watt, intervals: intervals)))
        intervals.removeAll(keepingCapacity: true)
    }

    private func quarantine(_ rule: Rule, _ detail: String) throws {
        try tell(.quarantined, rule, line: value.line, detail)
    }

    private func tell(_ severity: Severity, _ rule: Rule, line: UInt32, _ detail: String) throws {
        guard let id = point.id else { return }
        try sink.receive(Diagnostic(severity, rule, line: line, point: id, day: day, detail))
    }
}

extension EnedisRule {
    static let emptyDay = Rule("empty-day", "A day without data may be sent again, up to 20 days later.")
}
