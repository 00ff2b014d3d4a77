package import Metering

/// A civil day, week, month or year of which a person looks at their own use.
package struct UsePeriod: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case day, week, month, year
    }

    package let kind: Kind
    package let days: ClosedRange<CivilDay>

    /// The period of that kind that a day lies in. Weeks begin on Monday (ISO 8601).
    package init(_ kind: Kind, of day: CivilDay) {
        self.kind = kind
        switch kind {
        case .day: days = day...day
        case .week:
            let monday = day.advanced(by: -day.weekday)
            days = monday...monday.advanced(by: 6)
        case .month: days = day.firstOfMonth...day.lastOfMonth
        case .year: days = day.firstOfYear...day.lastOfYear
        }
    }

    package var previous: UsePeriod { UsePeriod(kind, of: days.lowerBound.advanced(by: -1)) }
    package var next: UsePeriod { UsePeriod(kind, of: days.upperBound.advanced(by: 1)) }

    /// What it is compared with: a day with the day before, a week with the same weekdays 52 weeks earlier, a month or
    /// a year with the same one a year earlier.
    package var compared: UsePeriod {
        switch kind {
        case .day: previous
        case .week: UsePeriod(.week, of: days.lowerBound.advanced(by: -364))
        case .month, .year: UsePeriod(kind, of: days.lowerBound.advanced(months: -12))
        }
    }

    /// The day that a day is compared with, in `compared`; nil for 29 February, which has none a year earlier.
    package func compared(_ day: CivilDay) -> CivilDay? {
        switch kind {
        case .day: return day.advanced(by: -1)
        case .week: return day.advanced(by: -364)
        case .month, .year:
            let (year, month, number) = day.components
            return CivilDay(year: year - 1, month: month, day: number)
        }
    }

    /// What one slot of its picture covers: each day, or each month of a year.
    package var daySlots: [ClosedRange<CivilDay>] {
        guard kind == .year else { return days.each.map { $0...$0 } }
        return (0..<12).map { number in
            let first = days.lowerBound.advanced(months: number)
            return first...first.lastOfMonth
        }
    }
}
