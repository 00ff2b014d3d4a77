import Metering

/// Reads C68 (JSON, schema 0514): technical and contractual data of points, on demand.
///
/// The document also holds names, telephone numbers and e-mail addresses: only the members named here are ever
/// looked at. It gives no INSEE code (its address has a postal code and a name): the commune stays unknown.
final class C68Reader: JSONHandler {
    private enum Level {
        case point, supply, mainSupply, connectionPower, contract, tariff, subscribedPower, synthesis, other
    }

    private let sink: any RecordSink
    private var levels: [Level] = []
    private var point = C68Point(line: 1)
    private var contract = C68Contract()
    private var hasPoint = false

    init(_ sink: any RecordSink) { self.sink = sink }

    func open(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object else { return }
        if levels.last == .mainSupply, key == "puissanceRaccordementInjection" { point.injects = true }
        let level = level(under: key)
        levels.append(level)
        switch level {
        case .point:
            hasPoint = true
            point = C68Point(line: line)
        case .contract: contract = C68Contract()
        default: break
        }
    }

    private func level(under key: String) -> Level {
        switch (levels.last, key) {
        case (nil, _): .point
        case (.point, "situationAlimentation"): .supply
        case (.supply, "alimentationPrincipale"): .mainSupply
        case (.mainSupply, "puissanceRaccordementSoutirage"): .connectionPower
        case (.point, "situationsContractuelles"): .contract
        case (.contract, "structureTarifaire"): .tariff
        case (.tariff, "puissanceSouscrite"): .subscribedPower
        case (.point, "syntheseContractuelle"): .synthesis
        default: .other
        }
    }

    func close(_ container: JSONContainer, key: String, line: UInt32) throws {
        guard container == .object, let level = levels.popLast() else { return }
        if level == .contract { point.add(contract) }
        if level == .point { try point.deliver(to: sink) }
    }

    func scalar(_ text: Span<UInt8>, key: String, line: UInt32) throws {
        switch (levels.last, key) {
        case (.point, "idPrm"): point.prm = text.string
        case (.contract, "segment"): contract.segment = text.label
        case (.contract, "dateDebut"): contract.start = C68Date(text)
        case (.contract, "typeInjection"): contract.isInjection = text.equals("true")
        case (.subscribedPower, "valeur"): contract.power.figure = text.label
        case (.subscribedPower, "unite"): contract.power.unit = text.label
        case (.connectionPower, "valeur"): point.connectionPower.figure = text.label
        case (.connectionPower, "unite"): point.connectionPower.unit = text.label
        case (.synthesis, "dateDerniereMiseEnServiceSoutirage"): point.inService = C68Date(text)
        default: break
        }
    }

    func finish() throws {
        guard hasPoint else { throw FlowError.malformed(line: 1, detail: "no point in the document") }
    }
}
