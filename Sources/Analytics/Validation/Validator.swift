package import Metering

/// Asks every rule about a received day.
package struct Validator: Sendable {
    private let rules: [CurveRule]

    package init(rules: [CurveRule] = CurveRule.all) { self.rules = rules }

    /// For each day, whether a rule may have something to say of it. Of many at once: to fetch a rule costs more than
    /// to ask it.
    package func concerns(_ days: [DaySummary]) -> [Bool] {
        var concerned = [Bool](repeating: false, count: days.count)
        for rule in rules {
            let concerns = rule.concerns
            for place in days.indices where concerns(days[place]) { concerned[place] = true }
        }
        return concerned
    }

    /// What may be kept of the day (nil: nothing), and what has to be said. Intervals set aside become missing,
    /// with their value in the diagnostic.
    package func judge(_ received: ReceivedDay, on connection: Connection?) -> (
        kept: PointDay?, diagnostics: [Diagnostic]
    ) {
        var day = received
        var summary = DaySummary(day, connection)
        var diagnostics: [Diagnostic] = []
        for rule in rules where rule.concerns(summary) {
            for finding in rule.examine(day, summary) {
                switch finding {
                case .flagged(let detail):
                    diagnostics.append(diagnostic(.flagged, rule, day, line: day.firstLine, detail))
                case .interval(let index, let detail):
                    let line = day.line(of: index)
                    diagnostics.append(
                        diagnostic(
                            .quarantined, rule, day, line: line,
                            "\(detail) at \(day.pointDay.start(of: index).parisText)"))
                    day.pointDay.curve.set(0, .missing(.quarantined), at: index)
                case .day(let detail):
                    let curve = day.pointDay.curve
                    let values = curve.values.indices.count { curve.mark(at: $0).quality != .missing }
                    diagnostics.append(
                        diagnostic(.quarantined, rule, day, line: day.firstLine, detail, values: max(1, values)))
                    return (nil, diagnostics)
                }
            }
            summary = DaySummary(day, connection)
        }
        return (day.pointDay, diagnostics)
    }

    private func diagnostic(
        _ severity: Severity, _ rule: CurveRule, _ day: ReceivedDay, line: UInt32, _ detail: String,
        values: Int = 1
    ) -> Diagnostic {
        Diagnostic(
            severity, rule.rule, line: line, point: day.pointDay.channel.point, day: day.pointDay.day, detail,
            values: values)
    }
}
