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
    private var months: [Month: MonthLog] = [:]
    private var projections: [Panel: Panel] = [:]

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
            months[month, default: MonthLog()].record(log, seenAs: unknown)
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
            months[span.month, default: MonthLog()].record(panel, over: span, unit: release.unit)
        }
    }

    func record(_ days: GuardedDays) {
        let panel = unknown(days.panel)
        if panel.points.isEmpty { return }
        let month = Month(of: days.month)
        months[month, default: MonthLog()].record(panel, days: days.days, of: month, unit: days.unit)
    }

    /// Whether the figure may leave besides all that are recorded. Without energies, only what needs none is admitted.
    func admits(_ release: GuardedRelease, _ energies: PointEnergies?) -> Bool {
        let panel = unknown(release.panel)
        return panel.points.isEmpty
            || MonthSpan.parts(of: release.period).allSatisfy { admits(panel, over: $0, unit: release.unit, energies) }
    }

    private func admits(_ panel: Panel, over span: MonthSpan, unit: Int64, _ energies: PointEnergies?) -> Bool {
        if let known = knownAnswer(panel, over: span, unit: unit) { return known }
        let question = Question(panel: panel, span: span, unit: unit, energies: energies)
        let family = months[span.month]?.family ?? adoptedFamily(for: span.month)
        if let family, let answer = answer(question, family) { return answer }
        if family.map({ claimsRenewal($0, of: span.month) }) ?? true, let renewed = renewedFamily(for: span.month),
            let answer = answer(question, renewed)
        {
            return answer
        }
        months[span.month, default: MonthLog()].held.insert(panel)
        return false
    }

    /// The answer to what left already, and to what was held for the whole month.
    private func knownAnswer(_ panel: Panel, over span: MonthSpan, unit: Int64) -> Bool? {
        guard let log = months[span.month] else { return nil }
        if let periods = log.periods[panel], periods.imply(span, unit: unit) { return true }
        return log.held.contains(panel) ? false : nil
    }

    private struct Question {
        let panel: Panel
        let span: MonthSpan
        let unit: Int64
        let energies: PointEnergies?
    }

    /// Nil where the panel may not come into the family whatever its energies.
    private func answer(_ question: Question, _ family: Family) -> Bool? {
        let classes = classes(around: question.span)
        if family.contains(question.panel) {
            return classes.allSatisfy { isWide(family, over: $0, question) || admitsAlone(question, over: $0) }
        }
        var areValuesAsked = false
        let isAdmitted = family.admit(question.panel) {
            areValuesAsked = true
            return classes.allSatisfy { isWide(family, over: $0, question) }
        }
        guard isAdmitted || areValuesAsked else { return nil }
        // It is held for the whole month: coming and going with its values would tell of them.
        if !isAdmitted, question.energies != nil {
            months[question.span.month, default: MonthLog()].held.insert(question.panel)
        }
        return isAdmitted
    }

    // MARK: Families

    /// A family of the panels of the month and its neighbours. Panels of older months stay until one of them stands in
    /// the way, and then leave together.
    private func renewedFamily(for month: Month) -> Family? {
        guard let family = family(of: panels(near: month)) else { return nil }
        adopt(family, in: month)
        return family
    }

    private func adoptedFamily(for month: Month) -> Family? {
        guard let family = earlierFamily(than: month) else { return nil }
        adopt(family, in: month)
        return family
    }

    private func adopt(_ family: Family, in month: Month) {
        months[month, default: MonthLog()].adopt(family)
        for near in [-1, 1] where months[month.advanced(by: near)]?.family !== family {
            months[month.advanced(by: near)]?.family = nil
        }
    }

    private func panels(near month: Month) -> Set<Panel> {
        (-1...1).reduce(into: []) { panels, near in
            if let log = months[month.advanced(by: near)] { panels.formUnion(log.periods.keys) }
        }
    }

    /// Whether a family has panels that are near the month no more, and twice as many are near it as when this was last
    /// so, which is remembered. Uniting a country's panels takes milliseconds: not for a refusal by a family that has no others.
    private func claimsRenewal(_ family: Family, of month: Month) -> Bool {
        let ofMonths = (-1...1).map { months[month.advanced(by: $0)]?.periods.count ?? 0 }
        guard family.count > ofMonths.max() ?? 0 else { return false }
        let near = panels(near: month).count
        guard family.count > near, near > 2 * (months[month]?.renewedAt ?? 0) else { return false }
        months[month, default: MonthLog()].renewedAt = near
        return true
    }

    /// The family of the month before, where all figures of this month and the next are of its panels.
    private func earlierFamily(than month: Month) -> Family? {
        guard months[month]?.periods.isEmpty ?? true, months[month.advanced(by: 1)] == nil else { return nil }
        return months[month.advanced(by: -1)]?.family
    }

    private func family(of panels: some Sequence<Panel>) -> Family? {
        let family = Family(population, protection)
        let inOrder = panels.sorted { ($0.count, $0.fingerprint) > ($1.count, $1.fingerprint) }
        return inOrder.allSatisfy { family.admit($0) } ? family : nil
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

    private func isWide(_ family: Family, over days: MonthSpan, _ question: Question) -> Bool {
        if isSigned || !family.isExposed { return true }
        let log = months[days.month] ?? MonthLog()
        // A figure published again, more finely or over other days, is rounded less.
        let isRepeated = log.periods[question.panel]?.overlap(days) ?? false
        var clearance = isRepeated ? Family.Clearance() : log.clearances[days] ?? Family.Clearance()
        if family.isWide(by: clearance) { return true }
        guard let energies = question.energies else { return false }
        let rounding = rounding(over: days, question)
        let isWide = family.isWide(over: days.period, energies, &clearance, rounding: rounding)
        months[days.month, default: MonthLog()].clearances[days] = clearance
        return isWide
    }

    /// Where the family is not wide as a whole: whether those panels of it that have figures there are, with this one.
    private func admitsAlone(_ question: Question, over days: MonthSpan) -> Bool {
        guard let energies = question.energies else { return false }
        let log = months[days.month] ?? MonthLog()
        let released = log.periods.filter { $0.value.overlap(days) }.keys
        guard let family = log.narrow[days] ?? self.family(of: released) else { return false }
        months[days.month, default: MonthLog()].narrow[days] = family
        let rounding = rounding(over: days, question)
        func isWide() -> Bool {
            var clearance = Family.Clearance()
            return family.isWide(over: days.period, energies, &clearance, rounding: rounding)
        }
        let isAsked = question.span.days.overlaps(days.days)
        return !isAsked || family.contains(question.panel) ? isWide() : family.admit(question.panel, provided: isWide)
    }

    /// To what each panel's figure is rounded, once the question is answered.
    private func rounding(over days: MonthSpan, _ question: Question) -> (Panel) -> Int64 {
        let periods = months[days.month]?.periods ?? [:]
        var asking = periods[question.panel] ?? ReleasedPeriods()
        asking.add(question.span, unit: question.unit)
        return { panel in (panel == question.panel ? asking : periods[panel])?.unit(over: days) ?? 1 }
    }
}
