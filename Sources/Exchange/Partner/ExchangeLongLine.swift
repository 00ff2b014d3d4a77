import Metering

/// The fields of one line of the long exchange CSV, read once the header has said where they are.
struct ExchangeLongLine {
    /// A value with its unit and how far it can be trusted.
    struct Figure: Hashable {
        /// In the unit that values are kept in; 0 where it is missing.
        let amount: Int64
        let unit: WrittenUnit
        let mark: Mark
    }

    private let value: Int
    private let unit: Int
    private let quality: Int

    /// Point, carrier, direction, start and end come first: the format is recognised by them.
    init(_ names: ColumnNames, line: UInt32) throws(FlowError) {
        for (position, name) in ExchangeLongLine.required.prefix(5).enumerated()
        where names.position(name) != position {
            throw .malformed(line: line, detail: "the column '\(name)' is not the \(position + 1). of this header")
        }
        value = names.position("value")
        unit = names.position("unit")
        quality = names.position("quality")
    }

    static let required = ["point", "carrier", "direction", "start", "end", "value", "unit"]

    func channel(_ text: Span<UInt8>, _ fields: CSVFields) throws(RecordFault) -> Channel {
        let name = try PartnerName(text.extracting(fields.range(0)))
        let carrier = try Carrier(written: fields.text(1, of: text))
        return Channel(
            point: try name.point(of: carrier), carrier: carrier,
            direction: try Direction(written: fields.text(2, of: text)))
    }

    func start(_ text: Span<UInt8>, _ fields: CSVFields) throws(RecordFault) -> WrittenMoment {
        try WrittenMoment(text.extracting(fields.range(3)))
    }

    func end(_ text: Span<UInt8>, _ fields: CSVFields) throws(RecordFault) -> WrittenMoment {
        try WrittenMoment(text.extracting(fields.range(4)))
    }

    func figure(_ text: Span<UInt8>, _ fields: CSVFields, of carrier: Carrier) throws(RecordFault) -> Figure {
        let unit = try WrittenUnit(written: text.extracting(fields.range(unit)), for: carrier)
        let quality = try Quality(written: fields.text(quality, of: text) ?? "measured")
        let valueText = text.extracting(fields.range(value))
        if valueText.isEmpty { return Figure(amount: 0, unit: unit, mark: .missing(.sentEmpty)) }
        guard quality != .missing else {
            throw RecordFault(PartnerRule.field, "quality missing beside \(valueText.quoted); leave the value empty")
        }
        guard let amount = unit.amount(valueText) else {
            throw RecordFault(EnedisRule.value, "\(valueText.quoted); write a number such as 12.5")
        }
        return Figure(amount: amount, unit: unit, mark: Mark(quality))
    }
}
