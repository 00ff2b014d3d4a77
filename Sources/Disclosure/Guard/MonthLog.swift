/// The figures of one month that somebody has seen, with the results of the tests made on them.
struct MonthLog {
    private(set) var periods: [Panel: ReleasedPeriods] = [:]
    /// Every span that some figure has.
    private(set) var spans: Set<MonthSpan> = []
    /// The single days among the spans.
    private var daysAlone: UInt32 = 0
    /// Panels that were held in this month whatever their energies, and stay held until there are other compatible
    /// panels.
    var held: [Panel: HoldReason] = [:]

    init() {}

    /// The figures of another log, without any results of tests. Costs nothing until one of the two changes.
    init(figuresOf other: MonthLog) {
        (periods, spans, daysAlone) = (other.periods, other.spans, other.daysAlone)
    }

    mutating func record(_ panel: Panel, over span: MonthSpan, unit: Int64) {
        periods[panel, default: ReleasedPeriods()].add(span, unit: unit)
        spans.insert(span)
    }

    /// Records figures of single days.
    mutating func record(_ panel: Panel, days: UInt32, of month: Month, unit: Int64) {
        periods[panel, default: ReleasedPeriods()].add(days: days, unit: unit)
        var news = days & ~daysAlone
        daysAlone |= days
        while news != 0 {
            let day = news.trailingZeroBitCount
            spans.insert(MonthSpan(month: month, days: day...day))
            news &= news - 1
        }
    }

    /// The panels that have figures on a day of a span.
    func panels(over span: MonthSpan) -> [Panel] {
        periods.filter { !$0.key.points.isEmpty && $0.value.overlap(span) }.map(\.key)
    }

    /// Lets panels be asked for again that were held, since there are others to compare with.
    mutating func dropResults() { held = [:] }

    /// The spans of the figures of some panels.
    func spans(of panels: Set<Panel>, in month: Month) -> Set<MonthSpan> {
        panels.reduce(into: []) { if let periods = periods[$1] { $0.formUnion(periods.spans(in: month)) } }
    }
}

extension Set<MonthSpan> {
    /// A span and all of these that overlap it, cut wherever one begins or ends: within a piece, every day has the same
    /// figures.
    func pieces(around span: MonthSpan) -> [MonthSpan] {
        let spans = self
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
}

extension [Month: MonthLog] {
    /// The panels that have figures in a month, the one before or the one after.
    func panels(near month: Month) -> Set<Panel> {
        (-1...1).reduce(into: []) { panels, near in
            if let log = self[month.advanced(by: near)] { panels.formUnion(log.periods.keys) }
        }
    }
}
