import Metering

/// Tables of portals that Maille knows by their header: nobody has to describe them.
///
/// One entry a form; each says where its columns are known from. All are customers' copies.
struct KnownTable {
    let flow: Flow
    /// What it is called where a header is nearly its own.
    let name: String
    /// What its header has, as columns are compared.
    let columns: [String]
    /// The mapping of a header, its names as columns are compared; nil where it is another table's.
    let mapping: @Sendable ([String]) -> TableMapping?

    static let all = [
        enedisCurve, enedisDays, grdfDays, veoliaWater, fluvius, homeAssistantStatistics, evccSessions,
    ]

    /// The form of a file, from its first lines.
    static func recognise(_ lines: some Sequence<Substring>) -> (flow: Flow, mapping: TableMapping)? {
        for line in lines {
            for separator in TableHeader.separators {
                var fields = CSVFields(separator: separator)
                let text = Array(line.utf8)
                fields.split(text.span)
                guard fields.count > 1 else { continue }
                let names = fields.ranges.map { text.span.extracting($0).string.columnKey }
                for table in all { if let mapping = table.mapping(names) { return (table.flow, mapping) } }
            }
        }
        return nil
    }
}

extension KnownTable {
    /// Enedis portal since 2025, load curve: `Début;Fin;Valeur (en kW)` in local time, no PRM.
    ///
    /// Source: bokub/ha-linky#99, grimmlink/tempo-comparatif#17.
    private static let enedisCurve = KnownTable(
        flow: .enedisTable, name: "an Enedis load curve",
        columns: ["debut", "fin", "valeur (en kw)"]
    ) { names in
        guard names.starts(with: ["debut", "fin"]),
            let unit = [("valeur (en kw)", "kW"), ("valeur (en w)", "W")].first(where: { names.contains($0.0) })
        else { return nil }
        var mapping = TableMapping()
        (mapping.columns.start, mapping.columns.end, mapping.columns.value) = ("debut", "fin", unit.0)
        (mapping.unit, mapping.pointLabel, mapping.isDirectionUntold) = (unit.1, "identifiant prm", true)
        return mapping
    }

    /// Enedis portal since 2025, one energy a day: `Identifiant PRM` above, `Date;Energie consommée (kWh)`.
    ///
    /// Source: the exports named in JC144/EDF_Simulateur_Prix#127.
    private static let enedisDays = KnownTable(
        flow: .enedisTable, name: "an Enedis export of days",
        columns: ["date", "energie consommee (kwh)"]
    ) { names in
        let energies: [(String, Direction)] = [
            ("energie consommee (kwh)", .extraction), ("energie injectee (kwh)", .injection),
            ("energie produite (kwh)", .injection),
        ]
        guard names.first == "date", names.allSatisfy({ !$0.contains("coefficient") }),
            let energy = energies.first(where: { names.contains($0.0) })
        else { return nil }
        var mapping = TableMapping()
        (mapping.columns.start, mapping.columns.value, mapping.step) = ("date", energy.0, .day)
        (mapping.unit, mapping.direction, mapping.pointLabel) = ("kWh", energy.1, "identifiant prm")
        return mapping
    }

    /// GRDF portal: energies of gas days, from 06:00 to 06:00, with their conversion coefficient.
    ///
    /// Source: ssenart/PyGazpar (what its reader of the workbook takes); a sheet of weeks or months is left.
    private static let grdfDays = KnownTable(
        flow: .grdfTable, name: "a GRDF export",
        columns: ["journee gaziere", "energie consommee (kwh)", "coefficient de conversion", "qualification"]
    ) { names in
        guard let day = names.first(where: { $0 == "journee gaziere" || $0 == "date de releve" || $0 == "date" }),
            let energy = names.first(where: { $0.hasPrefix("energie consommee") && $0.contains("kwh") }),
            names.contains(where: { $0.hasPrefix("coefficient de conversion") }),
            let quality = names.first(where: { $0.hasPrefix("qualif") || $0.hasPrefix("type") })
        else { return nil }
        var mapping = TableMapping()
        mapping.carrier = .gas
        (mapping.columns.start, mapping.columns.value, mapping.columns.quality) = (day, energy, quality)
        (mapping.unit, mapping.step, mapping.pointLabel) = ("kWh", .gasDay, "numero pce")
        mapping.qualities = FrenchQuality.words
        return mapping
    }

    /// Veolia water: the index that closes each day, its volume, and whether it was measured.
    ///
    /// Source: Jezza34000/homeassistant_veolia and veolia-idf issues 19 and 21.
    private static let veoliaWater = KnownTable(
        flow: .veoliaWater, name: "a Veolia export",
        columns: ["date de releve", "index releve (litres)", "consommation du jour (litres)"]
    ) { names in
        guard let index = names.first(where: { $0.hasPrefix("index releve (") }),
            let volume = names.first(where: { $0.hasPrefix("consommation du jour (") }),
            let unit = [index, volume].map({ $0.split(separator: "(").last?.dropLast() ?? "" }) as [Substring]?,
            names.contains("date de releve")
        else { return nil }
        var mapping = TableMapping()
        mapping.carrier = .water
        (mapping.columns.start, mapping.columns.value, mapping.columns.index) = ("date de releve", volume, index)
        (mapping.indexUnit, mapping.unit, mapping.step) = (String(unit[0]), String(unit[1]), .day)
        mapping.columns.quality = "index mesure/estime"
        mapping.qualities = FrenchQuality.words
        return mapping
    }

    /// Fluvius (Flanders): quarter-hours of both directions, by registers of day and night.
    ///
    /// Source: patrickvorgers/Home-Assistant-Import-Energy-Data#98.
    private static let fluvius = KnownTable(
        flow: .fluvius, name: "a Fluvius export", columns: fluvianColumns
    ) { names in
        let wanted = fluvianColumns
        guard wanted.allSatisfy(names.contains) else { return nil }
        var mapping = TableMapping()
        (mapping.columns.start, mapping.columns.startTime) = (wanted[0], wanted[1])
        (mapping.columns.end, mapping.columns.endTime) = (wanted[2], wanted[3])
        (mapping.columns.point, mapping.columns.direction) = (wanted[4], wanted[5])
        (mapping.columns.value, mapping.columns.unit) = (wanted[6], "eenheid")
        mapping.columns.quality = "validatiestatus"
        mapping.directions = [
            "Afname Dag": "extraction", "Afname Nacht": "extraction", "Afname": "extraction",
            "Injectie Dag": "injection", "Injectie Nacht": "injection", "Injectie": "injection",
        ]
        mapping.qualities = [
            "Gevalideerd": "measured", "Gelezen": "measured", "Uitgelezen": "measured", "Gemeten": "measured",
            "Niet gevalideerd": "measured", "Geschat": "estimated", "Gecorrigeerd": "corrected",
            "Geen verbruik": "missing", "Ontbrekend": "missing",
        ]
        return mapping
    }

    private static let fluvianColumns = [
        "van (datum)", "van (tijdstip)", "tot (datum)", "tot (tijdstip)", "ean-code", "register", "volume", "eenheid",
    ]

    /// Home Assistant's statistics, as the integration Import Statistics exports them: the sum at the end of each hour.
    ///
    /// Source: klausj1/homeassistant-statistics.
    private static let homeAssistantStatistics = KnownTable(
        flow: .homeAssistantStatistics, name: "an export of Home Assistant's statistics",
        columns: ["statistic_id", "unit", "start", "sum"]
    ) { names in
        guard ["statistic_id", "unit", "start"].allSatisfy(names.contains),
            let index = ["sum", "state"].first(where: names.contains)
        else { return nil }
        var mapping = TableMapping()
        (mapping.columns.meter, mapping.columns.unit) = ("statistic_id", "unit")
        (mapping.columns.start, mapping.columns.index) = ("start", index)
        (mapping.step, mapping.indexDate) = (.hour, .closesStep)
        return mapping
    }

    /// evcc's charging sessions: what the charger's meter showed at both ends. The language is that of whoever exports.
    ///
    /// Source: evcc-io/evcc, `core/session`.
    private static let evccSessions = KnownTable(
        flow: .evccSessions, name: "an export of evcc",
        columns: ["created", "finished", "loadpoint", "meter start (kwh)", "meter stop (kwh)"]
    ) { names in
        func first(_ words: String...) -> String? { words.first(where: names.contains) }
        guard let start = first("created", "startzeit"), let end = first("finished", "endzeit"),
            let meter = first("loadpoint", "charging point", "ladepunkt"),
            let opening = first("meter start (kwh)", "anfangszahlerstand (kwh)"),
            let closing = first("meter stop (kwh)", "endzahlerstand (kwh)")
        else { return nil }
        var mapping = TableMapping()
        (mapping.columns.start, mapping.columns.end, mapping.columns.meter) = (start, end, meter)
        (mapping.columns.openingIndex, mapping.columns.index, mapping.unit) = (opening, closing, "kWh")
        return mapping
    }
}
