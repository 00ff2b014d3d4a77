package import Metering

extension CivilDay {
    /// The same day of another month, or that month's last one.
    package func advanced(months: Int) -> CivilDay {
        let (year, month, day) = components
        let count = year * 12 + month - 1 + months
        let (newYear, newMonth) = (count / 12, count % 12 + 1)
        let last = CivilDay.daysInMonth(newMonth, year: newYear)
        return CivilDay(year: newYear, month: newMonth, day: min(day, last)) ?? self
    }
}
