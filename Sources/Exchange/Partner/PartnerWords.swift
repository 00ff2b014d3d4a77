import Metering

/// The words that partners' formats share, read or refused with what to write instead.

extension Carrier {
    init(written text: String?) throws(RecordFault) { self = try word(text ?? "", as: "carrier") }
}

extension Direction {
    init(written text: String?) throws(RecordFault) { self = try word(text ?? "", as: "direction") }
}

extension Quality {
    init(written text: String) throws(RecordFault) {
        guard let quality = Quality(name: text) else {
            throw RecordFault(
                PartnerRule.field, "quality '\(text.prefix(24))'; write \(choice(Quality.allCases.map(\.name)))")
        }
        self = quality
    }
}

extension WrittenUnit {
    /// A unit that the carrier is counted in.
    init(written text: Span<UInt8>, for carrier: Carrier) throws(RecordFault) {
        guard let unit = WrittenUnit(text) else {
            throw RecordFault(PartnerRule.field, "unit \(text.quoted); write \(WrittenUnit.forms)")
        }
        guard unit.suits(carrier) else {
            let wanted = carrier == .water ? "m3 or l" : "an energy, or m3 times its calorific value as in m3*11.23"
            throw RecordFault(PartnerRule.unit, "unit \(text.quoted) for \(carrier.rawValue); write \(wanted)")
        }
        self = unit
    }
}

extension CivilDay {
    init(written text: String, as column: String) throws(RecordFault) {
        guard let day = CivilDay(text) else {
            throw RecordFault(EnedisRule.timestamp, "\(column) '\(text.prefix(24))'; write a date such as 2026-01-31")
        }
        guard CivilDay.accepted.contains(day) else { throw RecordFault(EnedisRule.dateRange, "\(column) \(day)") }
        self = day
    }
}

/// One of the words of a vocabulary.
func word<Word: RawRepresentable & CaseIterable>(_ text: String, as column: String) throws(RecordFault) -> Word
where Word.RawValue == String {
    guard let word = Word(rawValue: text) else {
        throw RecordFault(
            PartnerRule.field, "\(column) '\(text.prefix(24))'; write \(choice(Word.allCases.map(\.rawValue)))")
    }
    return word
}

private func choice(_ words: [String]) -> String {
    words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
}
