/// The figures of one month that somebody has seen, with the results of the tests made on them.
struct MonthLog {
    private(set) var periods: [Panel: ReleasedPeriods] = [:]
    /// Every span that some figure has.
    private(set) var spans: Set<MonthSpan> = []
    /// The single days among the spans.
    private var daysAlone: UInt32 = 0
    /// The tests of the month's compatible panels that were passed, by span.
    var passed: [MonthSpan: SmallGroupTests.Passed] = [:]
    /// By span over which the compatible panels leave too narrow a range: those of them that have figures there.
    var narrow: [MonthSpan: CompatiblePanels] = [:]
    /// Panels that were held in this month, and stay held until the compatible panels are replaced.
    var held: [Panel: HoldReason] = [:]
    /// The number of panels of this month and its neighbours when the compatible panels were last rebuilt from them
    /// alone.
    var renewedAt = 0

    init() {}

    /// The figures of another log, without any results of tests. Costs nothing until one of the two changes.
    init(figuresOf other: MonthLog) {
        (periods, spans, daysAlone) = (other.periods, other.spans, other.daysAlone)
    }

    /// Records a figure over a span. Keeps the results of tests that it cannot change.
    mutating func record(_ panel: Panel, over span: MonthSpan, unit: Int64) {
        if periods[panel]?.overlap(span) ?? false { passed = [:] }
        periods[panel, default: ReleasedPeriods()].add(span, unit: unit)
        spans.insert(span)
        if !narrow.isEmpty {
            narrow = narrow.filter { !$0.key.days.overlaps(span.days) || $0.value.contains(panel) }
        }
    }

    /// Records daily releases restored from the register; cached test results are dropped.
    mutating func record(_ panel: Panel, days: UInt32, of month: Month, unit: Int64) {
        periods[panel, default: ReleasedPeriods()].add(days: days, unit: unit)
        var news = days & ~daysAlone
        daysAlone |= days
        while news != 0 {
            let day = news.trailingZeroBitCount
            spans.insert(MonthSpan(month: month, days: day...day))
            news &= news - 1
        }
        (passed, narrow) = ([:], [:])
    }

    /// The span and all that overlaps it, cut wherever a figure begins or ends: within a piece, every day has the same
    /// figures. `others` are the spans of further figures.
    func pieces(around span: MonthSpan, and others: Set<MonthSpan> = []) -> [MonthSpan] {
        let spans = others.isEmpty ? spans : spans.union(others)
        let near = spans.filter { $0.days.overlaps(span.days) } + [span]
        let first = near.map(\.days.lowerBound).min() ?? 1
        let last = near.map(\.days.upperBound).max() ?? 31
        var starts: Set<Int> = [first]
        for cut in spans.union([span]) {
            starts.formUnion([cut.days.lowerBound, cut.days.upperBound + 1].filter { $0 > first && $0 <= last })
        }
        let sorted = starts.sorted()
        return zip(sorted, sorted.dropFirst() + [last + 1]).map { start, next in
            MonthSpan(month: span.month, days: start...next - 1)
        }
    }

    /// Drops what was tested with energies that may be others now. What was held stays held.
    mutating func dropPassed() { (passed, narrow) = ([:], [:]) }

    /// Drops the results of tests, since the compatible panels were replaced.
    mutating func dropResults() {
        passed = [:]
        held = [:]
    }
}

extension [Month: MonthLog] {
    /// The panels that have figures in a month, the one before or the one after.
    func panels(near month: Month) -> Set<Panel> {
        (-1...1).reduce(into: []) { panels, near in
            if let log = self[month.advanced(by: near)] { panels.formUnion(log.periods.keys) }
        }
    }

    /// The most panels that any of these months has.
    func mostPanels(near month: Month) -> Int {
        (-1...1).map { self[month.advanced(by: $0)]?.periods.count ?? 0 }.max() ?? 0
    }
}
