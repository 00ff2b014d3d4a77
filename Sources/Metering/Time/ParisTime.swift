/// Legal time in metropolitan France, by the rule in force since 1996: summer time from the last Sunday of
/// March to the last Sunday of October, both changes at 01:00 UTC.
///
/// Source: directive 2000/84/EC; before 1996 the autumn change fell in September, which no curve here reaches.
/// Computed rather than looked up: an import asks it once for every value.
package enum ParisTime {
    /// Seconds to add to UTC: 3,600 in winter, 7,200 in summer.
    package static func offset(at instant: Instant) -> Int64 {
        let day = CivilDay(daysSinceEpoch: Int32(instant.secondsSinceEpoch.flooringDivision(by: 86_400)))
        let (year, month, _) = day.components
        if month < 3 || month > 10 { return 3_600 }
        if month > 3 && month < 10 { return 7_200 }
        let change = clockChange(year: year, month: month)
        let isAfter = instant >= change
        return isAfter == (month == 3) ? 7_200 : 3_600
    }

    /// The moment the clocks change in March or October of a year.
    package static func clockChange(year: Int, month: Int) -> Instant {
        let last = CivilDay(year: year, month: month, day: 31) ?? CivilDay(daysSinceEpoch: 0)
        let sunday = last.advanced(by: -((last.weekday + 1) % 7))
        return Instant(secondsSinceEpoch: Int64(sunday.daysSinceEpoch) * 86_400 + 3_600)
    }

    /// The moments that a clock on the wall shows as this time: none in the skipped spring hour, two (summer
    /// time first) in the repeated autumn hour.
    package static func instants(of time: WallTime) -> WallTimeReading {
        let asUTC = Int64(time.day.daysSinceEpoch) * 86_400 + Int64(time.second)
        let summer = Instant(secondsSinceEpoch: asUTC - 7_200)
        let winter = Instant(secondsSinceEpoch: asUTC - 3_600)
        switch (offset(at: summer) == 7_200, offset(at: winter) == 3_600) {
        case (true, true): return .repeated(summer: summer, winter: winter)
        case (true, false): return .once(summer)
        case (false, true): return .once(winter)
        case (false, false): return .skipped
        }
    }

    /// When clocks show a time for the first time; of one that is left out in March, when they go on, at 03:00.
    package static func firstInstant(of time: WallTime) -> Instant {
        switch instants(of: time) {
        case .once(let instant), .repeated(let instant, _): instant
        case .skipped: firstInstant(of: WallTime(day: time.day, second: 3 * 3_600))
        }
    }
}

/// A date and a time of day, as a clock shows them, without a zone.
package struct WallTime: Hashable, Sendable {
    package let day: CivilDay
    /// Second of the day; 86,400 (written `24:00:00`) is the end of it.
    package let second: Int32

    package init(day: CivilDay, second: Int32) {
        self.day = day
        self.second = second
    }
}

/// What a wall time means in Paris.
package enum WallTimeReading: Hashable, Sendable {
    case once(Instant)
    case repeated(summer: Instant, winter: Instant)
    case skipped
}

extension CivilDay {
    /// Midnight in Paris at the start of this day.
    package var start: Instant {
        let midnight = Int64(daysSinceEpoch) * 86_400
        let winter = Instant(secondsSinceEpoch: midnight - 3_600)
        return ParisTime.offset(at: winter) == 3_600 ? winter : Instant(secondsSinceEpoch: midnight - 7_200)
    }

    package var end: Instant { advanced(by: 1).start }

    /// The start of the gas day of this date: 06:00 in legal time (Regulation (EU) 312/2014, 3(7): 5:00 UTC in winter,
    /// 4:00 UTC in summer).
    package var gasDayStart: Instant { ParisTime.firstInstant(of: WallTime(day: self, second: 6 * 3_600)) }

    /// Minutes from midnight to midnight: 1,380, 1,440 or 1,500. The clocks change on Sundays only.
    package var minutes: Int { weekday == 6 ? Int(end.seconds(since: start) / 60) : 1_440 }

    /// The civil day in Paris that contains a moment.
    package init(containing instant: Instant) {
        let local = instant.secondsSinceEpoch + ParisTime.offset(at: instant)
        self.init(daysSinceEpoch: Int32(local.flooringDivision(by: 86_400)))
    }
}

extension Instant {
    /// The minute of the day that clocks in Paris show.
    package var minuteOfParis: Int {
        let local = secondsSinceEpoch + ParisTime.offset(at: self)
        return Int((local - local.flooringDivision(by: 86_400) * 86_400) / 60)
    }

    /// Whether clocks showed the same time an hour before: from 02:00 to 03:00 in winter time, on the day of 25 hours.
    package var isSecondPassage: Bool {
        ParisTime.offset(at: self) == 3_600 && ParisTime.offset(at: advanced(minutes: -60)) == 7_200
    }

    /// ISO 8601 with the offset of Paris: `2026-10-25T02:30:00+02:00`.
    package var parisText: String {
        let offset = ParisTime.offset(at: self)
        let local = secondsSinceEpoch + offset
        let day = CivilDay(daysSinceEpoch: Int32(local.flooringDivision(by: 86_400)))
        let second = Int(local - Int64(day.daysSinceEpoch) * 86_400)
        return "\(day)T\(ClockText.hoursMinutesSeconds(second))+0\(offset / 3_600):00"
    }
}
