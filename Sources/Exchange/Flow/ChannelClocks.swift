import Metering

/// The clock of each channel, for times without zone in a file in which channels alternate: the order of one channel's
/// own lines tells its repeated autumn hour.
struct ChannelClocks {
    /// Past this bound on memory, all begin anew: a channel that then is in the repeated hour is not guessed at.
    private static let most = 200_000
    private var clocks: [Channel: WallClock] = [:]
    /// The channel of the latest time, whose clock is here and not among the others: by point, none is looked up.
    private var current: (channel: Channel, clock: WallClock?)?

    /// A channel that only begins in the repeated hour has no order to go by.
    mutating func instant(of time: WallTime, of channel: Channel) throws(WallClock.Failure) -> Instant {
        turn(to: channel)
        if current?.clock == nil, case .repeated = ParisTime.instants(of: time) { throw .ambiguousHour }
        var clock = current?.clock ?? WallClock()
        let instant = try clock.instant(of: time)
        current?.clock = clock
        return instant
    }

    /// The moments of these times of the repeated hour, in this order; nil where their order tells nothing.
    mutating func told(_ times: [WallTime], of channel: Channel) -> [Instant]? {
        turn(to: channel)
        guard let clock = current?.clock else { return nil }
        return clock.told(times) ?? clock.toldBackward(times)
    }

    /// Takes a moment that is written otherwise: what comes after it has an order to go by.
    mutating func note(_ instant: Instant, of channel: Channel) {
        turn(to: channel)
        var clock = current?.clock ?? WallClock()
        clock.note(instant)
        current?.clock = clock
    }

    private mutating func turn(to channel: Channel) {
        if let current, current.channel == channel { return }
        if let current, let clock = current.clock {
            if clocks.count >= ChannelClocks.most { clocks = [:] }
            clocks[current.channel] = clock
        }
        current = (channel, clocks.removeValue(forKey: channel))
    }
}
