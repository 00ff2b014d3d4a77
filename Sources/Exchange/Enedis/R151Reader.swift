import Metering

/// Reads R151, the daily indexes and maximum power of C5 points.
///
/// `Date_Releve` is the day that the indexes close: they stand at the next midnight.
/// Source: Enedis's R151 guide 2.3.1, Enedis.SGE.XSD.0315 1.2.0.
final class R151Reader: PRMHandler {
    private let sink: any RecordSink
    /// Watt-hours in one `Unite_Mesure_Index`, and volt-amperes in one `Unite_Mesure_Puissance`.
    @exclusivity(unchecked) private var indexScale: Int64? = 1
    @exclusivity(unchecked) private var powerScale: Int64? = 1
    @exclusivity(unchecked) private var point = EnclosingPoint()
    @exclusivity(unchecked) private var date = Field<CivilDay>.absent
    @exclusivity(unchecked) private var indexes: DailyIndexes?
    @exclusivity(unchecked) private var dayIsEmpty = true
    @exclusivity(unchecked) private var part = Part.none

    /// The class being read.
    @exclusivity(unchecked) private var index = ClassIndex(grid: .distributor, line: 0)

    /// What the elements being read are about: a class and the maximum power both have a `Valeur`.
    private enum Part { case none, maximumPower, classIndex }

    private(set) var settingsRead = 0

    init(_ sink: any RecordSink) { self.sink = sink }

    func open(_ name: XMLName, _ attributes: XMLAttributes, line: UInt32) throws {
        switch name {
        case "Classe_Temporelle_Distributeur": (part, index) = (.classIndex, ClassIndex(grid: .distributor, line: line))
        case "Classe_Temporelle": (part, index) = (.classIndex, ClassIndex(grid: .supplier, line: line))
        case "Puissance_Maximale": part = .maximumPower
        case "Donnees_Releve":
            date = .absent
            indexes = nil
            dayIsEmpty = true
            try point.require(line: line, telling: sink)
        case "PRM": beginPoint()
        default: break
        }
    }

    func close(_ name: XMLName, text: Span<UInt8>, line: UInt32) throws {
        switch (name, part) {
        case ("Id_Classe_Temporelle", .classIndex): index.id = text.extracting(first: 20).string
        case ("Indice_Vraisemblance", .classIndex): index.isDoubtful = !text.isEmpty && !text.equals("0")
        case ("Valeur", .classIndex):
            let scale = indexScale
            index.wattHours = Field(text) { text in scale.flatMap { text.indexValue(times: $0) } }
        case ("Valeur", .maximumPower): try takeMaximumPower(text, line: line)
        case ("Classe_Temporelle_Distributeur", .classIndex), ("Classe_Temporelle", .classIndex):
            part = .none
            dayIsEmpty = false
            try indexes?.take(index, into: sink)
        case ("Puissance_Maximale", _): part = .none
        default: try closeElsewhere(name, text, line: line)
        }
    }

    func finish() throws {}

    private func closeElsewhere(_ name: XMLName, _ text: Span<UInt8>, line: UInt32) throws {
        switch name {
        case "Date_Releve": try begin(Field(text) { CivilDay(iso: $0) }, line: line)
        case "Donnees_Releve": try closeDay(line: line)
        case "Id_PRM": try point.name(text, line: line, telling: sink)
        case "Unite_Mesure_Index": indexScale = try scale(text, one: "Wh", thousand: "kWh", line: line)
        case "Unite_Mesure_Puissance": powerScale = try scale(text, one: "VA", thousand: "kVA", line: line)
        default: break
        }
    }

    /// Nothing of the point before holds for the next.
    private func beginPoint() {
        point.forget()
        (date, indexes, dayIsEmpty, part) = (.absent, nil, true, .none)
    }

    private func scale(_ unit: Span<UInt8>, one: StaticString, thousand: StaticString, line: UInt32) throws -> Int64? {
        settingsRead += 1
        if unit.equals(one) { return 1 }
        if unit.equals(thousand) { return 1_000 }
        let detail = "the unit is '\(unit.extracting(first: 16).string)', \(one) or \(thousand) is wanted"
        try sink.receive(Diagnostic(.quarantined, EnedisRule.value, line: line, detail))
        return nil
    }

    private func begin(_ date: Field<CivilDay>, line: UInt32) throws {
        guard dayIsEmpty else { return }
        self.date = date
        guard let id = point.id, let day = date.value, CivilDay.accepted.contains(day) else { return }
        indexes = DailyIndexes(of: Channel(point: id), on: day)
    }

    private func takeMaximumPower(_ text: Span<UInt8>, line: UInt32) throws {
        if text.isEmpty { return }
        dayIsEmpty = false
        guard let indexes else { return }
        guard let powerScale, let watts = text.indexValue(times: powerScale).flatMap({ Int32(exactly: $0) }) else {
            return try tell(.quarantined, EnedisRule.value, line: line, "Puissance_Maximale in VA or kVA is wanted")
        }
        try sink.receive(
            .register(
                RegisterReading(
                    channel: indexes.channel, register: .maximumPower, at: indexes.day.start, value: Int64(watts),
                    line: line)))
    }

    private func closeDay(line: UInt32) throws {
        guard indexes != nil else {
            let isDate = date.value != nil
            return try tell(
                .quarantined, isDate ? EnedisRule.dateRange : EnedisRule.timestamp, line: line,
                "Date_Releve is \(date.shown)")
        }
        if dayIsEmpty { try tell(.note, IndexRule.missingIndex, line: line, "no class and no power") }
        self.indexes = nil
    }

    private func tell(_ severity: Severity, _ rule: Rule, line: UInt32, _ detail: String) throws {
        guard let id = point.id else { return }
        try sink.receive(Diagnostic(severity, rule, line: line, point: id, day: indexes?.day, detail))
    }
}
