/// Which period of a tariff each moment belongs to: peak and off-peak hours, seasons, days of a colour.
///
/// Hours are those that clocks in Paris show. On the day of 25 hours both hours from 02:00 to 03:00 belong to the
/// period of that hour, on the day of 23 hours none does: no local time is ever translated back.
///
/// The tariff's day may begin after midnight: the colours of EDF's Tempo hold from 06:00 to 06:00. Months, weekdays,
/// civil days and colours are those of the tariff's day.
///
/// The first rule that fits says the period; where none does it is `otherwise`. An answer costs a pass over the rules.
///
/// Source: CRE, deliberations on TURPE 7 HTA-BT (hours and seasons); RTE and EDF, Tempo (colours, days from 06:00).
package struct TariffCalendar: Hashable, Sendable {
    package let rules: [TariffRule]
    package let otherwise: TariffPeriod
    /// When the tariff's day begins, in minutes after midnight.
    package let dayStart: Int

    /// Throws where the day begins between 02:00 and 03:00, which clocks show twice or not at all when they change, or
    /// where a rule's months, weekdays or hours are none.
    package init(rules: [TariffRule], otherwise: TariffPeriod, dayStart: Int = 0) throws(TariffFault) {
        guard (0..<1_440).contains(dayStart), !(120..<180).contains(dayStart) else { throw .dayStart(dayStart) }
        for rule in rules { try rule.check() }
        (self.rules, self.otherwise, self.dayStart) = (rules, otherwise, dayStart)
    }

    /// The tariff's day that a moment belongs to: the civil day, or the one before while the tariff's has not begun.
    package func day(of instant: Instant) -> CivilDay {
        let (day, minute) = Self.local(instant)
        return minute < dayStart ? day.advanced(by: -1) : day
    }

    /// The period of a moment. `colours` are known from outside, day by day; where a rule needs the colour of a day
    /// that is not known, the answer is that.
    package func period(at instant: Instant, colours: [CivilDay: DayColour] = [:]) -> TariffAnswer {
        let (day, minute) = (day(of: instant), Self.local(instant).minute)
        let month = day.components.month
        for rule in rules where rule.fits(day, month: month, minute: minute) {
            guard let wanted = rule.colours else { return .period(rule.period) }
            guard let colour = colours[day] else { return .colourUnknown(day) }
            if wanted.contains(colour) { return .period(rule.period) }
        }
        return .period(otherwise)
    }

    /// Whether periods change at the ends of intervals of a step only: a curve on it can be split exactly.
    package func isAligned(to step: Step) -> Bool {
        let changes = rules.flatMap { rule in rule.hours.flatMap { [$0.from, $0.until] } } + [dayStart]
        return changes.allSatisfy { $0 % step.minutes == 0 }
    }

    /// The civil day and the minute after midnight that clocks in Paris show.
    private static func local(_ instant: Instant) -> (day: CivilDay, minute: Int) {
        let local = instant.secondsSinceEpoch + ParisTime.offset(at: instant)
        let day = local.flooringDivision(by: 86_400)
        return (CivilDay(daysSinceEpoch: Int32(day)), Int(local - day * 86_400) / 60)
    }
}

/// A period of a tariff, by the name that its supplier or network gives it: `HP`, `HCH`, `peak`.
package struct TariffPeriod: Hashable, Sendable, Codable {
    package let name: String

    package init(_ name: String) { self.name = name }
}

/// The colour of a tariff's day, by its supplier's name: `BLEU`, `BLANC`, `ROUGE`.
package struct DayColour: Hashable, Sendable, Codable {
    package let name: String

    package init(_ name: String) { self.name = name }
}

/// What a calendar says of a moment.
package enum TariffAnswer: Hashable, Sendable {
    case period(TariffPeriod)
    /// The period depends on the colour of a tariff's day that is not known.
    case colourUnknown(CivilDay)
}
