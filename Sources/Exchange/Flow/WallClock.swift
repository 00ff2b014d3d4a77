import Metering

/// Turns the zone-less local times of one series into instants, in file order.
///
/// In the repeated autumn hour the order decides: the first occurrence is summer time. When the order is lost,
/// there is no telling, and the value is refused rather than guessed.
struct WallClock {
    private var latest: Instant?

    enum Failure: Error { case skippedHour, ambiguousHour }

    mutating func instant(of time: WallTime) throws(Failure) -> Instant {
        let instant: Instant
        switch ParisTime.instants(of: time) {
        case .once(let only): instant = only
        case .skipped: throw .skippedHour
        case .repeated(let summer, let winter):
            if latest.map({ $0 < summer }) ?? true {
                instant = summer
            } else if latest.map({ $0 < winter }) ?? false {
                instant = winter
            } else {
                throw .ambiguousHour
            }
        }
        note(instant)
        return instant
    }

    /// The moments of times of the repeated hour that follow, in this order; nil where one of them is none.
    func told(_ times: [WallTime]) -> [Instant]? {
        var clock = self
        var instants: [Instant] = []
        for time in times {
            guard let instant = try? clock.instant(of: time) else { return nil }
            instants.append(instant)
        }
        return instants
    }

    /// The same of a file that goes back in time: what came before them is later, and each is there twice, the winter
    /// ones first.
    func toldBackward(_ times: [WallTime]) -> [Instant]? {
        let half = times.count / 2
        guard half > 0, times.count % 2 == 0, times[..<half] == times[half...],
            zip(times, times[..<half].dropFirst()).allSatisfy({ $0.second > $1.second }),
            let instants = WallClock().told(times.reversed()), let last = instants.last, let latest, latest > last
        else { return nil }
        return instants.reversed()
    }

    mutating func note(_ instant: Instant) { latest = max(latest ?? instant, instant) }
}

extension WallTime {
    /// What is said of a time without zone that is no moment, or one of two.
    func fault(_ failure: WallClock.Failure) -> RecordFault {
        let (hour, minute) = (Int(second) / 3_600, Int(second) / 60 % 60)
        let clock = "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
        return switch failure {
        case .skippedHour:
            RecordFault(failure.rule, "\(clock) does not exist on \(day): the clocks go from 02:00 to 03:00")
        case .ambiguousHour:
            RecordFault(failure.rule, "\(clock) is there twice on \(day), without zone; write +02:00 or +01:00")
        }
    }
}

extension WallClock.Failure {
    var rule: Rule {
        switch self {
        case .skippedHour:
            Rule("skipped-hour", "The clocks jump from 02:00 to 03:00 in spring: no measure has that time.")
        case .ambiguousHour:
            Rule("ambiguous-hour", "Without zone, the repeated autumn hour is told apart by file order alone.")
        }
    }
}
