package import Metering

/// What can be said of a received day without walking through its values.
package struct DaySummary: Sendable {
    let carrier: Carrier
    let direction: Direction
    let step: Step
    let unit: Unit
    let count: Int
    let extent: DayExtent
    /// Intervals without a value.
    let missing: Int
    /// What the point lists say of the point; nil where they do not.
    let point: MeteringPoint?

    init(_ received: ReceivedDay, point: MeteringPoint?) {
        let (channel, curve) = (received.pointDay.channel, received.pointDay.curve)
        (carrier, direction) = (channel.carrier, channel.direction)
        (step, unit, count, missing) = (curve.step, curve.unit, curve.count, curve.missingCount)
        extent = DayExtent(curve.values)
        self.point = point
    }

    /// A row of days in columns, whose point is the one given.
    package init(_ days: DayColumns, row: Int, point: MeteringPoint?) {
        (carrier, direction) = (days.keys[row].carrier, days.keys[row].direction)
        (step, unit, count, missing) = (days.step, days.unit, days.valuesPerDay, 0)
        extent = days.extents[row]
        self.point = point
    }

    /// A value as a mean power in watts.
    func power(of value: Int32) -> Int64 { unit == .watt ? Int64(value) : Int64(value) * Int64(60 / step.minutes) }
}
