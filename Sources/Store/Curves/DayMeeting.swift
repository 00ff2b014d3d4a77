import Metering

/// What comes of one channel's day when statements about it meet: one curve answers, and what it does not contain is
/// kept beside it.
///
/// Powers and energies meet in one curve, interval by interval (`DayCurve.merged`). What cannot meet, a gas point's
/// volumes with its energies for example, stays apart: the curve that knows more of the day answers; of two that know as
/// much, the power or energy before the volume, then the shorter step. The same statements give the same answer in any
/// order, except where only their time decides.
struct DayMeeting {
    private(set) var answer: DayCurve?
    /// What has to be kept beside the answer, as it was stated.
    private(set) var besides: [DayCurve] = []
    /// Values that do not count, since better ones are known.
    private(set) var outranked = 0
    /// Whether a statement could not meet the answer.
    private(set) var isApart = false
    /// What was kept beside the day before, oldest first.
    private let earlier: [DayCurve]

    /// A day of which something is known already, or nothing.
    init(_ known: DayCurve?, beside earlier: [DayCurve]) {
        answer = known
        self.earlier = earlier
    }

    mutating func take(_ later: DayCurve) {
        guard let before = answer else {
            answer = later
            return
        }
        if let (merged, outranked) = before.meeting(later) {
            answer = merged
            self.outranked += outranked
            if outranked > 0 { besides.append(later) }
        } else {
            isApart = true
            keepApart(later, from: before)
        }
    }

    /// All that is known in the kind of a statement may have come to say more than what answers.
    private mutating func keepApart(_ later: DayCurve, from answering: DayCurve) {
        let alike = (earlier + besides).filter { $0.merged(with: later) != nil }
        let rival = (alike + [later]).dropFirst().reduce(alike.first ?? later) { $0.merged(with: $1) ?? $1 }
        besides.append(later)
        if rival.answers(before: answering) {
            besides.append(answering)
            answer = rival
        }
    }
}

extension DayCurve {
    fileprivate func answers(before other: DayCurve) -> Bool {
        let minutes = ((count - missingCount) * step.minutes, (other.count - other.missingCount) * other.step.minutes)
        if minutes.0 != minutes.1 { return minutes.0 > minutes.1 }
        if unit != other.unit { return unit.rawValue < other.unit.rawValue }
        return step < other.step
    }
}
