package import Metering
package import Store

/// What a meter counted of one channel in a period, part by part, for whoever the values belong to.
///
/// Values are watt-hours, or litres (`unit`). A part that is missing is never a zero, and what is still to come is not
/// called missing.
package struct OwnUse: Sendable {
    package let channel: Channel
    package let period: UsePeriod
    /// `wattHour` or `litre`.
    package let unit: Unit
    /// Intervals of a day, days of a week or month, months of a year.
    package let slots: [UseSlot]
    /// Over intervals of a day, else over days; nil where nothing is known in both periods.
    package let comparison: UseComparison?
    /// How many intervals of a day, or days, were to be there by now, and of how many all is known.
    package let due: Int
    package let received: Int
    /// How many of the days that are not received are so in part: some of their intervals came.
    package let partly: Int
    /// How many of the received ones have each quality; those that are due and not received are missing.
    package let qualities: QualityCounts
    /// What is known of each day, in order, also of days that are known in part.
    package let amounts: [(day: CivilDay, amount: Int64)]
    /// The last import that any of the values rests on.
    package let newest: Revision?

    /// The sum of what is known.
    package var total: Int64 { slots.reduce(0) { $0 + ($1.value ?? 0) } }

    /// Whether nothing at all is known.
    package var isEmpty: Bool { slots.allSatisfy { $0.value == nil } }

    /// Whether all that the period has, to its end, is known.
    package var isWhole: Bool { slots.allSatisfy(\.isWhole) }

    /// The unit that sums of a curve's values have.
    static func unit(of carrier: Carrier) -> Unit { carrier == .water ? .litre : .wattHour }
}

extension DayCurve {
    /// The energy or volume of an interval, rounded half up; nil where it is missing.
    func amount(at index: Int) -> Int64? {
        guard mark(at: index).quality != .missing else { return nil }
        return DayCurve.total(ofSum: Int64(values[index]), step: step, unit: unit)
    }
}
