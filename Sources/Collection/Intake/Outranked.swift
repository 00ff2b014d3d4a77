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
        let (days, readings) = (changes.firstOutrankedDays, changes.firstOutrankedReadings)
        var found = days.map { diagnostic(of: $0.day, $0.channel) } + readings.map(diagnostic(of:))
        let (moreDays, others) = (
            changes.curves.outrankedDays - days.count, changes.outrankedReadings - readings.count
        )
        if moreDays > 0 {
            found.append(Diagnostic(.flagged, rule, "\(moreDays) more days with values that do not count"))
        }
        if others > 0 { found.append(Diagnostic(.flagged, rule, "\(others) more readings that do not count")) }
        return found
    }

    private static func diagnostic(of day: OutrankedDay, _ channel: Channel) -> Diagnostic {
        Diagnostic(
            .flagged, rule, point: channel.point, day: day.day,
            "\(day.values) of the values do not count: better ones are known")
    }

    private static func diagnostic(of reading: RegisterReading) -> Diagnostic {
        Diagnostic(
            .flagged, rule, point: reading.channel.point, day: CivilDay(containing: reading.at),
            "\(reading.register.name) \(reading.value) does not count: a better one is known")
    }
}
