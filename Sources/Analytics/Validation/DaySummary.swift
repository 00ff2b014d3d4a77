package import Metering

/// What can be said of a received day without walking through its values.
package struct DaySummary: Sendable {
    let carrier: Carrier
    let direction: Direction
    let day: CivilDay
    let step: Step
    let unit: Unit
    let count: Int
    let extent: DayExtent
    /// Intervals without a value.
    let missing: Int
    /// What the point lists say of the point; nil where they do not.
    package let connection: Connection?

    init(_ received: ReceivedDay, _ connection: Connection?) {
        let (channel, curve) = (received.pointDay.channel, received.pointDay.curve)
        (carrier, direction, day) = (channel.carrier, channel.direction, received.pointDay.day)
        (step, unit, count, missing) = (curve.step, curve.unit, curve.count, curve.missingCount)
        extent = DayExtent(curve.values)
        self.connection = connection
    }

    /// A whole measured day, as rows of `DayColumns` are. Not made from the columns themselves: to pass them on a
    /// million times costs more than all rules.
    package init(
        _ key: ChannelKey, _ day: CivilDay, _ step: Step, _ unit: Unit, count: Int, _ extent: DayExtent,
        _ connection: Connection?
    ) {
        (carrier, direction, self.day) = (key.carrier, key.direction, day)
        (self.step, self.unit, self.count, missing) = (step, unit, count, 0)
        self.extent = extent
        self.connection = connection
    }

    /// A value as a mean: watts, or litres an hour.
    func mean(of value: Int32) -> Int64 { unit.isMean ? Int64(value) : Int64(value) * Int64(60 / step.minutes) }
}
