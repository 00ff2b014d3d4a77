package import Metering

/// What comes of one channel's day when statements about it meet: one curve answers, and a statement of which a value
/// does not count is kept beside it.
///
/// Statements meet interval by interval (`DayCurve.merged`), so the same statements give the same answer in any order,
/// except where only their time decides.
package struct DayMeeting {
    package private(set) var answer: DayCurve?
    /// The statements of which a value does not count, as they were made.
    package private(set) var kept: [DayCurve] = []
    /// Their values that do not count, since better ones are known.
    package private(set) var outranked = 0

    /// A day of which something is known already, or nothing.
    package init(_ known: DayCurve?) { answer = known }

    package mutating func take(_ later: DayCurve) {
        guard let before = answer else {
            answer = later
            return
        }
        // Volumes and energies of one carrier, which no reader gives, would not meet: what is known stays.
        let (merged, outranked) = before.meeting(later) ?? (before, later.count - later.missingCount)
        answer = merged
        self.outranked += outranked
        if outranked > 0 { kept.append(later) }
    }
}
