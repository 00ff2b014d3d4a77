/// Values on a regular step in UTC that are not added up (temperatures, shares, states): one for each interval
/// `[start, start + step)`, or none where the source gives none.
///
/// What flows through a meter is a `DayCurve`.
package struct RegularSeries<Value: Hashable & Sendable>: Hashable, Sendable {
    package let start: Instant
    package let step: Step
    package let values: [Value?]

    package init(from start: Instant, step: Step, _ values: [Value?]) {
        self.start = start
        self.step = step
        self.values = values
    }

    /// The value of the interval that contains a moment; nil outside the series and in its holes.
    package func value(at instant: Instant) -> Value? {
        let (offset, overflows) = instant.secondsSinceEpoch.subtractingReportingOverflow(start.secondsSinceEpoch)
        guard !overflows, offset >= 0, offset / step.seconds < Int64(values.count) else { return nil }
        return values[Int(offset / step.seconds)]
    }

    /// The values of a civil day, of 23 to 25 hours. Nil where one is missing (what is left would be of other hours),
    /// and where no interval begins at the day's midnight.
    package func values(of day: CivilDay) -> [Value]? {
        let count = step.count(in: day)
        guard day.start.seconds(since: start) % step.seconds == 0 else { return nil }
        let values = (0..<count).compactMap { value(at: day.start.advanced(minutes: $0 * step.minutes)) }
        return values.count == count ? values : nil
    }
}

extension RegularSeries where Value: IntensiveQuantity {
    /// The mean over a civil day, rounded to the nearest unit (half up). Nil where `values(of:)` is.
    package func mean(of day: CivilDay) -> Value? {
        guard let values = values(of: day), !values.isEmpty else { return nil }
        let (sum, count) = (values.reduce(Int64(0)) { $0 + Int64($1.units) }, Int64(values.count))
        return Int32(exactly: (2 * sum + count).flooringDivision(by: 2 * count)).map { Value(units: $0) }
    }
}

/// A quantity of which means make sense and sums do not, in whole units of its own.
package protocol IntensiveQuantity {
    var units: Int32 { get }
    init(units: Int32)
}
