import Metering

/// Rules that several Enedis flows share.
enum EnedisRule {
    static let identifier = Rule(
        "malformed-identifier", "A PRM has exactly 14 digits; a shorter one may have lost its leading zero.")
    static let masked = Rule(
        "masked-identifier", "A PRM with X in place of digits may stand for several points: it joins nothing.")
    static let timestamp = Rule("malformed-timestamp", "A value without a readable time belongs nowhere.")
    static let dateRange = Rule("date-out-of-range", "Dates outside 2000 to 2099 are typing errors or attacks.")
    static let value = Rule("malformed-value", "A value is a whole number that fits its register.")
    static let step = Rule("step-not-allowed", "Curves have steps of 5, 10, 15, 30 or 60 minutes.")
    static let otherQuantity = Rule(
        "other-quantity", "Reactive energy, voltage and durations are no load curve: they are left in the file.")
}

extension RecordSink {
    /// A PRM as a point, or nil after a diagnostic when it cannot be one.
    func point(fromPRM text: String, line: UInt32) throws -> PointID? {
        let point = PointID(text)
        if point.isPRM { return point }
        let isMasked = text.utf8.count == 14 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 | 0x20 == 0x78 }
        if isMasked {
            try receive(Diagnostic(.flagged, EnedisRule.masked, line: line, point: point, "masked PRM kept as written"))
            return point
        }
        try receive(
            Diagnostic(
                .quarantined, EnedisRule.identifier, line: line,
                "a PRM of \(text.utf8.count) characters, 14 digits wanted"))
        return nil
    }
}

extension Direction {
    /// `Grandeur_Metier`: CONS or PROD.
    init?(metier text: String) {
        switch text {
        case "CONS": self = .extraction
        case "PROD": self = .injection
        default: return nil
        }
    }
}
