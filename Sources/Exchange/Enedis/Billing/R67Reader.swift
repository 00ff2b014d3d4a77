import Metering

/// Reads R67 in JSON (guide Enedis.SGE.GUI.0503, schema 0515): quantities that bills are made of, by class and period.
///
/// JSON promises no order: what an object says of the quantities inside it is given to them as it ends.
final class R67Reader: JSONHandler {
    private enum Level { case document, header, measure, context, quantity, calendar, temporalClass, amount, other }

    private let sink: any RecordSink
    private let quantities: BilledQuantities
    private var levels: [Level] = []
    private var prm: String?
    /// What the open objects say, for the quantities inside them.
    private var said = BilledQuantity(line: 0)
    private var amount = BilledQuantity(line: 0)
    private var hasMeasures = false

    init(_ sink: any RecordSink, limits: ReadingLimits) {
        self.sink = sink
        quantities = BilledQuantities(sink, OtherQuantities(), limits: limits)
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
        case .quantity:
            said = BilledQuantity(line: line)
            quantities.begin(.quantity)
        case .calendar:
            said.grid = ""
            quantities.begin(.calendar)
        case .temporalClass:
            said.classID = ""
            quantities.begin(.temporalClass)
        case .amount: amount = BilledQuantity(line: line)
        case .document, .header, .context, .other: break
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
        case (.calendar, "classeTemporelle"): .temporalClass
        case (.temporalClass, "quantite"): .amount
        default: .other
        }
    }

    func close(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object, let level = levels.popLast() else { return }
        switch level {
        case .amount: try quantities.add(amount)
        case .temporalClass: quantities.end(.temporalClass) { $0.classID = said.classID }
        case .calendar: quantities.end(.calendar) { $0.grid = said.grid }
        case .quantity:
            quantities.end(.quantity) {
                ($0.direction, $0.physicalQuantity, $0.unit) = (said.direction, said.physicalQuantity, said.unit)
            }
        case .measure: try endMeasure(line)
        case .document, .header, .context, .other: break
        }
    }

    func scalar(_ text: Span<UInt8>, key: String, line: UInt32) throws {
        switch (levels.last, key) {
        case (.amount, "dateCreation"): amount.created = text.label
        case (.amount, "dbtMesure"): amount.start = text.label
        case (.amount, "finMesure"): amount.end = text.label
        case (.amount, "quantite"): amount.amount = text.label
        case (.amount, "codeNature"): amount.nature = text.label
        case (.amount, "libelleNature"): if amount.nature.isEmpty { amount.nature = text.label }
        case (.amount, "codeStatut"): amount.status = text.label
        case (.amount, "libelleStatut"): if amount.status.isEmpty { amount.status = text.label }
        case (.temporalClass, "idClasseTemporelle"): said.classID = text.label
        case (.calendar, "codeGrille"), (.calendar, "libelleGrille"): if said.grid.isEmpty { said.grid = text.label }
        case (.quantity, "grandeurMetier"): said.direction = text.label
        case (.quantity, "grandeurPhysique"): said.physicalQuantity = text.label
        case (.quantity, "unite"): said.unit = text.label
        case (.measure, "idPrm"): prm = text.string
        case (.header, "codeFlux"):
            guard text.equals("R67") else {
                throw FlowError.malformed(line: line, detail: "documents of several flows in one file; send them apart")
            }
        default: break
        }
    }

    func finish() throws {
        guard hasMeasures else { throw FlowError.malformed(line: 1, detail: "no 'mesures' in the document") }
    }

    private func endMeasure(_ line: UInt32) throws {
        if let prm, let point = try sink.point(fromPRM: prm, line: line) { return try quantities.deliver(of: point) }
        quantities.forget()
        if prm == nil {
            try sink.receive(Diagnostic(.quarantined, EnedisRule.identifier, line: line, "a measure without idPrm"))
        }
    }
}
