package import Metering

/// What a curve tells besides its sum.
package struct UseFacts: Hashable, Sendable {
    /// The interval in which the most was used; of several, the first.
    package let highest: Peak?
    /// What runs without pause: the lowest mean of two hours in a row between midnight and 06:00, in watts or litres
    /// an hour; over several days the median of theirs, rounded down. Nil where no night is wholly known.
    package let baseload: Int64?

    package struct Peak: Hashable, Sendable {
        package let start: Instant
        package let step: Step
        /// In watts, or litres an hour.
        package let mean: Int64
    }

    /// Costs the values of the days.
    package init(_ days: [PointDay]) {
        highest = days.compactMap(UseFacts.peak).max { ($0.mean, $1.start) < ($1.mean, $0.start) }
        let nights = days.compactMap(UseFacts.lowestTwoHours).sorted()
        baseload = nights.isEmpty ? nil : nights[(nights.count - 1) / 2]
    }

    private static func peak(of day: PointDay) -> Peak? {
        let curve = day.curve
        let known = curve.values.indices.filter { curve.mark(at: $0).quality != .missing }
        guard let index = known.max(by: { (curve.values[$0], $1) < (curve.values[$1], $0) }) else { return nil }
        return Peak(start: day.start(of: index), step: curve.step, mean: mean(Int64(curve.values[index]), curve))
    }

    private static func lowestTwoHours(of day: PointDay) -> Int64? {
        let curve = day.curve
        let (width, night) = (
            120 / curve.step.minutes,
            day.curve.values.indices.filter {
                day.start(of: $0).minuteOfParis < 360
            }
        )
        guard night.count >= width, night.allSatisfy({ curve.mark(at: $0).quality != .missing }) else { return nil }
        return (0...(night.count - width)).map { first in
            let sum = night[first..<first + width].reduce(Int64(0)) { $0 + Int64(curve.values[$1]) }
            return mean(sum, curve) / Int64(width)
        }.min()
    }

    /// A value, or a sum of values, as mean power or flow.
    private static func mean(_ value: Int64, _ curve: DayCurve) -> Int64 {
        curve.unit.isMean ? value : value * 60 / Int64(curve.step.minutes)
    }
}
