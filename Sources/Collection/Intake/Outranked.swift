import Metering
import Store

/// What is said of statements that do not answer: they are kept beside what does.
enum Outranked {
    static let outranked = Rule(
        "outranked-value",
        "A corrected value counts before a measured one, a measured one before an estimate, the operator's before a copy."
    )
    static let apart = Rule(
        "volume-beside-energy",
        "A volume is no energy: the one that tells more of the day answers, the other stays beside it.")

    static func diagnostic(of day: BesideDay) -> Diagnostic {
        let rule = day.isApart ? apart : outranked
        let detail =
            day.isApart
            ? "cannot be added to what is known of the day: both are kept"
            : "\(day.outrankedValues) of the values do not replace better ones: they are kept beside"
        return Diagnostic(.flagged, rule, point: day.channel.point, day: day.day, detail)
    }

    /// Of the days that are not named; nil where all are.
    static func diagnostic(ofRest changes: CurveChanges) -> Diagnostic? {
        let rest = changes.besideDays - changes.beside.count
        return rest > 0 ? Diagnostic(.flagged, outranked, "\(rest) more days with values that are kept beside") : nil
    }

    /// Of readings of registers; nil where there are none.
    static func diagnostic(ofReadings count: Int) -> Diagnostic? {
        guard count > 0 else { return nil }
        return Diagnostic(.flagged, outranked, "\(count) readings do not replace better ones: they are kept beside")
    }
}
