import Metering

/// Reads C15, the contract situations of C5 points: a metering point for each `PRM`, and the indexes before and after
/// the event that it tells of.
///
/// The file also names the holder, with telephone and address: only the elements that `close` lists are read,
/// each at its own place (`Id_PRM_Hebergeur`, a meter's `Type`… are others'), and no diagnostic quotes a text.
/// Source: GRD.XSD.0301 Flux_C15 5.2.0.
final class C15Reader: XMLHandler {
    private let sink: any RecordSink
    /// The parts that enclose the element being read, outermost first.
    private var parts: [Part] = []
    private var contractInjects = false
    private var situation = Situation()
    private var line: UInt32 = 0

    /// A place in the document that has something to read.
    private enum Part {
        case document, contract, meteringPoint, address, situation, tariff, supply, event, readings, reading
        case statedClass, elsewhere

        func part(_ name: XMLName) -> Part {
            switch (self, name) {
            case (.document, "Contrat"): .contract
            case (.document, "PRM"): .meteringPoint
            case (.meteringPoint, "Adresse_Installation"): .address
            case (.meteringPoint, "Situation_Contractuelle"): .situation
            case (.meteringPoint, "Alimentation"): .supply
            case (.situation, "Structure_Tarifaire"): .tariff
            case (.meteringPoint, "Evenement_Declencheur"): .event
            case (.event, "Releves"): .readings
            case (.readings, "Donnees_Releve"): .reading
            case (.reading, "Classe_Temporelle_Distributeur"), (.reading, "Classe_Temporelle"): .statedClass
            default: .elsewhere
            }
        }
    }

    /// What a `PRM` says, as far as it is read.
    private struct Situation {
        var id: PointID?
        var hasID = false
        var segment: String?
        var isProducer = false
        var commune: String?
        var isTerminated = false
        var inServiceSince = Field<CivilDay>.absent
        var terminatedOn = Field<CivilDay>.absent
        var subscribedPower = Field<Int32>.absent
        var subscribedUnitIsActive = true
        var connectionPower = Field<Int32>.absent
        /// Two for an event: one before and one after it.
        var readings: [StatedReading] = []
    }

    private static let mostReadings = 100
    private var stated: StatedClass?
    private let others = OtherQuantities()

    init(_ sink: any RecordSink) { self.sink = sink }

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        let part = parts.last?.part(name) ?? .document
        parts.append(part)
        switch part {
        case .meteringPoint:
            situation = Situation()
            self.line = line
        case .reading: try beginReading(line)
        case .statedClass:
            stated = StatedClass(grid: name == "Classe_Temporelle" ? .supplier : .distributor, line: line)
        default: break
        }
    }

    private func beginReading(_ line: UInt32) throws {
        guard situation.readings.count < C15Reader.mostReadings else {
            throw FlowError.tooLarge(line: line, detail: "over \(C15Reader.mostReadings) readings of one event")
        }
        situation.readings.append(StatedReading(line: line))
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {
        let closed = parts.popLast()
        if case .meteringPoint = closed { return try deliver() }
        if case .statedClass = closed, let ended = stated {
            stated = nil
            return try takeClass(ended)
        }
        switch (parts.last, name) {
        case (.statedClass, _): stated?.take(name, text)
        case (.reading, _): takeOfReading(name, text)
        case (.contract, "Nature_Contrat"): contractInjects = text.string.lowercased().contains("injection")
        case (.meteringPoint, "Id_PRM"):
            situation.hasID = true
            situation.id = try sink.point(fromPRM: text.extracting(first: 64).string, line: line)
        case (.meteringPoint, "Segment_Clientele"): try takeSegment(text)
        case (.meteringPoint, "Autoproducteur"): situation.isProducer = text.equals("true") || text.equals("1")
        case (.address, "Code_Commune"): try takeCommune(text)
        case (.situation, "Etat_Contractuel"): situation.isTerminated = text.equals("RESILIE")
        case (.situation, "Date_Mise_En_Service"): situation.inServiceSince = Field(text) { $0.contractDay }
        case (.situation, "Date_Resiliation"): situation.terminatedOn = Field(text) { $0.contractDay }
        case (.tariff, "Puissance_Souscrite"): situation.subscribedPower = Field(text) { $0.kilosAsUnits }
        case (.tariff, "Unite_Puissance_Souscrite"):
            situation.subscribedUnitIsActive = text.equals("kVA") || text.equals("kW")
        case (.supply, "P_Raccordement_Soutirage"): situation.connectionPower = Field(text) { $0.kilosAsUnits }
        default: break
        }
    }

    func finish() throws {}

    private func takeClass(_ ended: StatedClass) throws {
        guard let last = situation.readings.indices.last else { return }
        try situation.readings[last].take(ended)
    }

    private func takeOfReading(_ name: XMLName, _ text: Span<UInt8>) {
        guard let last = situation.readings.indices.last else { return }
        situation.readings[last].take(name, text)
    }

    private func takeSegment(_ text: Span<UInt8>) throws {
        let known = ["C1", "C2", "C3", "C4", "C5", "P1", "P2", "P3", "P4"]
        situation.segment = known.first { $0 == text.string }
        if situation.segment == nil { try tell(.note, EnedisRule.value, "Segment_Clientele is none that is known") }
    }

    private func takeCommune(_ text: Span<UInt8>) throws {
        situation.commune = CommuneCode.plausible(text)
        if situation.commune == nil {
            try tell(.note, CommuneCode.rule, "Code_Commune of \(text.count) characters")
        }
    }

    private func deliver() throws {
        guard let id = situation.id else {
            if situation.hasID { return }
            return try tell(.quarantined, EnedisRule.identifier, "a PRM without Id_PRM")
        }
        var point = MeteringPoint(id: id, segment: situation.segment, commune: situation.commune)
        if situation.isProducer || contractInjects { point.directions.insert(.injection) }
        point.subscribedPower = try power(situation.subscribedPower, "Puissance_Souscrite")
        if !situation.subscribedUnitIsActive {
            point.subscribedPower = nil
            try tell(.note, EnedisRule.otherQuantity, "Puissance_Souscrite is neither in kVA nor in kW")
        }
        point.connectionPower = try power(situation.connectionPower, "P_Raccordement_Soutirage")
        point.inServiceSince = try day(situation.inServiceSince, "Date_Mise_En_Service")
        if situation.isTerminated { point.terminatedOn = try day(situation.terminatedOn, "Date_Resiliation") }
        try sink.receive(.point(point, line: line))
        for reading in situation.readings { try reading.deliverOfEvent(of: id, to: sink, others) }
    }

    private func power(_ field: Field<Int32>, _ name: String) throws -> Power? {
        if case .unreadable = field { try tell(.quarantined, EnedisRule.value, "\(name) is no number of kVA") }
        return field.value.map(Power.watts)
    }

    private func day(_ field: Field<CivilDay>, _ name: String) throws -> CivilDay? {
        if case .unreadable = field {
            try tell(.quarantined, EnedisRule.timestamp, "\(name) is no date of 1900 to 2099")
        }
        return field.value
    }

    private func tell(_ severity: Severity, _ rule: Rule, _ detail: String) throws {
        try sink.receive(Diagnostic(severity, rule, line: line, point: situation.id, detail))
    }
}

extension Span<UInt8> {
    /// A decimal number of kilovolt-amperes or kilowatts in whole units, rounded down.
    fileprivate var kilosAsUnits: Int32? {
        let point = firstIndex(of: UInt8(ascii: "."), from: 0) ?? count
        guard point > 0, point <= 9, let kilos = digits(0..<point) else { return nil }
        var units = kilos * 1_000
        var weight = 100
        for position in Swift.min(point + 1, count)..<count {
            guard let digit = digit(position) else { return nil }
            units += digit * weight
            weight /= 10
        }
        return Int32(exactly: units)
    }

    /// The civil day of a date, or of a date and time with or without zone. Contracts are older than measures:
    /// the years go back to 1900.
    fileprivate var contractDay: CivilDay? {
        let stamp = ISOTimestamp(self)
        guard let day = CivilDay(iso: self) ?? stamp?.instant.map(CivilDay.init(containing:)) ?? stamp?.wallTime.day
        else { return nil }
        return (1900...2099).contains(day.components.year) ? day : nil
    }
}
