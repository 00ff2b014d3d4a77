package import Metering

/// Fills the holes of a day, marked as estimates and never mixed silently with measures.
///
/// The rule, in this order: a hole of at most two hours is bridged by a straight line between the values around
/// it; a longer one takes the profile of the same weekday a week before, at the same time of day, scaled so that the
/// day's total meets the daily index where there is one. A hole that neither reaches stays a hole, with the reason.
package struct GapEstimator: Sendable {
    package static let longestLine = 120

    /// What is known around the day.
    package struct Surroundings: Sendable {
        /// Last value of the day before and first of the day after, on the same step.
        package var before: Int32?
        package var after: Int32?
        /// The same channel seven days earlier, complete.
        package var weekBefore: DayCurve?
        /// Total of the day from its indexes.
        package var total: Int64?

        package init(before: Int32? = nil, after: Int32? = nil, weekBefore: DayCurve? = nil, total: Int64? = nil) {
            self.before = before
            self.after = after
            self.weekBefore = weekBefore
            self.total = total
        }
    }

    /// A day with its holes filled as far as may be.
    package struct Filled: Hashable, Sendable {
        package let curve: DayCurve
        /// Why its long holes are still there; nil where none is left for want of a profile.
        package let refusal: Refusal?
    }

    /// Why a long hole stays a hole.
    package enum Refusal: String, Hashable, Sendable, CustomStringConvertible {
        case noProfile = "no complete day a week before on the same step and in the same unit"
        case totalBelowKnown = "the indexes say less than the values that are there"
        case totalBeyondValues = "the indexes say more than the values of a day can hold"

        package var description: String { rawValue }
    }

    package init() {}

    package func fill(_ curve: DayCurve, _ around: Surroundings) -> Filled {
        guard !curve.isComplete else { return Filled(curve: curve, refusal: nil) }
        var result = curve
        var long: [Int] = []
        for hole in holes(of: curve) {
            let left = hole.lowerBound > 0 ? curve.values[hole.lowerBound - 1] : around.before
            let right = hole.upperBound < curve.count ? curve.values[hole.upperBound] : around.after
            if hole.count * curve.step.minutes <= GapEstimator.longestLine, let left, let right {
                bridge(hole, from: left, to: right, in: &result)
            } else {
                long += Array(hole)
            }
        }
        if long.isEmpty { return Filled(curve: result, refusal: nil) }
        do {
            let values = try profile(of: long, in: result, around)
            for (slot, value) in zip(long, values) { result.set(value, .estimated, at: slot) }
            return Filled(curve: result, refusal: nil)
        } catch {
            return Filled(curve: result, refusal: error.refusal)
        }
    }

    private struct Refused: Error { let refusal: Refusal }

    private func holes(of curve: DayCurve) -> [Range<Int>] {
        var holes: [Range<Int>] = []
        for index in 0..<curve.count where curve.mark(at: index).quality == .missing {
            if let last = holes.last, last.upperBound == index {
                holes[holes.count - 1] = last.lowerBound..<index + 1
            } else {
                holes.append(index..<index + 1)
            }
        }
        return holes
    }

    private func bridge(_ hole: Range<Int>, from left: Int32, to right: Int32, in curve: inout DayCurve) {
        let parts = Int64(hole.count + 1)
        for (position, index) in hole.enumerated() {
            let rise = (Int64(right) - Int64(left)) * Int64(position + 1)
            let value = Int64(left) + (rise >= 0 ? rise + parts / 2 : rise - parts / 2) / parts
            curve.set(Int32(clamping: value), .estimated, at: index)
        }
    }

    /// The values of long holes. Scaling distributes the remainder along the day, so that the values add up to the
    /// wanted total exactly.
    private func profile(
        of slots: [Int], in curve: DayCurve, _ around: Surroundings
    ) throws(Refused) -> [Int32] {
        guard let before = around.weekBefore, before.step == curve.step, before.unit == curve.unit, before.isComplete
        else { throw Refused(refusal: .noProfile) }
        let hours = (of: LocalHours(curve), before: LocalHours(before))
        let shape = slots.map { before.values[hours.before.index(at: hours.of.minute(of: $0))] }
        let weight = shape.reduce(Int128(0)) { $0 + Int128($1) }
        guard let total = around.total, weight > 0 else { return shape }
        let known = curve.values.reduce(Int128(0)) { $0 + Int128($1) }
        let wanted = (curve.unit.isMean ? Int128(total) * 60 / Int128(curve.step.minutes) : Int128(total)) - known
        guard wanted >= 0 else { throw Refused(refusal: .totalBelowKnown) }
        guard wanted <= Int128(Int32.max) * Int128(slots.count) else { throw Refused(refusal: .totalBeyondValues) }
        var (shapeSoFar, givenSoFar, values) = (Int128(0), Int128(0), [Int32]())
        for value in shape {
            shapeSoFar += Int128(value)
            let share = (wanted * shapeSoFar + weight / 2) / weight
            guard let given = Int32(exactly: share - givenSoFar) else { throw Refused(refusal: .totalBeyondValues) }
            values.append(given)
            givenSoFar = share
        }
        return values
    }
}

/// The times of day at which the intervals of a day begin, in minutes by the clock on the wall.
///
/// Clocks change at one hour UTC: a day of 23 hours has no time from 2:00 to 3:00, one of 25 hours has it twice
/// (directive 2000/84/CE). The length of a day tells which of them it is.
private struct LocalHours {
    private let step: Int
    private let length: Int

    init(_ curve: DayCurve) {
        step = curve.step.minutes
        length = curve.count * step
    }

    private static let (day, two, three, hour) = (1_440, 120, 180, 60)

    func minute(of index: Int) -> Int {
        let minute = index * step
        if length < LocalHours.day { return minute < LocalHours.two ? minute : minute + LocalHours.hour }
        if length > LocalHours.day { return minute < LocalHours.three ? minute : minute - LocalHours.hour }
        return minute
    }

    /// The interval that begins at a time of day: of two, the first; where there is none, the one an hour earlier.
    func index(at minute: Int) -> Int {
        if length < LocalHours.day { return (minute < LocalHours.two ? minute : minute - LocalHours.hour) / step }
        if length > LocalHours.day { return (minute < LocalHours.three ? minute : minute + LocalHours.hour) / step }
        return minute / step
    }
}
