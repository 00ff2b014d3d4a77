import Metering
import Store

/// What is said of values that do not count since better ones are known. They are kept beside what counts.
enum Outranked {
    static let rule = Rule(
        "outranked-value",
        "A corrected value counts before a measured one, a measured one before an estimate, the operator's before a copy."
    )

    /// Names the first days and readings, and counts the others.
    static func diagnostics(of changes: ImportSession.Changes) -> [Diagnostic] {
        let (curves, readings) = (changes.curves, changes.firstOutrankedReadings)
        var found = curves.firstOutranked.map(diagnostic(of:)) + readings.map(diagnostic(of:))
        let (days, others) = (
            curves.outrankedDays - curves.firstOutranked.count, changes.outrankedReadings - readings.count
        )
        if days > 0 { found.append(Diagnostic(.flagged, rule, "\(days) more days with values that do not count")) }
        if others > 0 { found.append(Diagnostic(.flagged, rule, "\(others) more readings that do not count")) }
        return found
    }

    private static func diagnostic(of day: OutrankedDay) -> Diagnostic {
        Diagnostic(
            .flagged, rule, point: day.channel.point, day: day.day,
            "\(day.values) of the values do not count: better ones are known")
    }

    private static func diagnostic(of reading: RegisterReading) -> Diagnostic {
        Diagnostic(
            .flagged, rule, point: reading.channel.point, day: CivilDay(containing: reading.at),
            "\(reading.register.name) \(reading.value) does not count: a better one is known")
    }
}
