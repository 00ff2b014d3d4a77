/// The figures of one month that an audience has seen, with the results of the tests made on them.
struct MonthLog {
    private(set) var periods: [Panel: ReleasedPeriods] = [:]
    /// Every span that some figure has.
    private(set) var spans: Set<MonthSpan> = []
    /// The single days among the spans.
    private var daysAlone: UInt32 = 0
    /// The panels of the month found compatible, or of it and its neighbours; nil before the first test, and after a
    /// panel was recorded that is not among them.
    var compatible: CompatiblePanels?
    /// The tests of `compatible` that were passed, by span.
    var passed: [MonthSpan: CompatiblePanels.PassedTests] = [:]
    /// By span over which `compatible` leaves too narrow a range: those of its panels that have figures there.
    var narrow: [MonthSpan: CompatiblePanels] = [:]
    /// Panels that were held in this month, and stay held until `compatible` is replaced.
    var held: [Panel: HoldReason] = [:]
    /// The number of panels of this month and its neighbours when `compatible` was last rebuilt from them alone.
    var renewedAt = 0

    /// Records a figure over a span. Keeps the results of tests that it cannot change.
    mutating func record(_ panel: Panel, over span: MonthSpan, unit: Int64) {
        if periods[panel]?.overlap(span) ?? false { passed = [:] }
        periods[panel, default: ReleasedPeriods()].add(span, unit: unit)
        spans.insert(span)
        if let compatible, !compatible.contains(panel) { self.compatible = nil }
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
        if let compatible, !compatible.contains(panel) { self.compatible = nil }
        (passed, narrow) = ([:], [:])
    }

    /// Records the figures that another audience has seen of the same month, each panel mapped by `projection`.
    mutating func record(_ other: MonthLog, seenAs projection: (Panel) -> Panel) {
        for (panel, periods) in other.periods {
            self.periods[projection(panel), default: ReleasedPeriods()].add(periods)
        }
        spans.formUnion(other.spans)
    }

    /// The span and all that overlaps it, cut wherever a figure begins or ends: within a piece, every day has the same
    /// figures.
    func pieces(around span: MonthSpan) -> [MonthSpan] {
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

    /// The unit to which each panel's figure over a span is rounded, with one more figure of a panel.
    func rounding(
        over days: MonthSpan, adding panel: Panel, over span: MonthSpan, unit: Int64
    ) -> (Panel) -> Int64 {
        var asking = periods[panel] ?? ReleasedPeriods()
        asking.add(span, unit: unit)
        return { [periods] other in (other == panel ? asking : periods[other])?.unit(over: days) ?? 1 }
    }

    /// Replaces the compatible panels; cached test results and held panels are dropped.
    mutating func adopt(_ compatible: CompatiblePanels) {
        self.compatible = compatible
        passed = [:]
        held = [:]
    }
}
