import Metering

/// A value of a channel over an interval, as a line writes it.
struct TimedLine {
    /// What a line says of its interval: both bounds, or one of them and how long it lasts.
    enum Interval: Hashable {
        case between(WrittenMoment, WrittenMoment)
        case from(WrittenMoment, Step)
        case until(WrittenMoment, Step)
    }

    let interval: Interval
    let figure: ExchangeLongLine.Figure
    let number: UInt32

    /// The moment by which the interval is placed.
    var stamp: WrittenMoment {
        switch interval {
        case .between(let start, _), .from(let start, _): start
        case .until(let end, _): end
        }
    }

    /// The start and end. `told` is the moment of the stamp, where its order told it.
    func bounds(
        of channel: Channel, by clocks: inout ChannelClocks, told: Instant?
    ) throws(RecordFault) -> (start: Instant, end: Instant) {
        let stamped: Instant
        if let told {
            stamped = told
        } else if case .until = interval, let change = stamp.springChange {
            stamped = change
        } else {
            stamped = try stamp.start(of: channel, by: &clocks)
        }
        return switch interval {
        case .between(_, let end): (stamped, try end.end(after: stamped))
        case .from(_, let step): (stamped, stamped.advanced(minutes: step.minutes))
        case .until(_, let step): (stamped.advanced(minutes: -step.minutes), stamped)
        }
    }
}

extension WrittenMoment {
    /// The moment of the spring change, where this is written as 02:00: an interval may end then.
    fileprivate var springChange: Instant? {
        guard let wallTime, wallTime.second == 7_200, case .skipped = ParisTime.instants(of: wallTime) else {
            return nil
        }
        return ParisTime.clockChange(year: day.components.year, month: 3)
    }
}
