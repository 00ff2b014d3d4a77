import Metering

/// The figures of one kind of energy that an audience has seen, by month, with the points whose energies it knows.
///
/// Guarantees that an admitted figure, with all recorded ones, isolates no group of fewer holders than the protection
/// asks, on any day and so over any longer period. Figures of one month are tested as if they were of the same days,
/// since consumption changes little within a month: a figure of the 3rd may be subtracted from one of the 20th. A new
/// panel is tested together with those of the months before and after.
///
/// Points that the audience knows are taken out of every panel first: they protect nobody from it.
///
/// Costs a hash look-up for a panel that was admitted in the month and needs no values; a new panel costs its points
/// once, and the tests of `CompatiblePanels`. Not safe to use from several threads at once.
///
/// Source: docs/decisions/0008; the proof is in docs/decisions/0025.
final class AudienceView {
    private let population: Population
    private let protection: Protection
    /// The points whose energies the audience has: its own, and those whose holders agreed to share theirs with it.
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

    /// The view of an audience that sees all that another one sees. Copies the other's months: costs the points of its
    /// panels where the audience knows points, else one reference a panel.
    convenience init(widening view: AudienceView, _ protection: Protection, known: Panel) {
        self.init(view.population, protection, known: known, isSigned: view.isSigned)
        for (month, log) in view.months {
            months[month, default: MonthLog()].record(log, seenAs: unknown)
        }
    }

    /// The panel without the points that the audience knows.
    private func unknown(_ panel: Panel) -> Panel {
        if known.points.isEmpty { return panel }
        if let projection = projections[panel] { return projection }
        let projection = panel.subtracting(known)
        projections[panel] = projection
        return projection
    }

    /// Counts a figure as seen, without testing it.
    func record(_ release: GuardedRelease) {
        let panel = unknown(release.panel)
        if panel.points.isEmpty { return }
        for span in MonthSpan.parts(of: release.period) {
            months[span.month, default: MonthLog()].record(panel, over: span, unit: release.unit)
        }
    }

    /// Counts figures of single days of a month as seen, without testing them.
    func record(_ days: GuardedDays) {
        let panel = unknown(days.panel)
        if panel.points.isEmpty { return }
        let month = Month(of: days.month)
        months[month, default: MonthLog()].record(panel, days: days.days, of: month, unit: days.unit)
    }

    /// Whether the figure may leave besides all that are recorded. Without energies, a figure that needs them is held.
    func admits(_ release: GuardedRelease, _ energies: PointEnergies?) -> Bool {
        let panel = unknown(release.panel)
        return panel.points.isEmpty
            || MonthSpan.parts(of: release.period).allSatisfy { admits(panel, over: $0, unit: release.unit, energies) }
    }

    private func admits(_ panel: Panel, over span: MonthSpan, unit: Int64, _ energies: PointEnergies?) -> Bool {
        if let known = knownAnswer(panel, over: span, unit: unit) { return known }
        let candidate = Candidate(panel: panel, span: span, unit: unit, energies: energies)
        let compatible = months[span.month]?.compatible ?? inheritedPanels(for: span.month)
        if let compatible, let answer = answer(candidate, compatible) { return answer }
        if compatible.map({ claimsRenewal($0, of: span.month) }) ?? true, let renewed = renewedPanels(for: span.month),
            let answer = answer(candidate, renewed)
        {
            return answer
        }
        months[span.month, default: MonthLog()].held.insert(panel)
        return false
    }

    /// The answer that needs no test: yes where recorded figures imply this one, no where the panel was held before in
    /// this month.
    private func knownAnswer(_ panel: Panel, over span: MonthSpan, unit: Int64) -> Bool? {
        guard let log = months[span.month] else { return nil }
        if let periods = log.periods[panel], periods.imply(span, unit: unit) { return true }
        return log.held.contains(panel) ? false : nil
    }

    /// A panel about to be tested over a span of one month.
    private struct Candidate {
        let panel: Panel
        let span: MonthSpan
        let unit: Int64
        let energies: PointEnergies?
    }

    /// Whether the candidate may be published with the compatible panels. Nil where the panel is not compatible with
    /// them whatever its energies.
    private func answer(_ candidate: Candidate, _ compatible: CompatiblePanels) -> Bool? {
        let pieces = pieces(around: candidate.span)
        if compatible.contains(candidate.panel) {
            return pieces.allSatisfy {
                leavesEnoughRange(compatible, over: $0, candidate) || admitsAlone(candidate, over: $0)
            }
        }
        var areValuesAsked = false
        let isAdmitted = compatible.admit(candidate.panel) {
            areValuesAsked = true
            return pieces.allSatisfy { leavesEnoughRange(compatible, over: $0, candidate) }
        }
        guard isAdmitted || areValuesAsked else { return nil }
        // Recorded as held in this month: a panel that is released on some days and held on others, depending on its
        // values, would reveal something of them.
        if !isAdmitted, candidate.energies != nil {
            months[candidate.span.month, default: MonthLog()].held.insert(candidate.panel)
        }
        return isAdmitted
    }

    // MARK: Compatible panels

    /// Rebuilds the compatible panels from those of this month and its neighbours, dropping older ones all at once. Nil
    /// where those are not compatible with each other.
    private func renewedPanels(for month: Month) -> CompatiblePanels? {
        guard let compatible = compatiblePanels(of: panels(near: month)) else { return nil }
        adopt(compatible, in: month)
        return compatible
    }

    /// The compatible panels of the month before, taken over for this one; nil where they do not cover it.
    private func inheritedPanels(for month: Month) -> CompatiblePanels? {
        guard let compatible = panelsOfMonthBefore(month) else { return nil }
        adopt(compatible, in: month)
        return compatible
    }

    private func adopt(_ compatible: CompatiblePanels, in month: Month) {
        months[month, default: MonthLog()].adopt(compatible)
        for near in [-1, 1] where months[month.advanced(by: near)]?.compatible !== compatible {
            months[month.advanced(by: near)]?.compatible = nil
        }
    }

    private func panels(near month: Month) -> Set<Panel> {
        (-1...1).reduce(into: []) { panels, near in
            if let log = months[month.advanced(by: near)] { panels.formUnion(log.periods.keys) }
        }
    }

    /// Whether a rebuild may help: some panels are no longer near the month, and at least twice as many are near it as
    /// at the last rebuild, which is recorded. Bounds the rebuilds of a month to the logarithm of its panels; one
    /// costs milliseconds at a country's size.
    private func claimsRenewal(_ compatible: CompatiblePanels, of month: Month) -> Bool {
        let ofMonths = (-1...1).map { months[month.advanced(by: $0)]?.periods.count ?? 0 }
        guard compatible.count > ofMonths.max() ?? 0 else { return false }
        let near = panels(near: month).count
        guard compatible.count > near, near > 2 * (months[month]?.renewedAt ?? 0) else { return false }
        months[month, default: MonthLog()].renewedAt = near
        return true
    }

    /// The compatible panels of the month before, where neither this month nor the next has figures yet.
    private func panelsOfMonthBefore(_ month: Month) -> CompatiblePanels? {
        guard months[month]?.periods.isEmpty ?? true, months[month.advanced(by: 1)] == nil else { return nil }
        return months[month.advanced(by: -1)]?.compatible
    }

    private func compatiblePanels(of panels: some Sequence<Panel>) -> CompatiblePanels? {
        let compatible = CompatiblePanels(population, protection)
        let inOrder = panels.sorted { ($0.count, $0.fingerprint) > ($1.count, $1.fingerprint) }
        return inOrder.allSatisfy { compatible.admit($0) } ? compatible : nil
    }

    // MARK: Values

    /// The span and all that overlaps it, cut wherever a figure begins or ends: within a piece, every day has the same
    /// figures.
    private func pieces(around span: MonthSpan) -> [MonthSpan] {
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

    private func leavesEnoughRange(_ compatible: CompatiblePanels, over days: MonthSpan, _ candidate: Candidate) -> Bool
    {
        if isSigned || !compatible.needsValues { return true }
        let log = months[days.month] ?? MonthLog()
        // A figure published again, more finely or over other days, is rounded less: earlier results do not hold.
        let isRepeated = log.periods[candidate.panel]?.overlap(days) ?? false
        var passed = isRepeated ? CompatiblePanels.PassedTests() : log.passed[days] ?? CompatiblePanels.PassedTests()
        if compatible.haveAllPassed(passed) { return true }
        guard let energies = candidate.energies else { return false }
        let rounding = rounding(over: days, candidate)
        let isEnough = compatible.leavesEnoughRange(over: days.period, energies, &passed, rounding: rounding)
        months[days.month, default: MonthLog()].passed[days] = passed
        return isEnough
    }

    /// Where the compatible panels together leave too narrow a range: whether those of them that have figures on these
    /// days leave enough, with this one.
    private func admitsAlone(_ candidate: Candidate, over days: MonthSpan) -> Bool {
        guard let energies = candidate.energies else { return false }
        let log = months[days.month] ?? MonthLog()
        let released = log.periods.filter { $0.value.overlap(days) }.keys
        guard let compatible = log.narrow[days] ?? compatiblePanels(of: released) else { return false }
        months[days.month, default: MonthLog()].narrow[days] = compatible
        let rounding = rounding(over: days, candidate)
        func isEnough() -> Bool {
            var passed = CompatiblePanels.PassedTests()
            return compatible.leavesEnoughRange(over: days.period, energies, &passed, rounding: rounding)
        }
        let isAsked = candidate.span.days.overlaps(days.days)
        return !isAsked || compatible.contains(candidate.panel)
            ? isEnough() : compatible.admit(candidate.panel, provided: isEnough)
    }

    /// The unit to which each panel's figure is rounded, with the candidate published.
    private func rounding(over days: MonthSpan, _ candidate: Candidate) -> (Panel) -> Int64 {
        let periods = months[days.month]?.periods ?? [:]
        var asking = periods[candidate.panel] ?? ReleasedPeriods()
        asking.add(candidate.span, unit: candidate.unit)
        return { panel in (panel == candidate.panel ? asking : periods[panel])?.unit(over: days) ?? 1 }
    }
}
