package import Metering

/// Rules of the formats that partners write.
enum PartnerRule {
    static let identifier = Rule(
        "malformed-identifier", "Identifiers join files to one another: a spreadsheet must not have touched them.")
    static let unit = Rule("unit-not-of-carrier", "Water is counted in volume, every other carrier in energy.")
    static let field = Rule("malformed-field", "A field that cannot be read is corrected by who wrote it.")
}

extension PointID {
    /// Reads the identifier of a point, or of a set, in a partner's file: 1 to 40 letters and digits, with `-`,
    /// `_`, `.` and `:` inside.
    ///
    /// 13 or 15 digits and nothing else are a PRM or a PCE that lost or won one; what a spreadsheet makes of it
    /// (`9,11E+12`) and what it would run (`=cmd`) have other characters.
    init(partner text: Span<UInt8>) throws(RecordFault) {
        var isNumber = true
        for position in text.indices {
            let byte = text[position]
            let isDigit = byte &- 0x30 < 10
            isNumber = isNumber && isDigit
            let isLetter = (byte | 0x20) &- 0x61 < 26
            let isJoin = position > 0 && (0x2D...0x2E ~= byte || byte == 0x3A || byte == 0x5F)
            guard isDigit || isLetter || isJoin else {
                throw RecordFault(PartnerRule.identifier, "\(text.quoted) as an identifier; write letters and digits")
            }
        }
        guard 1...40 ~= text.count else {
            throw RecordFault(PartnerRule.identifier, "an identifier of \(text.count) characters; write 1 to 40")
        }
        guard !isNumber || text.count != 13 && text.count != 15 else {
            throw RecordFault(PartnerRule.identifier, "an identifier of \(text.count) digits; a PRM or PCE has 14")
        }
        self.init(text.string)
    }

    /// Reads the identifier of a point in a partner's file about a carrier: fourteen digits are of that carrier's issuer.
    init(partner text: Span<UInt8>, of carrier: Carrier) throws(RecordFault) {
        self.init(try PointID(partner: text).text, of: carrier)
    }

    /// Reads an identifier that a person gives, as in a partner's file; nil where it cannot be one.
    package init?(given text: String) {
        guard let point = try? PointID(partner: text.utf8.span) else { return nil }
        self = point
    }

    /// Whether digits are hidden behind X, as Enedis masks a PRM.
    var isMasked: Bool {
        let bytes = text.utf8.span
        guard bytes.count == 14, bytes[13] | 0x20 == 0x78 else { return false }
        return bytes.indices.allSatisfy { bytes[$0] &- 0x30 < 10 || bytes[$0] | 0x20 == 0x78 }
    }
}

extension RecordSink {
    /// Flags a point that may stand for several.
    func flagMasked(_ point: PointID, line: UInt32) throws {
        guard point.isMasked else { return }
        try receive(Diagnostic(.flagged, EnedisRule.masked, line: line, point: point, "masked PRM kept as written"))
    }
}
