import Metering

/// The periods of one month over which figures of a panel left.
struct ReleasedPeriods {
    /// A bit for each day of which a daily figure left: 1 << 1 is the first.
    private var days: UInt32 = 0
    /// Periods of several days, cut at the ends of the month.
    private var spans: [MonthSpan] = []
    private(set) var unit = Int64.max

    mutating func add(_ span: MonthSpan, unit: Int64) {
        self.unit = min(self.unit, unit)
        if span.isDay { days |= span.bits } else if !spans.contains(span) { spans.append(span) }
    }

    mutating func add(days: UInt32, unit: Int64) {
        self.days |= days
        self.unit = min(self.unit, unit)
    }

    func spans(in month: Month) -> [MonthSpan] {
        spans + (1...31).filter { days & 1 << UInt32($0) != 0 }.map { MonthSpan(month: month, days: $0...$0) }
    }

    mutating func add(_ other: ReleasedPeriods) {
        days |= other.days
        spans += other.spans.filter { !spans.contains($0) }
        unit = min(unit, other.unit)
    }

    func adding(_ span: MonthSpan, unit: Int64) -> ReleasedPeriods {
        var periods = self
        periods.add(span, unit: unit)
        return periods
    }

    /// Whether this very figure left, rounded no more coarsely.
    func contain(_ span: MonthSpan, unit: Int64) -> Bool {
        unit >= self.unit && (span.isDay ? days & span.bits != 0 : spans.contains(span))
    }

    /// Whether a figure over the span reveals nothing new: it left, or each of its days did, rounded no more coarsely.
    func imply(_ span: MonthSpan, unit: Int64) -> Bool {
        unit >= self.unit && (days & span.bits == span.bits || spans.contains(span))
    }

    /// Whether a figure covers a day of the span.
    func overlap(_ span: MonthSpan) -> Bool {
        days & span.bits != 0 || spans.contains { $0.bits & span.bits != 0 }
    }

    /// The unit to which the figure of the span is rounded; 1 where other figures also cover it.
    func unit(over span: MonthSpan) -> Int64 {
        let isAlone = days & span.bits == (span.isDay ? span.bits : 0)
        return isAlone && spans.allSatisfy { $0 == span || $0.bits & span.bits == 0 } ? unit : 1
    }
}

/// Consecutive days of one month.
struct MonthSpan: Hashable {
    let month: Month
    /// Days of the month, from 1.
    let days: ClosedRange<Int>

    init(month: Month, days: ClosedRange<Int>) {
        self.month = month
        self.days = days
    }

    var isDay: Bool { days.count == 1 }
    var bits: UInt32 { days.reduce(0) { $0 | 1 << UInt32($1) } }

    var period: ClosedRange<CivilDay> {
        let first = month.firstDay
        return first.advanced(by: days.lowerBound - 1)...first.advanced(by: days.upperBound - 1)
    }

    /// The parts of a period in each month that it touches.
    static func parts(of period: ClosedRange<CivilDay>) -> [MonthSpan] {
        var parts: [MonthSpan] = []
        var first = period.lowerBound
        while first <= period.upperBound {
            let last = min(first.lastOfMonth, period.upperBound)
            let days = first.components.day...last.components.day
            parts.append(MonthSpan(month: Month(of: first), days: days))
            first = last.advanced(by: 1)
        }
        return parts
    }
}

/// A month of the civil calendar.
struct Month: Hashable, Comparable {
    /// Months since year 0.
    let number: Int

    init(of day: CivilDay) {
        let (year, month, _) = day.components
        number = year * 12 + month - 1
    }

    private init(number: Int) { self.number = number }

    func advanced(by months: Int) -> Month { Month(number: number + months) }

    /// Precondition: the month is one of a civil day.
    var firstDay: CivilDay {
        CivilDay(year: number / 12, month: number % 12 + 1, day: 1) ?? CivilDay(daysSinceEpoch: 0)
    }

    static func < (left: Month, right: Month) -> Bool { left.number < right.number }
}
