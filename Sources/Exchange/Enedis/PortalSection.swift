import Metering

/// What one section of a customer portal file is about, from its two description lines.
struct PortalSection {
    enum Content: Hashable { case curve, indexes, maximumPower }

    let channel: Channel
    let content: Content
    let unit: WrittenUnit
    /// The quality of its values: raw metering is measured, anything after is corrected.
    let mark: Mark
    /// The step, in the rare file that fills *Pas en minutes*.
    let step: Step?
    let period: PortalPeriod
}

extension PortalSection {
    /// Reads a description from its cells by column name, both without accents; throws the reason it is left out.
    init(_ cells: [String: String], point: PointID) throws(RecordFault) {
        channel = Channel(point: point, direction: try Self.direction(cells["grandeur metier"] ?? ""))
        content = try Self.content(cells["type de donnees"] ?? "", of: cells["grandeur physique"] ?? "")
        unit = try Self.unit(cells["unite"] ?? "", of: content)
        mark = cells["etape metier"]?.contains("corrige") == true ? .corrected : .measured
        step = cells["pas en minutes"].flatMap { Int($0) }.flatMap(Step.init(minutes:))
        period = PortalPeriod(from: cells["date de debut"] ?? "", to: cells["date de fin"] ?? "")
    }

    private static func direction(_ text: String) throws(RecordFault) -> Direction {
        switch text {
        case "consommation", "soutirage", "cons", "": .extraction
        case "production", "injection", "prod": .injection
        default: throw RecordFault(PortalRule.description, "Grandeur metier '\(text.prefix(30))'")
        }
    }

    private static func content(_ text: String, of quantity: String) throws(RecordFault) -> Content {
        let isActive = quantity.hasPrefix("energie active") || quantity.hasPrefix("puissance") || quantity.isEmpty
        guard isActive, !quantity.contains("reactive") else {
            throw RecordFault(EnedisRule.otherQuantity, "\(text.prefix(40)) of '\(quantity.prefix(40))'")
        }
        switch text {
        case "courbe de charge": return .curve
        case "index": return .indexes
        case "puissance maximale quotidienne", "puissance maximale": return .maximumPower
        default: throw RecordFault(PortalRule.section, "Type de donnees '\(text.prefix(40))'")
        }
    }

    /// An empty unit, as files of segment C4 have it, is the one of the content.
    private static func unit(_ text: String, of content: Content) throws(RecordFault) -> WrittenUnit {
        switch (content, text) {
        case (.curve, "w"), (.curve, ""), (.maximumPower, "w"), (.maximumPower, "va"), (.maximumPower, ""): .watt
        case (.curve, "kw"), (.maximumPower, "kw"), (.maximumPower, "kva"): .kilowatt
        case (.curve, "wh"), (.indexes, "wh"), (.indexes, ""): .wattHour
        case (.curve, "kwh"), (.indexes, "kwh"): .kilowattHour
        default: throw RecordFault(PortalRule.description, "Unite '\(text.prefix(20))'")
        }
    }
}

/// Rules of the customer portal's files.
enum PortalRule {
    static let section = Rule("other-section", "Sections that are no curve, index or maximum power are not kept.")
    static let unplaced = Rule(
        "rows-without-point", "Where two exports are joined, a row belongs to the point that its own description names."
    )
    static let period = Rule(
        "outside-period", "Rows of other times than a description announces may be of another point.")
    static let layout = Rule(
        "other-layout", "Figures under another header than the section announces may be of another kind, or point.")
    static let description = Rule(
        "unreadable-section", "Without direction and unit, the rows of a section mean nothing.")
    static let calendars = Rule("tariff-calendars", "Which tariff class a register counted is not kept.")
    static let empty = Rule("empty-rows", "A row without a figure says that the operator has none.")
    static let repeated = Rule("repeated-rows", "Portal files repeat rows; the same figure twice counts once.")
    static let contradicted = Rule("contradicted-row", "Of two figures for one moment, the later row is kept.")

    /// What is said of rows under no description.
    static let nameless = RecordFault(
        unplaced, "no description above them names their point: send each export in a file of its own")
}
