import Metering

/// How the numbers of a table write their decimals: what a comma or a point means is not said in it.
///
/// One sign is read as decimals. What looks like thousands is flagged, and never read otherwise: `1.234` beside `0,5`,
/// and a table of whole units (W, Wh, l) in which every number with a sign has three digits after it.
struct DecimalSigns {
    private struct Seen {
        let text: String
        let line: UInt32
    }

    private var comma: Seen?
    private var point: Seen?
    private var thousands: Seen?
    private var hasDecimals = false

    /// `isWhole` is of a number in a unit that nobody measures parts of.
    mutating func take(_ text: String, isWhole: Bool, line: UInt32) {
        guard let sign = text.last(where: { ",.".contains($0) }) else { return }
        let seen = Seen(text: text, line: line)
        if sign == "," { comma = comma ?? seen } else { point = point ?? seen }
        if isWhole, text.wholeMatch(of: #/[+-]?[1-9]\d{0,2}[.,]\d{3}/#) != nil {
            thousands = thousands ?? seen
        } else {
            hasDecimals = true
        }
    }

    func tell(_ sink: any RecordSink) throws {
        if let comma, let point {
            try flag(
                "'\(comma.text.prefix(24))' and, on line \(point.line), '\(point.text.prefix(24))'", comma, sink)
        } else if let thousands, !hasDecimals {
            try flag("'\(thousands.text.prefix(24))'", thousands, sink)
        }
    }

    private func flag(_ numbers: String, _ first: Seen, _ sink: any RecordSink) throws {
        try sink.receive(
            Diagnostic(
                .flagged, DecimalSigns.rule, line: first.line,
                "\(numbers): the sign is read as that of decimals; where it stands between thousands, say it in a mapping"
            ))
    }

    private static let rule = Rule(
        "decimal-sign", "One sign stands before decimals in one country, between thousands in another.")
}
