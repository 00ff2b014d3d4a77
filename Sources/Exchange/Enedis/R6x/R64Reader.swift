import Metering

/// Reads R64 in JSON (guide Enedis.SGE.GUI.0503, schemas 0511 and 0533): indexes by calendar and temporal class.
///
/// A measure is gathered whole: its PRM, the kind of reading and the grid may each come after the values.
final class R64Reader: JSONHandler {
    private enum Level {
        case document, header, measure, context, quantity, calendar, temporalClass, total, value, totalValue, other
    }
    private struct Context {
        var type = ""
        var indexes: [R64Indexes] = []
    }

    private let sink: any RecordSink
    private let limits: ReadingLimits
    private let sorter: R64Sorter
    private var levels: [Level] = []
    private var prm: String?
    private var contexts: [Context] = []
    private var context = Context()
    private var indexes = R64Indexes(line: 0)
    private var calendar = R64Calendar()
    private var temporalClass = R64Class()
    private var value = R6xPoint(line: 0)
    /// Values and containers held: each takes room, even an empty one.
    private var heldCount = 0
    private var hasMeasures = false

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        self.limits = limits
        sorter = R64Sorter(sink)
    }

    func open(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object else {
            if levels.last == .document, key == "mesures" { hasMeasures = true }
            return
        }
        let level = level(under: key)
        levels.append(level)
        switch level {
        case .measure: prm = nil
        case .context: context = Context()
        case .quantity: indexes = R64Indexes(line: line)
        case .calendar: calendar = R64Calendar()
        case .temporalClass: temporalClass = R64Class()
        case .value, .totalValue: value = R6xPoint(line: line)
        case .document, .header, .total, .other: return
        }
        heldCount += 1
        guard heldCount <= limits.seriesLength else {
            throw FlowError.tooLarge(line: line, detail: "a measure holds over \(limits.seriesLength) values")
        }
    }

    private func level(under key: String) -> Level {
        switch (levels.last, key) {
        case (nil, _): .document
        case (.document, "header"): .header
        case (.document, "mesures"): .measure
        case (.measure, "contexte"): .context
        case (.context, "grandeur"): .quantity
        case (.quantity, "calendrier"): .calendar
        case (.quantity, "cadranTotalisateur"): .total
        case (.calendar, "classeTemporelle"): .temporalClass
        case (.temporalClass, "valeur"): .value
        case (.total, "valeur"): .totalValue
        default: .other
        }
    }

    func close(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object, let level = levels.popLast() else { return }
        switch level {
        case .value: temporalClass.values.append(value)
        case .totalValue: indexes.total.append(value)
        case .temporalClass: calendar.classes.append(temporalClass)
        case .calendar: indexes.calendars.append(calendar)
        case .quantity: context.indexes.append(indexes)
        case .context: contexts.append(context)
        case .measure: try endMeasure(line)
        case .document, .header, .total, .other: break
        }
    }

    func scalar(_ text: Span<UInt8>, key: String, line: UInt32) throws {
        switch (levels.last, key) {
        case (.value, "v"), (.totalValue, "v"): value.read(.value, text)
        case (.value, "d"), (.totalValue, "d"): value.read(.time, text)
        case (.value, "iv"), (.totalValue, "iv"): value.read(.likelihood, text)
        case (.temporalClass, "idClasseTemporelle"): temporalClass.id = text.label
        case (.temporalClass, "codeCadran"): temporalClass.register = text.label
        case (.calendar, "libelleGrille"): calendar.grid = R64Grid(text.label)
        case (.quantity, "grandeurMetier"): indexes.direction = text.label
        case (.quantity, "grandeurPhysique"): indexes.quantity = text.label
        case (.quantity, "unite"): indexes.unit = text.label
        case (.context, "typeReleve"): context.type = text.label
        case (.measure, "idPrm"): prm = text.string
        case (.header, "codeFlux"): try checkCode(text.string, line)
        default: break
        }
    }

    func finish() throws {
        guard hasMeasures else { throw FlowError.malformed(line: 1, detail: "no 'mesures' in the document") }
    }

    private func endMeasure(_ line: UInt32) throws {
        let measured = contexts
        contexts = []
        heldCount = 0
        guard let prm else {
            return try sink.receive(
                Diagnostic(.quarantined, EnedisRule.identifier, line: line, "a measure without idPrm"))
        }
        guard let point = try sink.point(fromPRM: prm, line: line) else { return }
        for context in measured {
            for indexes in context.indexes {
                try sorter.deliver(indexes, isDaily: context.type == "AQ", of: point)
            }
        }
    }

    /// An array may hold several documents, of the one flow that recognition has seen.
    private func checkCode(_ code: String, _ line: UInt32) throws {
        guard code.hasPrefix("R64") else {
            throw FlowError.malformed(line: line, detail: "documents of several flows in one file; send them apart")
        }
    }
}
