/// A day of the civil calendar, as bills see it: 23, 24 or 25 hours long in Paris.
package struct CivilDay: Hashable, Sendable, Comparable {
    package let daysSinceEpoch: Int32

    package init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

    /// Nil when the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        guard day <= CivilDay.daysInMonth(month, year: year) else { return nil }
        daysSinceEpoch = Int32(CivilDay.daysFromCivil(year: year, month: month, day: day))
    }

    /// Days that Maille accepts a measure for: 2000 to 2099. Outside, a date is a typing error or an attack.
    package static let accepted =
        CivilDay(daysSinceEpoch: 10_957)...CivilDay(daysSinceEpoch: 47_481)

    /// Some days later, or earlier; beyond the first and the last day that there is a number for, that day.
    package func advanced(by days: Int) -> CivilDay {
        let (sum, overflows) = Int(daysSinceEpoch).addingReportingOverflow(days)
        return CivilDay(daysSinceEpoch: Int32(clamping: overflows ? (days < 0 ? .min : .max) : sum))
    }

    /// The same day of another month, or that month's last one.
    package func advanced(months: Int) -> CivilDay {
        let (year, month, day) = components
        let count = year * 12 + month - 1 + months
        let (newYear, newMonth) = (count / 12, count % 12 + 1)
        let last = CivilDay.daysInMonth(newMonth, year: newYear)
        return CivilDay(year: newYear, month: newMonth, day: min(day, last)) ?? self
    }

    package static func < (left: CivilDay, right: CivilDay) -> Bool { left.daysSinceEpoch < right.daysSinceEpoch }

    package static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// 0 for Monday to 6 for Sunday.
    package var weekday: Int { Int((daysSinceEpoch + 3) - (daysSinceEpoch + 3).flooringDivision(by: 7) * 7) }

    /// Source: H. Hinnant, *chrono-Compatible Low-Level Date Algorithms*, `days_from_civil`.
    private static func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.flooringDivision(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Source: as above, `civil_from_days`.
    package var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(daysSinceEpoch) + 719_468
        let era = shifted.flooringDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }

    package var firstOfMonth: CivilDay { advanced(by: 1 - components.day) }

    package var lastOfMonth: CivilDay {
        let (year, month, day) = components
        return advanced(by: CivilDay.daysInMonth(month, year: year) - day)
    }

    package var firstOfYear: CivilDay { CivilDay(year: components.year, month: 1, day: 1) ?? firstOfMonth }

    package var lastOfYear: CivilDay { CivilDay(year: components.year, month: 12, day: 31) ?? lastOfMonth }
}

extension CivilDay: CustomStringConvertible, LosslessStringConvertible {
    /// `2026-10-25`.
    package var description: String {
        let (year, month, day) = components
        let padding = String(repeating: "0", count: max(0, 4 - String(year).count))
        return "\(padding)\(year)-\(ClockText.twoDigits(month))-\(ClockText.twoDigits(day))"
    }

    package init?(_ text: String) {
        guard let day = CivilDay(iso: text.utf8.span) else { return nil }
        self = day
    }
}

extension CivilDay: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = CivilDay(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "'\(text)' is not a date; write YYYY-MM-DD")
        }
        self = day
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension ClosedRange<CivilDay> {
    /// Days, both ends included.
    package var count: Int { Int(upperBound.daysSinceEpoch - lowerBound.daysSinceEpoch) + 1 }

    /// Its days, in order.
    package var each: [CivilDay] {
        (lowerBound.daysSinceEpoch...upperBound.daysSinceEpoch).map { CivilDay(daysSinceEpoch: $0) }
    }
}
