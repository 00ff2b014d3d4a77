package import Metering

/// The moment of an import. Values of intervals that end after the import are quarantined.
package struct ImportMoment: Sendable {
    /// Clocks of gateways and servers run apart by so much.
    private static let allowance = 10 * 60
    private let latest: Instant
    /// The first day that is not over.
    private let firstOpenDay: CivilDay

    package init(_ now: Instant) {
        latest = now.advanced(seconds: ImportMoment.allowance)
        firstOpenDay = CivilDay(containing: latest)
    }

    package static let rule = Rule(
        "after-the-import", "A value of an interval that ends after the file came was not measured.")

    /// Whether a day was over when the file came.
    package func isOver(_ day: CivilDay) -> Bool { day < firstOpenDay }

    /// Whether a moment had come when the file did.
    package func isPast(_ instant: Instant) -> Bool { instant <= latest }

    /// Sets aside the intervals of a curve that end later; a day of which nothing is over, whole.
    package var curveRule: CurveRule {
        CurveRule(
            ImportMoment.rule, concerns: { [firstOpenDay] in $0.day >= firstOpenDay },
            examine: { [latest] received, _ in
                let (day, curve) = (received.pointDay, received.pointDay.curve)
                let values = curve.values.indices.filter { curve.mark(at: $0).quality != .missing }
                let late = values.filter { day.start(of: $0).advanced(minutes: curve.step.minutes) > latest }
                if late.count == values.count, !late.isEmpty { return [.day(ImportMoment.detail(late.count))] }
                return late.map { .interval($0, "\(curve.values[$0]) \(curve.unit.symbol)") }
            })
    }

    private static func detail(_ count: Int) -> String {
        let (values, end) = count == 1 ? ("value", "ends") : ("values", "end")
        return "\(count) \(values) \(end) after the file came: check its dates, or the clock of this machine"
    }

    /// What is said of a reading of a time to come: an index at its moment, a daily energy at the end of its day.
    package func refusal(of reading: RegisterReading) -> Diagnostic? {
        guard reading.mark.quality != .missing else { return nil }
        let day = CivilDay(containing: reading.at)
        guard reading.register.end(from: reading.at) > latest else { return nil }
        return Diagnostic(
            .quarantined, ImportMoment.rule, line: reading.line, point: reading.channel.point, day: day,
            "\(reading.register.name) \(reading.value)")
    }
}
