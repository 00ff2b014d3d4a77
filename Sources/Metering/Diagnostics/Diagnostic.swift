/// What happened to a record that is not simply good.
package enum Severity: String, Hashable, Sendable, Codable {
    /// Worth knowing; nothing was left out of the store.
    case note
    /// Kept, with a flag that travels to whoever reads it.
    case flagged
    /// Set aside with its reason; it does not count anywhere until someone decides.
    case quarantined
    /// The whole file was turned away and nothing of it was kept.
    case refused
}

/// The name of a check and, in a sentence, why it exists.
package struct Rule: Hashable, Sendable {
    package let name: String
    package let reason: String

    package init(_ name: String, _ reason: String) {
        self.name = name
        self.reason = reason
    }
}

/// One finding about one record: where, which rule, and what in particular.
///
/// Shown to the operator who imports, kept in the store, never written to logs: it names the point.
package struct Diagnostic: Hashable, Sendable {
    package let severity: Severity
    package let rule: Rule
    package let line: UInt32?
    package let point: PointID?
    package let day: CivilDay?
    /// What was found, with its figures.
    package let detail: String
    /// How many values it sets aside, where it does.
    package let values: Int

    package init(
        _ severity: Severity, _ rule: Rule, line: UInt32? = nil, point: PointID? = nil, day: CivilDay? = nil,
        _ detail: String, values: Int = 1
    ) {
        self.severity = severity
        self.rule = rule
        self.line = line
        self.point = point
        self.day = day
        self.detail = detail
        self.values = values
    }
}
