import Metering

/// Why one record is set aside, thrown while it is parsed and turned into a diagnostic before the next.
struct RecordFault: Error {
    let rule: Rule
    /// What was found and, for formats that people write, what to write instead.
    let detail: String
    /// How many values of the record are set aside; nil where all of them are.
    let values: Int?

    init(_ rule: Rule, _ detail: String, values: Int? = nil) {
        self.rule = rule
        self.detail = detail
        self.values = values
    }

    /// `values` are those of the whole record.

    func diagnostic(
        _ severity: Severity = .quarantined, line: UInt32, point: PointID? = nil, day: CivilDay? = nil,
        values: Int = 1
    ) -> Diagnostic {
        Diagnostic(severity, rule, line: line, point: point, day: day, detail, values: self.values ?? values)
    }
}

extension Span<UInt8> {
    /// The text as a diagnostic quotes it: short, and never all of a line that may name a person.
    var quoted: String { "'\(extracting(first: 24).string)'" }
}
