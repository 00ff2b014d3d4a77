import Metering

/// What one audience sees of one stream, month by month, and knows besides.
///
/// Figures of the same month count as figures of the same days, since consumption changes little within one: a
/// figure of the 3rd may be subtracted from one of the 20th. A new panel is tested against those of the months before
/// and after too. That a group cannot be isolated on any single day suffices for all longer periods.
final class Circle {
    private let population: Population
    private let protection: Protection
    /// Points whose energies the audience has: its own, and those whose holders agreed to share theirs with it.
    private let known: Panel
    /// Whether energies may be negative, as differences of editions are: then no interval has an end.
    private let isSigned: Bool
    private var months: [Month: Log] = [:]
    private var projections: [Panel: Panel] = [:]

    /// The figures of one month.
    private struct Log {
        var periods: [Panel: ReleasedPeriods] = [:]
        var spans: Set<MonthSpan> = []
        var family: Family?
        /// The exposures of the family that were found wide, span by span.
        var clear: [MonthSpan: Set<Int>] = [:]
        /// How many panels there were near when older ones were last left out.
        var renewedAt = 0
        /// Panels that the family does not take in.
        var held: Set<Panel> = []
    }

    init(_ population: Population, _ protection: Protection, known: Panel, isSigned: Bool) {
        self.population = population
        self.protection = protection
        self.known = known
        self.isSigned = isSigned
    }

    /// The circle of an audience that sees all that another one sees.
    convenience init(widening circle: Circle, _ protection: Protection, known: Panel) {
        self.init(circle.population, protection, known: known, isSigned: circle.isSigned)
        for (month, log) in circle.months {
            for (panel, periods) in log.periods {
                months[month, default: Log()].periods[unknown(panel), default: ReleasedPeriods()].add(periods)
            }
            months[month]?.spans = log.spans
        }
    }

    /// The panel without the points that the audience knows anyway.
    private func unknown(_ panel: Panel) -> Panel {
        if known.points.isEmpty { return panel }
        if let projection = projections[panel] { return projection }
        let projection = panel.subtracting(known)
        projections[panel] = projection
        return projection
    }

    func record(_ release: GuardedRelease) {
        let panel = unknown(release.panel)
        if panel.points.isEmpty { return }
        for span in MonthSpan.parts(of: release.period) {
            let isRepeated = months[span.month]?.periods[panel]?.overlap(span) ?? false
            months[span.month, default: Log()].periods[panel, default: ReleasedPeriods()].add(span, unit: release.unit)
            months[span.month]?.spans.insert(span)
            // A figure that was published again, more finely or with others, is rounded less.
            if isRepeated { months[span.month]?.clear = [:] }
            if let family = months[span.month]?.family, !family.contains(panel) { months[span.month]?.family = nil }
        }
    }

    /// Whether the figure may leave besides all that are recorded. Without energies, only what needs none is admitted.
    func admits(_ release: GuardedRelease, _ energies: PointEnergies?) -> Bool {
        let panel = unknown(release.panel)
        return panel.points.isEmpty
            || MonthSpan.parts(of: release.period).allSatisfy { admits(panel, over: $0, unit: release.unit, energies) }
    }

    private func admits(_ panel: Panel, over span: MonthSpan, unit: Int64, _ energies: PointEnergies?) -> Bool {
        let month = span.month
        if let periods = months[month]?.periods[panel], periods.imply(span, unit: unit) { return true }
        if months[month]?.held.contains(panel) ?? false { return false }
        guard let family = family(of: month, with: panel) else {
            months[month, default: Log()].held.insert(panel)
            return false
        }
        if months[month]?.family !== family { adopt(family, in: month) }
        if isSigned || !family.isExposed { return true }
        return classes(around: span).allSatisfy { admits(panel, over: $0, asked: span, unit, family, energies) }
    }

    // MARK: Families

    /// A family of all panels of the month and its neighbours, and this one; nil where it may not come in. Panels of
    /// older months stay in until one of them stands in the way, and then leave together.
    private func family(of month: Month, with panel: Panel) -> Family? {
        if let family = months[month]?.family ?? earlierFamily(than: month) {
            if family.admit(panel) { return family }
            let near = panels(near: month)
            let renewedAt = months[month]?.renewedAt ?? 0
            guard family.count > near.count, near.count > 2 * renewedAt else { return nil }
            months[month, default: Log()].renewedAt = near.count
        }
        guard let renewed = self.family(of: panels(near: month)) else { return nil }
        adopt(renewed, in: month)
        return renewed.admit(panel) ? renewed : nil
    }

    private func panels(near month: Month) -> Set<Panel> {
        (-1...1).reduce(into: []) { panels, near in
            if let log = months[month.advanced(by: near)] { panels.formUnion(log.periods.keys) }
        }
    }

    private func adopt(_ family: Family, in month: Month) {
        months[month, default: Log()].family = family
        months[month]?.held = []
        months[month]?.clear = [:]
        for near in [-1, 1] where months[month.advanced(by: near)]?.family !== family {
            months[month.advanced(by: near)]?.family = nil
        }
    }

    /// The family of the month before, where all figures of this month and the next are of its panels.
    private func earlierFamily(than month: Month) -> Family? {
        guard months[month]?.periods.isEmpty ?? true, months[month.advanced(by: 1)] == nil else { return nil }
        return months[month.advanced(by: -1)]?.family
    }

    private func family(of panels: some Sequence<Panel>) -> Family? {
        let family = Family(population, protection)
        let inOrder = panels.sorted { ($0.count, $0.fingerprint) > ($1.count, $1.fingerprint) }
        return inOrder.allSatisfy(family.admit) ? family : nil
    }

    // MARK: Values

    /// The span and all that overlaps it, cut wherever a figure begins or ends.
    private func classes(around span: MonthSpan) -> [MonthSpan] {
        let spans = months[span.month]?.spans ?? []
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

    /// Looks at the values of one class of days: with all panels of the family first, since the others will have their
    /// figures too, and then with those alone that have them.
    private func admits(
        _ panel: Panel, over days: MonthSpan, asked: MonthSpan, _ unit: Int64, _ family: Family,
        _ energies: PointEnergies?
    ) -> Bool {
        guard let energies else { return false }
        let log = months[days.month, default: Log()]
        var asking = log.periods[panel] ?? ReleasedPeriods()
        let isRepeated = asking.overlap(days)
        asking.add(asked, unit: unit)
        let rounding: (Panel) -> Int64 = { other in
            (other == panel ? asking : log.periods[other])?.unit(over: days) ?? 1
        }
        var clear = isRepeated ? [] : log.clear[days, default: []]
        let isWide = family.isWide(over: days.period, energies, clear: &clear, unit: rounding)
        if !isRepeated { months[days.month, default: Log()].clear[days] = clear }
        if isWide { return true }
        var panels = Set(log.periods.filter { $0.value.overlap(days) }.keys)
        if asking.overlap(days) { panels.insert(panel) }
        guard panels.count < family.count, let released = self.family(of: panels) else { return false }
        clear = []
        return released.isWide(over: days.period, energies, clear: &clear, unit: rounding)
    }
}
