/// The unit in which curves travel and are kept: one channel, one civil day.
package struct PointDay: Hashable, Sendable {
    package let channel: Channel
    package let day: CivilDay
    package var curve: DayCurve

    package init(channel: Channel, day: CivilDay, curve: DayCurve) {
        self.channel = channel
        self.day = day
        self.curve = curve
    }

    /// Start of an interval.
    package func start(of index: Int) -> Instant { day.start.advanced(minutes: index * curve.step.minutes) }
}
