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
        let point: PointID
        do throws(RecordFault) {
            point = try PointID(prm: text)
        } catch {
            try receive(error.diagnostic(line: line))
            return nil
        }
        try flag(masked: point, line: line)
        return point
    }

    /// Flags a PRM of which digits are hidden.
    func flag(masked point: PointID, line: UInt32) throws {
        if point.isPRM { return }
        try receive(Diagnostic(.flagged, EnedisRule.masked, line: line, point: point, "masked PRM kept as written"))
    }
}

extension PointID {
    /// A PRM, or one that is masked: digits, some of them hidden behind X.
    init(prm text: String) throws(RecordFault) {
        self.init(text)
        if isPRM { return }
        let isMasked = text.utf8.count == 14 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 | 0x20 == 0x78 }
        guard isMasked else {
            let hasLostZero = text.utf8.count == 13 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            let mended = hasLostZero ? "; with the leading zero that spreadsheets drop: 0\(text)" : ""
            throw RecordFault(
                EnedisRule.identifier, "a PRM of \(text.utf8.count) characters, 14 digits wanted\(mended)")
        }
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
