package import Metering

/// Compares the two measures of one day's energy that a meter gives: the difference of its indexes and the
/// integral of its curve.
package enum Reconciliation {
    package static let contradiction = Rule(
        "index-contradicts-curve", "Index difference and load curve measure the same energy and must agree.")
    package static let decreasingIndex = Rule(
        "decreasing-index", "An index only grows: a smaller one means a replaced meter or a register past zero.")

    /// The most that the two may differ by rounding alone: 2 Wh for a curve in watts; half a kilowatt over the
    /// day for a curve that only has whole kilowatts (R4x).
    package static func tolerance(of curve: DayCurve) -> Int64 {
        let isInKilowatts = curve.unit == .watt && curve.values.allSatisfy { $0 % 1_000 == 0 }
        guard isInKilowatts, curve.values.contains(where: { $0 != 0 }) else { return 2 }
        return 500 * Int64(curve.count * curve.step.minutes) / 60
    }

    /// The contradiction of a day, if there is one. Only a complete curve can be compared.
    package static func examine(_ day: PointDay, from opening: Int64, to closing: Int64) -> Diagnostic? {
        guard day.curve.isComplete, closing >= opening else { return nil }
        let (index, curve) = (Int128(closing) - Int128(opening), Int128(day.curve.total))
        guard abs(index - curve) > Int128(tolerance(of: day.curve)) else { return nil }
        return Diagnostic(
            .flagged, contradiction, point: day.channel.point, day: day.day,
            "indexes say \(index) Wh, the curve \(curve) Wh")
    }

    /// What a falling index is worth saying.
    package static func examine(_ reading: RegisterReading, after previous: RegisterReading) -> Diagnostic? {
        guard previous.at < reading.at, reading.value < previous.value else { return nil }
        return Diagnostic(
            .flagged, decreasingIndex, line: reading.line, point: reading.channel.point,
            day: CivilDay(containing: reading.at), "\(previous.value) then \(reading.value)")
    }
}
