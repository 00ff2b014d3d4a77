/// When a period of a tariff holds: all conditions that are given must be met.
package struct TariffRule: Hashable, Sendable {
    package let period: TariffPeriod
    /// 1 to 12; nil: all.
    package let months: Set<Int>?
    /// 0 for Monday to 6 for Sunday; nil: all.
    package let weekdays: Set<Int>?
    /// Civil days, such as public holidays; nil: all.
    package let days: Set<CivilDay>?
    /// Nil: days of any colour, known or not.
    package let colours: Set<DayColour>?
    /// Empty: the whole day.
    package let hours: [Hours]

    package init(
        _ period: TariffPeriod, months: Set<Int>? = nil, weekdays: Set<Int>? = nil, days: Set<CivilDay>? = nil,
        colours: Set<DayColour>? = nil, hours: [Hours] = []
    ) {
        self.period = period
        self.months = months
        self.weekdays = weekdays
        self.days = days
        self.colours = colours
        self.hours = hours
    }

    /// Minutes after midnight, `[from, until)`; over midnight where `until` is not after `from`: 22:00 to 06:00.
    package struct Hours: Hashable, Sendable {
        package let from: Int
        package let until: Int

        package init(from: Int, until: Int) {
            self.from = from
            self.until = until
        }

        package func contains(_ minute: Int) -> Bool {
            from < until ? from <= minute && minute < until : minute >= from || minute < until
        }
    }

    /// Whether all but the colour fits.
    func fits(_ day: CivilDay, month: Int, minute: Int) -> Bool {
        months?.contains(month) ?? true && weekdays?.contains(day.weekday) ?? true && days?.contains(day) ?? true
            && (hours.isEmpty || hours.contains { $0.contains(minute) })
    }

    func check() throws(TariffFault) {
        if let months, months.isEmpty || !months.allSatisfy((1...12).contains) { throw .months(period) }
        if let weekdays, weekdays.isEmpty || !weekdays.allSatisfy((0...6).contains) { throw .weekdays(period) }
        guard hours.allSatisfy({ (0..<1_440).contains($0.from) && (0...1_440).contains($0.until) }) else {
            throw .hours(period)
        }
    }
}

/// Why a calendar was not made.
package enum TariffFault: Error, Hashable, CustomStringConvertible {
    case dayStart(Int)
    case months(TariffPeriod)
    case weekdays(TariffPeriod)
    case hours(TariffPeriod)

    package var description: String {
        switch self {
        case .dayStart(let minute):
            "a tariff's day cannot begin at minute \(minute): write 0 to 119 or 180 to 1439, not the hour of clock changes"
        case .months(let period): "\(period.name): write months from 1 to 12, or leave them out for all"
        case .weekdays(let period): "\(period.name): write weekdays from 0 (Monday) to 6, or leave them out for all"
        case .hours(let period): "\(period.name): write hours as minutes after midnight, from 0 to 1440"
        }
    }
}
