package import Metering

/// Rules of the formats that partners write.
enum PartnerRule {
    static let identifier = Rule(
        "malformed-identifier", "Identifiers join files to one another: a spreadsheet must not have touched them.")
    static let unit = Rule("unit-not-of-carrier", "Water is counted in volume, every other carrier in energy.")
    static let field = Rule("malformed-field", "A field that cannot be read is corrected by who wrote it.")
}

/// A name that a partner gives a point, a set or a holder: 1 to 40 letters and digits, with `-`, `_`, `.` and `:`
/// inside.
struct PartnerName {
    let text: String

    /// 13 or 15 digits and nothing else are a PRM or a PCE that lost or won one; what a spreadsheet makes of it
    /// (`9,11E+12`) and what it would run (`=cmd`) have other characters.
    init(_ text: Span<UInt8>) throws(RecordFault) {
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
            let mended = text.count == 13 ? "; with the leading zero that spreadsheets drop: 0\(text.string)" : ""
            throw RecordFault(
                PartnerRule.identifier, "an identifier of \(text.count) digits; a PRM or PCE has 14\(mended)")
        }
        self.text = text.string
    }

    /// The point of this name in a row about a carrier: fourteen digits are of that carrier's issuer. Throws where the
    /// name says another carrier's.
    func point(of carrier: Carrier) throws(RecordFault) -> PointID {
        let point = PointID(text, of: carrier)
        if case .distributor(let issuer) = point.issuer, issuer != carrier {
            throw RecordFault(
                PartnerRule.identifier,
                "an identifier of a point of \(issuer.rawValue) in a row about \(carrier.rawValue)")
        }
        return point
    }
}

extension PointID {
    /// Reads the identifier of a point in a partner's file about a carrier: fourteen digits are of that carrier's
    /// issuer.
    init(partner text: Span<UInt8>, of carrier: Carrier) throws(RecordFault) {
        self = try PartnerName(text).point(of: carrier)
    }

    /// The point that a fault in a partner's file is about, for its diagnostic; nil where it has no identifier. Where
    /// the carrier cannot be read either, digits alone stay as they are written.
    init?(faulty text: Span<UInt8>, of carrier: Carrier?) {
        guard let name = try? PartnerName(text) else { return nil }
        self.init(name.text, of: carrier ?? .electricity)
    }

    /// Reads an identifier in full that a person gives (`pce:` and 14 digits for a PCE); nil where it cannot be one.
    package init?(given text: String) {
        guard let name = try? PartnerName(text.utf8.span) else { return nil }
        self.init(name.text)
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
