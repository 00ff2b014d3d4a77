import Metering

/// A bound of an interval as a partner writes it: a civil day, or a date and time with or without its zone.
enum WrittenMoment: Hashable {
    case midnight(CivilDay)
    case time(ISOTimestamp)

    init(_ text: Span<UInt8>) throws(RecordFault) {
        if let day = CivilDay(iso: text) {
            self = .midnight(day)
        } else if let timestamp = ISOTimestamp(text) {
            self = .time(timestamp)
        } else {
            throw RecordFault(EnedisRule.timestamp, "\(text.quoted); write 2026-01-31T00:30:00+01:00 or 2026-01-31")
        }
        guard CivilDay.accepted.contains(day) else { throw RecordFault(EnedisRule.dateRange, "\(day)") }
    }

    var day: CivilDay {
        switch self {
        case .midnight(let day): day
        case .time(let timestamp): timestamp.wallTime.day
        }
    }

    /// The time, where it has no zone.
    var wallTime: WallTime? {
        guard case .time(let timestamp) = self, timestamp.offset == nil else { return nil }
        return timestamp.wallTime
    }

    /// What is said of a time that is no moment, or one of two.
    func fault(_ failure: WallClock.Failure) -> RecordFault {
        (wallTime ?? WallTime(day: day, second: 0)).fault(failure)
    }

    /// The start of an interval; without zone, the order of the channel's lines decides in the repeated autumn hour.
    func start(of channel: Channel, by clocks: inout ChannelClocks) throws(RecordFault) -> Instant {
        guard case .time(let timestamp) = self else {
            clocks.note(day.start, of: channel)
            return day.start
        }
        if let instant = timestamp.instant { return instant }
        do {
            return try clocks.instant(of: timestamp.wallTime, of: channel)
        } catch {
            throw timestamp.wallTime.fault(error)
        }
    }

    /// The end of the interval that starts at a moment: the first time after it that a clock shows this. The moment of
    /// the spring change ends an interval as 02:00 and as 03:00.
    func end(after start: Instant) throws(RecordFault) -> Instant {
        guard case .time(let timestamp) = self else { return day.start }
        if let instant = timestamp.instant { return instant }
        switch ParisTime.instants(of: timestamp.wallTime) {
        case .once(let instant): return instant
        case .repeated(let summer, let winter): return summer > start ? summer : winter
        case .skipped:
            let change = ParisTime.clockChange(year: day.components.year, month: 3)
            if timestamp.wallTime.second == 7_200 { return change }
            throw timestamp.wallTime.fault(.skippedHour)
        }
    }
}
