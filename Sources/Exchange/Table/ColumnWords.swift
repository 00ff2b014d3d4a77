import Metering

/// Words by which the headers of tables tell what a column holds, in French, English, German and Dutch; as columns are
/// compared.
enum ColumnWords {
    static let point = [
        "prm", "pdl", "pce", "ean", "point", "geratenummer", "zahlernummer", "compteur", "numero", "meter", "zahler",
    ]
    static let meter = ["entity_id", "loadpoint", "entity"]
    static let end = ["fin", "end", "bis", "tot", "until", "finished", "jusqu"]
    static let index = ["index", "zahlerstand", "meterstand", "counter", "meter stop", "meterstop", "releve ("]
    static let openingIndex = ["meter start", "meterstart", "index debut", "index de debut", "anfangszahlerstand"]
    static let value = [
        "valeur", "value", "wert", "volume", "puissance", "energie", "consommation", "verbrauch", "verbruik", "power",
        "energy", "consumption", "production", "state",
    ]
    static let quality = ["statut", "status", "nature", "qualit", "validati", "qualif", "estime"]
    static let injection = ["inject", "injekt", "production", "einspeis", "export", "surplus"]

    /// Of titles of French portals, in which an export is a file.
    static let titlesOfInjection = ["inject", "production", "produit"]
    static let titlesOfExtraction = ["consomm", "soutir"]
    /// Of what is no energy, power or volume: rooms, prices, volts.
    private static let others = [
        "temperatur", "humidit", "hygromet", "ppm", "prix", "price", "preis", "cout", "cost", "kosten", "tension",
        "voltage", "spannung",
    ]
    private static let signsOfOthers = ["°c", "%", "€", "co2", "_temp", ".temp"]

    static let carriers: [(words: [String], carrier: Carrier)] = [
        (["gaz", "gas", "pce"], .gas), (["eau", "water", "wasser", "litre", "l)"], .water),
        (["warme", "heat", "chaleur", "heiz"], .heat),
    ]

    /// Beginnings of words, beside those of French portals.
    private static let qualities: [(beginning: String, quality: Quality)] = [
        ("measur", .measured), ("gemess", .measured), ("gemet", .measured), ("gevalid", .measured),
        ("valid", .measured), ("brut", .measured), ("estim", .estimated), ("gesch", .estimated),
        ("correct", .corrected), ("gecorr", .corrected), ("korrig", .corrected), ("manquant", .missing),
        ("missing", .missing),
    ]

    static func quality(of word: String) -> Quality? {
        FrenchQuality.quality(of: word) ?? qualities.first { word.columnKey.hasPrefix($0.beginning) }?.quality
    }

    /// Whether a name is that of what identifies a point or a meter: `Meter Start (kWh)` is what it counts.
    static func isPoint(_ name: String) -> Bool {
        has(name, point) && !has(name, openingIndex) && !has(name, index) && unit(in: name) == nil
    }

    /// Whether a name is of what Maille keeps nowhere.
    static func isOther(_ name: String) -> Bool { has(name, others) || signsOfOthers.contains(where: name.contains) }

    /// Whether a name has one of the words.
    static func has(_ name: String, _ words: [String]) -> Bool {
        let parts = Set(name.split { !$0.isLetter && $0 != "_" }.map(String.init))
        return words.contains { $0.count < 4 ? parts.contains($0) : name.contains($0) }
    }

    /// The unit in brackets at the end of a name, or as its last word: `Puissance (kW)`, `Valeur en kWh`.
    static func unit(in name: String) -> String? {
        let words = name.split { " ()[]_".contains($0) }
        return words.reversed().lazy.map(String.init).first { WrittenUnit(inTable: $0) != nil }
    }
}
