import Metering
import Store

/// A calendar month in Paris, by which pages of readings are kept: twelve times the year, and the month from 0.
struct ReadingMonth: Hashable, Comparable, Sendable {
    let number: UInt16

    /// Moments that no reading has, before the year 5 and after the year 5000, count to the nearest month between.
    private static let counted: ClosedRange<Int64> = -62_000_000_000...95_000_000_000

    init(containing instant: Instant) {
        let seconds = min(max(instant.secondsSinceEpoch, Self.counted.lowerBound), Self.counted.upperBound)
        self.init(of: CivilDay(containing: Instant(secondsSinceEpoch: seconds)))
    }

    init(of day: CivilDay) {
        let (year, month, _) = day.components
        number = UInt16(clamping: year * 12 + month - 1)
    }

    init(number: UInt16) { self.number = number }

    func advanced(by months: Int) -> ReadingMonth { ReadingMonth(number: UInt16(clamping: Int(number) + months)) }

    var days: ClosedRange<CivilDay> {
        let first =
            CivilDay(year: Int(number) / 12, month: Int(number) % 12 + 1, day: 1) ?? CivilDay(daysSinceEpoch: 0)
        return first...first.lastOfMonth
    }

    static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// Remembers the month asked for last: readings that follow each other are of one month, or of few.
struct RecentMonth {
    private var month = ReadingMonth(number: 0)
    private var seconds: Range<Int64> = 0..<0

    mutating func month(containing instant: Instant) -> ReadingMonth {
        if seconds.contains(instant.secondsSinceEpoch) { return month }
        month = ReadingMonth(containing: instant)
        let days = month.days
        seconds = days.lowerBound.start.secondsSinceEpoch..<days.upperBound.end.secondsSinceEpoch
        return month
    }
}
