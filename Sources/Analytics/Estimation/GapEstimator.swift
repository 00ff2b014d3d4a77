package import Metering

/// Fills the holes of a day, marked as estimates and never mixed silently with measures.
///
/// The rule, in this order: a hole of at most two hours is bridged by a straight line between the values around
/// it; a longer one takes the profile of the same weekday a week before, scaled so that the day's total meets
/// the daily index where there is one. A hole that neither reaches stays a hole.
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

    package init() {}

    package func fill(_ curve: DayCurve, _ around: Surroundings) -> DayCurve {
        guard !curve.isComplete else { return curve }
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
        if !long.isEmpty { copyProfile(into: long, of: &result, around) }
        return result
    }

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

    /// Scaling distributes the remainder along the day, so that the values add up to the wanted total exactly.
    private func copyProfile(into slots: [Int], of curve: inout DayCurve, _ around: Surroundings) {
        guard let profile = around.weekBefore, profile.step == curve.step, profile.unit == curve.unit,
            profile.count == curve.count, profile.isComplete
        else { return }
        let shape = slots.map { Int64(profile.values[$0]) }
        let weight = shape.reduce(0, +)
        guard let total = around.total, weight > 0 else {
            for (slot, value) in zip(slots, shape) { curve.set(Int32(clamping: value), .estimated, at: slot) }
            return
        }
        let known = curve.values.reduce(Int64(0)) { $0 + Int64($1) }
        let wanted = (curve.unit == .watt ? total * 60 / Int64(curve.step.minutes) : total) - known
        guard wanted >= 0 else { return }
        var (shapeSoFar, givenSoFar) = (Int64(0), Int64(0))
        for (slot, value) in zip(slots, shape) {
            shapeSoFar += value
            let share = (wanted * shapeSoFar + weight / 2) / weight
            curve.set(Int32(clamping: share - givenSoFar), .estimated, at: slot)
            givenSoFar = share
        }
    }
}
