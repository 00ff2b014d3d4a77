import Metering

/// The cells of one row of a mapped table.
struct TableRow {
    private let cells: [String]
    private let header: TableHeader
    private let mapping: TableMapping

    init(_ cells: [String], under header: TableHeader, _ mapping: TableMapping) {
        (self.cells, self.header, self.mapping) = (cells, header, mapping)
    }

    /// Empty where the row is too short or the cell is.
    subscript(_ column: String?) -> String {
        guard let place = header.place(column), place < cells.count else { return "" }
        return cells[place]
    }

    /// The name of the point: a spreadsheet writes `="0123"` to keep a zero.
    var point: String { self[mapping.columns.point] }

    /// Nil of a row that the mapping leaves.
    func direction() throws(RecordFault) -> Direction? {
        guard mapping.columns.direction != nil else { return mapping.direction }
        let word = self[mapping.columns.direction]
        guard let meaning = mapping.directions.meaning(of: word) ?? Direction(rawValue: word)?.rawValue else {
            throw RecordFault(PartnerRule.field, "direction '\(word.prefix(24))', of which the mapping says nothing")
        }
        return Direction(rawValue: meaning)
    }

    func quality() throws(RecordFault) -> Quality {
        let word = self[mapping.columns.quality]
        if word.isEmpty { return .measured }
        guard let quality = mapping.qualities.meaning(of: word).flatMap(Quality.init(name:)) ?? Quality(name: word)
        else {
            throw RecordFault(PartnerRule.field, "quality '\(word.prefix(24))', of which the mapping says nothing")
        }
        return quality
    }

    /// A figure of a column; nil where its cell is empty.
    func amount(_ column: String?, in unit: WrittenUnit) throws(RecordFault) -> Int64? {
        var text = self[column]
        if text.isEmpty { return nil }
        if let thousands = mapping.thousands { text = text.replacing(thousands, with: "") }
        guard let amount = unit.amount(text.utf8.span) else {
            throw RecordFault(EnedisRule.value, "'\(text.prefix(24))' is no number as this table writes them")
        }
        return amount
    }

    func unit(_ written: String?) throws(RecordFault) -> WrittenUnit {
        let text = mapping.columns.unit.map { self[$0] }.flatMap { $0.isEmpty ? nil : $0 } ?? written ?? ""
        guard let unit = WrittenUnit(inTable: text) else {
            throw RecordFault(PartnerRule.field, "unit '\(text.prefix(24))'; write \(WrittenUnit.forms)")
        }
        guard unit.suits(mapping.carrier) else {
            throw RecordFault(PartnerRule.unit, "unit '\(text.prefix(24))' for \(mapping.carrier.rawValue)")
        }
        return unit
    }

    /// The bounds that the row says of its interval, or the one moment.
    func start(_ reader: TableMoment) throws(RecordFault) -> WrittenMoment? {
        try moment(mapping.columns.start, mapping.columns.startTime, reader)
    }

    func end(_ reader: TableMoment) throws(RecordFault) -> WrittenMoment? {
        try moment(mapping.columns.end, mapping.columns.endTime, reader)
    }

    private func moment(
        _ date: String?, _ time: String?, _ reader: TableMoment
    ) throws(RecordFault) -> WrittenMoment? {
        guard let date else { return nil }
        return try reader.read(self[date], time: time.map { self[$0] })
    }
}

extension [String: String] {
    /// What a word means, whatever its capital letters and accents.
    fileprivate func meaning(of word: String) -> String? {
        self[word] ?? first { $0.key.columnKey == word.columnKey }?.value
    }
}

extension WrittenUnit {
    /// A unit as tables write it: in any letters, `m³`, `litres`.
    init?(inTable text: String) {
        let known = [
            "w": "W", "kw": "kW", "wh": "Wh", "kwh": "kWh", "mwh": "MWh", "l": "l", "litre": "l", "litres": "l",
            "m3": "m3", "m³": "m3",
        ]
        let key = text.columnKey
        self.init((known[key] ?? text).utf8.span)
    }
}
