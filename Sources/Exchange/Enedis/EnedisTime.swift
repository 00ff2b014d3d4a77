import Metering

/// A time as Enedis writes it: a date, a local time without zone, or a time with its offset.
enum EnedisTime: Hashable {
    case date(CivilDay)
    case wall(WallTime)
    case exact(Instant)

    init?(_ text: Span<UInt8>) {
        if let day = CivilDay(iso: text) {
            self = .date(day)
        } else if let stamp = ISOTimestamp(text) {
            self = stamp.instant.map { .exact($0) } ?? .wall(stamp.wallTime)
        } else {
            return nil
        }
    }

    /// The date that is written; for an exact time, the day in Paris.
    var day: CivilDay {
        switch self {
        case .date(let day): day
        case .wall(let time): time.day
        case .exact(let instant): CivilDay(containing: instant)
        }
    }
}

/// The clock of one whole series.
///
/// Once the order of the repeated autumn hour is lost, no value of that hour can be trusted, not even those that
/// came before the loss showed: sorted by wall time, `02:00, 02:00, 02:30, 02:30` fails only at its last value.
struct SeriesClock {
    private var clock = WallClock()
    private let daysOfLostOrder: Set<CivilDay>

    init(_ times: some Sequence<EnedisTime>) {
        var rehearsal = WallClock()
        var lost: Set<CivilDay> = []
        for case .wall(let time) in times {
            do {
                _ = try rehearsal.instant(of: time)
            } catch {
                if error == .ambiguousHour { lost.insert(time.day) }
            }
        }
        daysOfLostOrder = lost
    }

    /// The moment of the next time of the series; a date stands for its midnight.
    mutating func instant(of time: EnedisTime) throws(WallClock.Failure) -> Instant {
        switch time {
        case .date(let day): return day.start
        case .exact(let instant): return instant
        case .wall(let wall):
            if daysOfLostOrder.contains(wall.day), case .repeated = ParisTime.instants(of: wall) {
                throw .ambiguousHour
            }
            return try clock.instant(of: wall)
        }
    }
}
