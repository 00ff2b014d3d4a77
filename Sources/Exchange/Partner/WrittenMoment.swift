import Metering

/// A bound of an interval as a partner writes it: a civil day, or a date and time with or without its zone.
enum WrittenMoment {
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

    /// The start of an interval; without zone, file order decides in the repeated autumn hour.
    ///
    /// A channel that only begins there, as each line does where channels alternate, has no order to go by.
    func start(by clock: inout WallClock, isFirstOfChannel: Bool) throws(RecordFault) -> Instant {
        guard case .time(let timestamp) = self else { return day.start }
        if let instant = timestamp.instant { return instant }
        if isFirstOfChannel, case .repeated = ParisTime.instants(of: timestamp.wallTime) {
            throw RecordFault(WallClock.Failure.ambiguousHour.rule, "\(day) without zone; write +02:00 or +01:00")
        }
        do {
            return try clock.instant(of: timestamp.wallTime)
        } catch {
            throw RecordFault(error.rule, "\(day) without zone; write +02:00 or +01:00")
        }
    }

    /// The end of the interval that starts at a moment: the first time after it that a clock shows this.
    func end(after start: Instant) throws(RecordFault) -> Instant {
        guard case .time(let timestamp) = self else { return day.start }
        if let instant = timestamp.instant { return instant }
        switch ParisTime.instants(of: timestamp.wallTime) {
        case .once(let instant): return instant
        case .repeated(let summer, let winter): return summer > start ? summer : winter
        case .skipped: throw RecordFault(WallClock.Failure.skippedHour.rule, "\(day) without zone")
        }
    }
}
