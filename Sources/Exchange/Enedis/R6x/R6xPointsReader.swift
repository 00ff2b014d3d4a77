import Metering

/// Reads R63, R65 and R66 in JSON (guide Enedis.SGE.GUI.0503, schemas 0510, 0512, 0513 and their recurrent forms):
/// one document `{header, mesures}` or an array of them.
///
/// JSON promises no order: a quantity is gathered whole, and waits for the end of its measure when the PRM has not
/// come before it.
final class R6xPointsReader: JSONHandler {
    private enum Level { case document, header, measure, quantity, point, other }
    private enum Owner { case unknown, known(PointID), refused }

    private let sink: any RecordSink
    private let codePrefix: Substring
    private let limits: ReadingLimits
    private let sorter: R6xSorter
    private var levels: [Level] = []
    private var owner = Owner.unknown
    private var point = R6xPoint(line: 0)
    private var series = R6xSeries(line: 0)
    private var waiting: [R6xSeries] = []
    private var waitingCount = 0
    private var hasMeasures = false

    init(_ sink: any RecordSink, flow: Flow, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
        codePrefix = flow.rawValue.prefix(3)
        sorter = R6xSorter(sink, kind: R6xKind(flow))
    }

    func open(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object else {
            if levels.last == .document, key == "mesures" { hasMeasures = true }
            return
        }
        let level = level(under: key)
        levels.append(level)
        switch level {
        case .measure: owner = .unknown
        case .quantity: series = R6xSeries(line: line)
        case .point: point = R6xPoint(line: line)
        case .document, .header, .other: break
        }
    }

    private func level(under key: String) -> Level {
        switch (levels.last, key) {
        case (nil, _): .document
        case (.document, "header"): .header
        case (.document, "mesures"): .measure
        case (.measure, "grandeur"): .quantity
        case (.quantity, "points"): .point
        default: .other
        }
    }

    func close(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object, let level = levels.popLast() else { return }
        switch level {
        case .point: try gather(line)
        case .quantity: try deliverOrWait(line)
        case .measure: try endMeasure(line)
        case .document, .header, .other: break
        }
    }

    func scalar(_ text: Span<UInt8>, key: String, line: UInt32) throws {
        switch (levels.last, key) {
        case (.point, "v"): point.read(.value, text)
        case (.point, "d"): point.read(.time, text)
        case (.point, "p"): point.read(.step, text)
        case (.point, "n"): point.read(.nature, text)
        case (.point, "iv"): point.read(.likelihood, text)
        case (.point, "ec"): point.read(.state, text)
        case (.quantity, "grandeurMetier"): series.direction = text.label
        case (.quantity, "grandeurPhysique"): series.quantity = text.label
        case (.quantity, "unite"): series.unit = text.label
        case (.measure, "idPrm"):
            owner = try sink.point(fromPRM: text.string, line: line).map { .known($0) } ?? .refused
        case (.header, "codeFlux"): try checkCode(text.string, line)
        default: break
        }
    }

    func finish() throws {
        guard hasMeasures else { throw FlowError.malformed(line: 1, detail: "no 'mesures' in the document") }
    }

    // MARK: gathering

    private func gather(_ line: UInt32) throws {
        if case .refused = owner { return }
        guard series.quantity.isEmpty || series.quantity == sorter.kind.quantity else { return }
        series.points.append(point)
        try requireRoom(line)
    }

    private func deliverOrWait(_ line: UInt32) throws {
        switch owner {
        case .known(let point): try sorter.deliver(series, of: point)
        case .unknown:
            waiting.append(series)
            waitingCount += 1 + series.points.count
        case .refused: break
        }
        series.points = []
        try requireRoom(line)
    }

    private func requireRoom(_ line: UInt32) throws {
        guard waitingCount + series.points.count <= limits.seriesLength else {
            throw FlowError.tooLarge(line: line, detail: "a series is longer than \(limits.seriesLength) values")
        }
    }

    private func endMeasure(_ line: UInt32) throws {
        switch owner {
        case .known(let point):
            for series in waiting { try sorter.deliver(series, of: point) }
        case .unknown:
            try sink.receive(Diagnostic(.quarantined, EnedisRule.identifier, line: line, "a measure without idPrm"))
        case .refused: break
        }
        waiting = []
        waitingCount = 0
    }

    /// An array may hold several documents, of the one flow that recognition has seen.
    private func checkCode(_ code: String, _ line: UInt32) throws {
        guard code.hasPrefix(codePrefix) else {
            throw FlowError.malformed(line: line, detail: "documents of several flows in one file; send them apart")
        }
    }
}
