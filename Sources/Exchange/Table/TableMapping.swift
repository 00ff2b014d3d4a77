package import Metering

/// How a plain table says what the exchange form says: which columns hold the point, the interval and the value, and
/// how its dates and units are written. Described once, it reads every table of the kind
/// (`docs/integrating/formats.md`).
///
/// As JSON, `{"columns": {"point": "PRM", "start": "Date", "value": "Puissance (kW)"}, "unit": "kW", "step": "PT30M"}`.
package struct TableMapping: Hashable, Sendable, Codable {
    /// The names that the header of the table gives its columns. Capital letters and accents make no difference.
    package struct Columns: Hashable, Sendable, Codable {
        /// What names the point of each row; without it, a person does (`--point`).
        package var point: String?
        /// What names a meter that a person gives another identifier: all rows must have the same.
        package var meter: String?
        /// The start of the interval, or the moment of a reading: a date, or a date and time.
        package var start: String?
        /// The time that belongs to `start`, where it stands in a column of its own.
        package var startTime: String?
        package var end: String?
        package var endTime: String?
        /// The energy, power or volume of the interval.
        package var value: String?
        /// What the register shows at the end, or at the moment of the row where it has but one.
        package var index: String?
        /// What the register shows at the start.
        package var openingIndex: String?
        package var unit: String?
        package var direction: String?
        package var quality: String?

        package init() {}

        /// Writes the names as a header does.
        mutating func write(as names: [String]) {
            let all: [WritableKeyPath<Columns, String?>] = [
                \.point, \.meter, \.start, \.startTime, \.end, \.endTime, \.value, \.index, \.openingIndex, \.unit,
                \.direction, \.quality,
            ]
            for column in all {
                guard let key = self[keyPath: column]?.columnKey else { continue }
                self[keyPath: column] = names.first { $0.columnKey == key } ?? self[keyPath: column]
            }
        }
    }

    package enum Step: String, Hashable, Sendable, Codable, CaseIterable {
        case minutes5 = "PT5M"
        case minutes10 = "PT10M"
        case minutes15 = "PT15M"
        case minutes30 = "PT30M"
        case hour = "PT1H"
        case day = "P1D"
        /// From 06:00 to 06:00.
        case gasDay = "gas-day"
        case month = "P1M"

        /// Of a load curve.
        var ofCurve: Metering.Step? {
            switch self {
            case .minutes5: .minutes5
            case .minutes10: .minutes10
            case .minutes15: .minutes15
            case .minutes30: .minutes30
            case .hour: .hour
            case .day, .gasDay, .month: nil
            }
        }

        package init?(_ step: Metering.Step) {
            guard let found = Step.allCases.first(where: { $0.ofCurve == step }) else { return nil }
            self = found
        }
    }

    /// Which number of a date with slashes, points or hyphens comes first: nothing in the table says it.
    package enum DateOrder: String, Hashable, Sendable, Codable {
        case dayFirst = "day-first"
        case monthFirst = "month-first"
    }

    /// At which midnight an index stands that has a date and no time; or that it stands at the end of the step that its
    /// moment begins.
    package enum IndexDate: String, Hashable, Sendable, Codable {
        case opensDay = "opens-day"
        case closesDay = "closes-day"
        case closesStep = "closes-step"
    }

    /// Whether the day that a row says as its end is part of its interval.
    package enum EndDate: String, Hashable, Sendable, Codable {
        case excluded, included
    }

    package var columns = Columns()
    /// The words before the header beside which the point stands, as `Identifiant PRM`.
    package var pointLabel: String?
    package var carrier = Carrier.electricity
    package var direction = Direction.extraction
    /// `kW`, `kWh`, `m3`…: of all values, where no column says it.
    package var unit: String?
    /// Of the indexes, where it is another.
    package var indexUnit: String?
    /// How long an interval lasts of which one bound alone is there.
    package var step: Step?
    /// `Europe/Paris` (legal time), `UTC`, or `+01:00` all the year: of times that are written without a zone.
    package var zone = "Europe/Paris"
    package var dates = DateOrder.dayFirst
    package var indexDate = IndexDate.closesDay
    /// Of ends that are dates without a time.
    package var endDate = EndDate.excluded
    /// What stands between thousands, where anything does.
    package var thousands: String?
    /// What words of the direction column mean: `extraction`, `injection`, `production`, or `none` for rows to leave.
    package var directions: [String: String] = [:]
    /// What words of the quality column mean: `measured`, `corrected`, `estimated` or `missing`.
    package var qualities: [String: String] = [:]
    /// Of a portal's table that is the same for both directions: what stands above it may say it. No part of a
    /// description.
    var isDirectionUntold = false

    package init() {}

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try MappingKeys.requireKnown(CodingKeys.allCases.map(\.rawValue), in: decoder)
        columns = try container.decode(Columns.self, forKey: .columns)
        pointLabel = try container.decodeIfPresent(String.self, forKey: .pointLabel)
        carrier = try container.decodeIfPresent(Carrier.self, forKey: .carrier) ?? .electricity
        direction = try container.decodeIfPresent(Direction.self, forKey: .direction) ?? .extraction
        unit = try container.decodeIfPresent(String.self, forKey: .unit)
        indexUnit = try container.decodeIfPresent(String.self, forKey: .indexUnit)
        step = try container.decodeIfPresent(Step.self, forKey: .step)
        zone = try container.decodeIfPresent(String.self, forKey: .zone) ?? "Europe/Paris"
        dates = try container.decodeIfPresent(DateOrder.self, forKey: .dates) ?? .dayFirst
        indexDate = try container.decodeIfPresent(IndexDate.self, forKey: .indexDate) ?? .closesDay
        endDate = try container.decodeIfPresent(EndDate.self, forKey: .endDate) ?? .excluded
        thousands = try container.decodeIfPresent(String.self, forKey: .thousands)
        directions = try container.decodeIfPresent([String: String].self, forKey: .directions) ?? [:]
        qualities = try container.decodeIfPresent([String: String].self, forKey: .qualities) ?? [:]
    }

    /// Writes what is said, and nothing that goes without saying.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let silent = TableMapping()
        try container.encode(columns, forKey: .columns)
        try container.encodeIfPresent(pointLabel, forKey: .pointLabel)
        try container.encode(carrier, forKey: .carrier)
        try container.encode(direction, forKey: .direction)
        try container.encodeIfPresent(unit, forKey: .unit)
        try container.encodeIfPresent(indexUnit, forKey: .indexUnit)
        try container.encodeIfPresent(step, forKey: .step)
        try container.encode(zone, forKey: .zone)
        if dates != silent.dates { try container.encode(dates, forKey: .dates) }
        if indexDate != silent.indexDate { try container.encode(indexDate, forKey: .indexDate) }
        if endDate != silent.endDate { try container.encode(endDate, forKey: .endDate) }
        try container.encodeIfPresent(thousands, forKey: .thousands)
        if !directions.isEmpty { try container.encode(directions, forKey: .directions) }
        if !qualities.isEmpty { try container.encode(qualities, forKey: .qualities) }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case columns, pointLabel, carrier, direction, unit, indexUnit, step, zone, dates, indexDate, endDate
        case thousands, directions, qualities
    }
}

/// A misspelt key of a mapping would be left out without a word.
private struct MappingKeys: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }

    static func requireKnown(_ known: [String], in decoder: any Decoder) throws {
        for key in try decoder.container(keyedBy: MappingKeys.self).allKeys where !known.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                .init(codingPath: [key], debugDescription: "'\(key.stringValue)' is no part of a mapping"))
        }
    }
}

extension TableMapping {
    /// What keeps a mapping from reading anything, with what to write; nil of one that can.
    package var fault: String? {
        if columns.start == nil, columns.end == nil { return "name the column 'start' or 'end' of an interval" }
        if columns.startTime != nil, columns.start == nil { return "'startTime' belongs to a column 'start'" }
        if columns.endTime != nil, columns.end == nil { return "'endTime' belongs to a column 'end'" }
        if columns.value == nil, columns.index == nil, columns.openingIndex == nil {
            return "name the column 'value' or 'index'"
        }
        if columns.point != nil, columns.meter != nil { return "name one of the columns 'point' and 'meter'" }
        if columns.openingIndex != nil, columns.start == nil { return "'openingIndex' stands at a column 'start'" }
        if columns.value != nil, columns.start == nil || columns.end == nil, step == nil {
            return "say the 'step', such as PT30M or P1D, or name both the columns 'start' and 'end'"
        }
        if step?.ofCurve == nil, step != nil, columns.start == nil {
            return "days and months are dated by a column 'start'"
        }
        if indexDate == .closesStep, columns.start == nil || step?.ofCurve == nil {
            return "'closes-step' wants a column 'start' and a 'step' such as PT1H"
        }
        if columns.unit == nil, unit == nil { return "say the 'unit', or name the column that does" }
        for unit in [unit, indexUnit ?? unit].compactMap(\.self) {
            if ColumnWords.isOther(unit.columnKey) {
                return "unit '\(unit)': Maille keeps energy, power and volume, and nothing of rooms or prices"
            }
            guard let written = WrittenUnit(inTable: unit) else { return "unit '\(unit)': write \(WrittenUnit.forms)" }
            guard written.suits(carrier) else { return "'\(unit)' is no unit of \(carrier.rawValue)" }
        }
        if TableZone(zone) == nil { return "zone '\(zone)': write Europe/Paris, UTC, or an offset such as +01:00" }
        if let word = directions.values.first(where: { $0 != "none" && Direction(rawValue: $0) == nil }) {
            return "direction '\(word)': write extraction, injection, production or none"
        }
        if let word = qualities.values.first(where: { Quality(name: $0) == nil }) {
            return "quality '\(word)': write \(Quality.allCases.map(\.name).joined(separator: ", "))"
        }
        return nil
    }

    /// All columns that it names.
    var named: [String] { required + [columns.quality].compactMap(\.self) }

    /// Whether one of the first lines of a text is its header.
    func isNamed(in text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).prefix(MappedTableReader.mostLinesAbove + 1)
            .contains { TableHeader(Array($0.utf8).span, self) != nil }
    }

    /// What is said of a table that has not all of them.
    var missingColumns: String {
        let names = required.map { "'\($0.prefix(40))'" }.joined(separator: ", ")
        return "no line has the columns \(names) of the mapping; see maille map suggest"
    }

    /// The columns without which the table is another one.
    var required: [String] {
        [
            columns.point, columns.meter, columns.start, columns.startTime, columns.end, columns.endTime, columns.value,
            columns.index, columns.openingIndex, columns.unit, columns.direction,
        ].compactMap(\.self)
    }
}

extension TableMapping {
    /// The mapping in the direction that a title says, or a line above the table. Throws where it says both.
    func directed(by words: String) throws(FlowError) -> TableMapping {
        guard isDirectionUntold, ColumnWords.has(words.columnKey, ColumnWords.titlesOfInjection) else { return self }
        guard !ColumnWords.has(words.columnKey, ColumnWords.titlesOfExtraction) else {
            throw .unsupported(
                flow: "a table of '\(words.prefix(40))'",
                hint: "which of the two it is of is not told: describe it once, with its direction (maille map suggest)"
            )
        }
        var directed = self
        directed.direction = .injection
        return directed
    }
}
