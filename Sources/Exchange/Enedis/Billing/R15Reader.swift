import Metering

/// Reads R15, the readings that bills of C5 and P4 points go by: a `PRM` element for each point, with its readings.
///
/// A reading that is cancelled takes back those of its moment above it.
/// Source: ENEDIS.SGE.XSD.0293 Flux_R15 2.3.2.
final class R15Reader: XMLHandler {
    private static let mostReadings = 10_000

    private let sink: any RecordSink
    private var point = EnclosingPoint()
    private var readings: [StatedReading] = []
    private var reading: StatedReading?
    private var stated: StatedClass?
    private let others = OtherQuantities()

    init(_ sink: any RecordSink) { self.sink = sink }

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        switch name {
        case "PRM":
            point.forget()
            readings = []
        case "Donnees_Releve":
            reading = StatedReading(line: line)
            try point.require(line: line, telling: sink)
        case "Classe_Temporelle_Distributeur" where reading != nil: stated = StatedClass(grid: .distributor, line: line)
        case "Classe_Temporelle" where reading != nil: stated = StatedClass(grid: .supplier, line: line)
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {
        switch name {
        case "PRM": try deliver()
        case "Id_PRM": try point.name(text, line: line, telling: sink)
        case "Donnees_Releve": try end(line)
        case "Classe_Temporelle_Distributeur", "Classe_Temporelle":
            if let ended = stated { try reading?.take(ended) }
            stated = nil
        default: if stated != nil { stated?.take(name, text) } else { reading?.take(name, text) }
        }
    }

    func finish() throws {}

    private func end(_ line: UInt32) throws {
        guard let ended = reading else { return }
        reading = nil
        guard readings.count < R15Reader.mostReadings else {
            throw FlowError.tooLarge(line: line, detail: "over \(R15Reader.mostReadings) readings of one point")
        }
        guard ended.isCancelled else { return readings.append(ended) }
        let others = readings.filter { !$0.isOfMoment(of: ended) }
        if others.count == readings.count, let id = point.id { try ended.tellCancelled(of: id, to: sink) }
        readings = others
    }

    private func deliver() throws {
        guard let id = point.id else { return }
        for reading in readings { try reading.deliverBilled(of: id, to: sink, others) }
        readings = []
    }
}
