import Metering

/// Reads R4x (R4Q, R4H, R4M), the load curves of points above 36 kVA: a series for each `Donnees_Courbe`.
///
/// `Horodatage` is the start of its interval, and powers are whole kilowatts.
/// Source: Enedis's R4x guide 2.0.3, Enedis.SGE.XSD.0409 1.1.1.
final class R4xReader: XMLHandler {
    private let sink: any RecordSink
    private let limits: ReadingLimits
    private var isCorrectedCurve = false
    private var point = EnclosingPoint()
    private var heading = Heading()
    private var destination = Destination.undecided
    private var intervals: [IntervalReading] = []
    private let otherQuantities = OtherQuantities()

    /// What a curve says of itself before its values.
    private struct Heading {
        var step = Field<Step>.absent
        var unit = ""
        var direction = ""
        var quantity = ""
        var name: String { [direction, quantity, unit].filter { !$0.isEmpty }.joined(separator: " ") }
    }

    /// Where the values of the current curve go.
    private enum Destination {
        case undecided, nowhere
        case series(Channel, Step)
    }

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
    }

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        switch name {
        case "Donnees_Point_Mesure":
            if case .undecided = destination { destination = try decide(line: line) }
            if case .series(let channel, let step) = destination { try read(attributes, channel, step, line: line) }
        case "Donnees_Courbe":
            heading = Heading()
            destination = .undecided
            try point.require(line: line, telling: sink)
        case "Corps": point.forget()
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {
        switch name {
        case "Donnees_Courbe": try closeCurve(line: line)
        case "Granularite": heading.step = Field(text) { $0.integer.flatMap { Step(minutes: Int($0)) } }
        case "Unite_Mesure": heading.unit = text.extracting(first: 16).string
        case "Grandeur_Metier": heading.direction = text.extracting(first: 16).string
        case "Grandeur_Physique": heading.quantity = text.extracting(first: 16).string
        case "Identifiant_PRM": try point.name(text, line: line, telling: sink)
        case "Nature_De_Courbe_Demandee": isCorrectedCurve = text.equals("Corrigee") || text.equals("Corrigée")
        default: break
        }
    }

    func finish() throws {}

    private func decide(line: UInt32) throws -> Destination {
        guard let id = point.id else { return .nowhere }
        guard heading.quantity == "EA", heading.unit == "kW", let direction = Direction(metier: heading.direction)
        else {
            try otherQuantities.leave(heading.name, of: id, line: line, telling: sink)
            return .nowhere
        }
        guard let step = heading.step.value else {
            let detail = "Granularite is \(heading.step.shown): the curve is left out"
            try sink.receive(Diagnostic(.quarantined, EnedisRule.step, line: line, point: id, detail))
            return .nowhere
        }
        return .series(Channel(point: id, direction: direction), step)
    }

    private func read(_ attributes: XMLAttributes, _ channel: Channel, _ step: Step, line: UInt32) throws {
        func quarantine(_ rule: Rule, _ detail: String, day: CivilDay? = nil) throws {
            try sink.receive(Diagnostic(.quarantined, rule, line: line, point: channel.point, day: day, detail))
        }
        let stamp = attributes.value("Horodatage") { Field($0) { ISOTimestamp($0)?.instant } } ?? .absent
        guard case .read(let start) = stamp else {
            return try quarantine(EnedisRule.timestamp, "Horodatage is \(stamp.shown), wanted with its offset")
        }
        guard Instant.accepted.contains(start) else {
            return try quarantine(EnedisRule.dateRange, "Horodatage is \(start)")
        }
        let watts = attributes.value("Valeur_Point") { Field($0) { $0.wattsFromKilowatts } } ?? .absent
        if case .unreadable(let text) = watts {
            let day = CivilDay(containing: start)
            try quarantine(EnedisRule.value, "Valeur_Point is \(text) kW", day: day)
            return try append(.init(start: start, step: step, value: 0, mark: .missing(.quarantined), line: line))
        }
        let status = attributes.value("Statut_Point") { Field($0, R4xStatus.init) } ?? .absent
        if case .unreadable(let text) = status {
            let detail = "Statut_Point is \(text): the value is marked doubtful"
            try sink.receive(Diagnostic(.flagged, R4xStatus.rule, line: line, point: channel.point, detail))
        }
        let mark = R4xStatus.mark(status, hasValue: watts.value != nil, isCorrectedCurve: isCorrectedCurve)
        try append(IntervalReading(start: start, step: step, value: watts.value ?? 0, mark: mark, line: line))
    }

    private func append(_ interval: IntervalReading) throws {
        guard intervals.count < limits.seriesLength else {
            throw FlowError.tooLarge(line: interval.line, detail: "a curve has over \(limits.seriesLength) values")
        }
        intervals.append(interval)
    }

    private func closeCurve(line: UInt32) throws {
        switch destination {
        case .nowhere: break
        case .undecided:
            guard let id = point.id else { break }
            try sink.receive(
                Diagnostic(.note, EnedisRule.emptyDay, line: line, point: id, "\(heading.name) without values"))
        case .series(let channel, _):
            guard !intervals.isEmpty else { break }
            try sink.receive(.series(ReadingSeries(channel: channel, unit: .watt, intervals: intervals)))
        }
        intervals.removeAll(keepingCapacity: true)
    }
}

extension Span<UInt8> {
    fileprivate var wattsFromKilowatts: Int32? {
        guard let kilowatts = integer, abs(kilowatts) <= Int64(Int32.max) else { return nil }
        return Int32(exactly: kilowatts * 1_000)
    }
}
