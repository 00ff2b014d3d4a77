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

    /// Whether it has a date where dates stand: a header and a line of words have none.
    var isDated: Bool {
        let date = self[mapping.columns.start ?? mapping.columns.end]
        return date.first?.isNumber ?? false && date.contains { "/-.".contains($0) }
    }

    /// Whether names stand where dates and figures do, and nowhere a figure: what follows is another table.
    var isHeader: Bool {
        let figure = self[mapping.columns.value ?? mapping.columns.index ?? mapping.columns.openingIndex]
        return [self[mapping.columns.start ?? mapping.columns.end], figure].allSatisfy { $0.first?.isLetter ?? false }
            && !cells.contains { TableRow.isFigure($0) }
    }

    private static func isFigure(_ cell: String) -> Bool {
        cell.first(where: { !"+-".contains($0) })?.isNumber ?? false
    }

    /// How many figures it has.
    var figures: Int {
        [mapping.columns.value, mapping.columns.index, mapping.columns.openingIndex].count { !self[$0].isEmpty }
    }

    /// Which register the row is of.
    var register: String { self[mapping.columns.direction] }

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
        let text = self[column]
        if text.isEmpty { return nil }
        guard let digits = text.withoutThousands(mapping.thousands), let amount = unit.amount(digits.utf8.span) else {
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

extension String {
    /// The number without what stands between its thousands; nil where that stands anywhere else. A space stands for
    /// nothing else, so a table need not say it.
    func withoutThousands(_ separator: String?) -> String? {
        guard let mark = (separator ?? " ").first, (separator ?? " ").count == 1 else { return self }
        // Programs write any of the three.
        let spaces = " \u{A0}\u{202F}"
        let isMark = { (character: Character) in
            character == mark || spaces.contains(mark) && spaces.contains(character)
        }
        guard contains(where: isMark) else { return self }
        let sign = prefix { "+-".contains($0) }
        let number = dropFirst(sign.count)
        let whole = number.prefix { $0.isASCII && $0.isNumber || isMark($0) }
        let groups = whole.split(omittingEmptySubsequences: false, whereSeparator: isMark)
        guard let first = groups.first, (1...3).contains(first.count), first != "0",
            groups.dropFirst().allSatisfy({ $0.count == 3 }), !number.dropFirst(whole.count).contains(where: isMark)
        else { return nil }
        return sign + groups.joined() + number.dropFirst(whole.count)
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
    init?(inTable text: String) { self.init(WrittenUnit.symbol(inTable: text).utf8.span) }

    /// The unit as Maille writes it; a word that is none stays as it is.
    static func symbol(inTable text: String) -> String {
        let known = [
            "w": "W", "kw": "kW", "wh": "Wh", "kwh": "kWh", "mwh": "MWh", "l": "l", "litre": "l", "litres": "l",
            "m3": "m3", "m³": "m3",
        ]
        return known[text.columnKey] ?? text
    }
}
