package import Metering

/// Compares the two measures of one day's energy that a meter gives: the difference of its indexes and the
/// integral of its curve.
package enum Reconciliation {
    package static let contradiction = Rule(
        "index-contradicts-curve", "Index difference and load curve measure the same energy and must agree.")
    package static let decreasingIndex = Rule(
        "decreasing-index", "An index only grows: a smaller one means a replaced meter or a register past zero.")

    /// What the two may always differ by: 2 Wh, by rounding a curve in watts.
    package static let smallestTolerance: Int64 = 2

    /// The most that the two may differ by rounding alone: 2 Wh for a curve in watts; half a kilowatt over the
    /// day for a curve that only has whole kilowatts (R4x).
    package static func tolerance(of curve: DayCurve) -> Int64 {
        let isInKilowatts = curve.unit == .watt && curve.values.allSatisfy { $0 % 1_000 == 0 }
        guard isInKilowatts, curve.values.contains(where: { $0 != 0 }) else { return smallestTolerance }
        return 500 * Int64(curve.count * curve.step.minutes) / 60
    }

    /// The contradiction between the curve of a day and what its indexes tell, if there is one. Only a complete curve
    /// can be compared.
    package static func examine(_ day: PointDay, indexed index: Int64) -> Diagnostic? {
        guard day.curve.isComplete else { return nil }
        let curve = day.curve.total
        let (difference, overflows) = index.subtractingReportingOverflow(curve)
        guard overflows || difference.magnitude > tolerance(of: day.curve).magnitude else { return nil }
        return contradiction(index: index, curve: curve, of: day.channel, on: day.day)
    }

    package static func contradiction(
        index: Int64, curve: Int64, of channel: Channel, on day: CivilDay
    ) -> Diagnostic {
        Diagnostic(
            .flagged, contradiction, point: channel.point, day: day, "indexes say \(index) Wh, the curve \(curve) Wh")
    }

    /// What is said of an index that is smaller than the one before it; nil of one that is not.
    package static func decrease(
        _ register: Register, from previous: Int64, to value: Int64, of channel: Channel, on day: CivilDay
    ) -> Diagnostic? {
        guard value < previous else { return nil }
        return Diagnostic(
            .flagged, decreasingIndex, point: channel.point, day: day,
            "index \(register.shortName) \(value), \(previous) before it")
    }
}
