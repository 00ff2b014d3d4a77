/// The figures of one month that an audience has seen, and what was found out about them.
struct MonthLog {
    private(set) var periods: [Panel: ReleasedPeriods] = [:]
    /// Every span that some figure has.
    private(set) var spans: Set<MonthSpan> = []
    /// The days among them that were recorded together.
    private var daysAlone: UInt32 = 0
    /// A family of all panels.
    var family: Family?
    /// What was found wide in the family, span by span.
    var clearances: [MonthSpan: Family.Clearance] = [:]
    /// Where the family is not wide: families of those of its panels that have figures there.
    var narrow: [MonthSpan: Family] = [:]
    /// Panels that the family does not take in.
    var held: Set<Panel> = []
    /// How many panels there were near when older ones were last left out.
    var renewedAt = 0

    mutating func record(_ panel: Panel, over span: MonthSpan, unit: Int64) {
        if periods[panel]?.overlap(span) ?? false { clearances = [:] }
        periods[panel, default: ReleasedPeriods()].add(span, unit: unit)
        spans.insert(span)
        if let family, !family.contains(panel) { self.family = nil }
        if !narrow.isEmpty {
            narrow = narrow.filter { !$0.key.days.overlaps(span.days) || $0.value.contains(panel) }
        }
    }

    /// Days that left one by one, of which nothing has been found out yet.
    mutating func record(_ panel: Panel, days: UInt32, of month: Month, unit: Int64) {
        periods[panel, default: ReleasedPeriods()].add(days: days, unit: unit)
        var news = days & ~daysAlone
        daysAlone |= days
        while news != 0 {
            let day = news.trailingZeroBitCount
            spans.insert(MonthSpan(month: month, days: day...day))
            news &= news - 1
        }
        if let family, !family.contains(panel) { self.family = nil }
        (clearances, narrow) = ([:], [:])
    }

    /// The figures that another audience has seen of the same month, as this one sees their panels.
    mutating func record(_ other: MonthLog, seenAs projection: (Panel) -> Panel) {
        for (panel, periods) in other.periods {
            self.periods[projection(panel), default: ReleasedPeriods()].add(periods)
        }
        spans.formUnion(other.spans)
    }

    mutating func adopt(_ family: Family) {
        self.family = family
        clearances = [:]
        held = []
    }
}
