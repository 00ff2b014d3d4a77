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

    /// Nil where the figure may leave besides all that are recorded. Without energies, a figure that needs them is
    /// held.
    func refusal(of release: GuardedRelease, _ energies: PointEnergies?) -> HoldReason? {
        let panel = unknown(release.panel)
        if panel.points.isEmpty { return nil }
        let reason = firstRefusal(MonthSpan.parts(of: release.period)) { span in
            refusal(of: Candidate(panel: panel, span: span, unit: release.unit, energies: energies))
        }
        return reason.map { HoldReason($0.check, against: recorded($0.panels.filter { $0 != panel })) }
    }

    /// The panels as they were recorded, of panels without the points that the audience knows.
    private func recorded(_ panels: [Panel]) -> [Panel] {
        if known.points.isEmpty { return panels }
        return projections.filter { panels.contains($0.value) }.map(\.key)
    }

    private func refusal(of candidate: Candidate) -> HoldReason? {
        let (panel, month) = (candidate.panel, candidate.span.month)
        let log = months[month] ?? MonthLog()
        if let periods = log.periods[panel], periods.imply(candidate.span, unit: candidate.unit) { return nil }
        if let earlier = log.held[panel] { return HoldReason(.heldBefore, against: earlier.panels) }
        let compatible = log.compatible ?? inheritedPanels(for: month)
        var outcome =
            compatible.map { test(candidate, with: $0) } ?? .incompatible(HoldReason(.earlierFigures, against: []))
        if case .incompatible = outcome, compatible.map({ claimsRenewal($0, of: month) }) ?? true,
            let renewed = renewedPanels(for: month)
        {
            outcome = test(candidate, with: renewed)
        }
        switch outcome {
        case .admitted: return nil
        case .held(let reason): return reason
        case .incompatible(let reason):
            months[month, default: MonthLog()].held[panel] = reason
            return reason
        }
    }

    private func firstRefusal(_ spans: [MonthSpan], _ test: (MonthSpan) -> HoldReason?) -> HoldReason? {
        for span in spans {
            if let reason = test(span) { return reason }
        }
        return nil
    }

    /// A panel about to be tested over a span of one month.
    private struct Candidate {
        let panel: Panel
        let span: MonthSpan
        let unit: Int64
        let energies: PointEnergies?
    }

    private enum Outcome {
        case admitted
        /// Compatible with the others, and held for the energies of the days asked.
        case held(HoldReason)
        /// Not compatible with the others whatever its energies.
        case incompatible(HoldReason)
    }

    /// Whether the candidate may be published with the compatible panels.
    private func test(_ candidate: Candidate, with compatible: CompatiblePanels) -> Outcome {
        let pieces = (months[candidate.span.month] ?? MonthLog()).pieces(around: candidate.span)
        if compatible.contains(candidate.panel) {
            let reason = firstRefusal(pieces) { piece in
                rangeRefusal(compatible, over: piece, candidate).flatMap { refusalAlone(candidate, over: piece, $0) }
            }
            return reason.map { .held($0) } ?? .admitted
        }
        var areValuesAsked = false
        let reason = compatible.refusal(adding: candidate.panel) {
            areValuesAsked = true
            return firstRefusal(pieces) { rangeRefusal(compatible, over: $0, candidate) }
        }
        guard let reason else { return .admitted }
        guard areValuesAsked else { return .incompatible(reason) }
        // Recorded as held in this month: a panel that is released on some days and held on others, depending on its
        // values, would reveal something of them.
        if candidate.energies != nil {
            months[candidate.span.month, default: MonthLog()].held[candidate.panel] = reason
        }
        return .held(reason)
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
        return inOrder.allSatisfy { compatible.refusal(adding: $0) == nil } ? compatible : nil
    }

    // MARK: Values

    /// Nil where the compatible panels leave enough range over the days, or need no values.
    private func rangeRefusal(
        _ compatible: CompatiblePanels, over days: MonthSpan, _ candidate: Candidate
    ) -> HoldReason? {
        if isSigned || !compatible.needsValues { return nil }
        let log = months[days.month] ?? MonthLog()
        // A figure published again, more finely or over other days, is rounded less: earlier results do not hold.
        let isRepeated = log.periods[candidate.panel]?.overlap(days) ?? false
        var passed = isRepeated ? CompatiblePanels.PassedTests() : log.passed[days] ?? CompatiblePanels.PassedTests()
        if compatible.haveAllPassed(passed) { return nil }
        guard let energies = candidate.energies else { return HoldReason(.energiesNotGiven, against: []) }
        let rounding = rounding(over: days, candidate)
        let reason = compatible.rangeRefusal(over: days.period, energies, &passed, rounding: rounding)
        months[days.month, default: MonthLog()].passed[days] = passed
        return reason
    }

    /// Where all compatible panels together leave too narrow a range: nil where those of them that have figures on
    /// these days leave enough, with this one. `reason` is that of all together.
    private func refusalAlone(_ candidate: Candidate, over days: MonthSpan, _ reason: HoldReason) -> HoldReason? {
        guard let energies = candidate.energies else { return reason }
        let log = months[days.month] ?? MonthLog()
        let released = log.periods.filter { $0.value.overlap(days) }.keys
        guard let compatible = log.narrow[days] ?? compatiblePanels(of: released) else { return reason }
        months[days.month, default: MonthLog()].narrow[days] = compatible
        let rounding = rounding(over: days, candidate)
        func range() -> HoldReason? {
            var passed = CompatiblePanels.PassedTests()
            return compatible.rangeRefusal(over: days.period, energies, &passed, rounding: rounding)
        }
        let isAsked = candidate.span.days.overlaps(days.days)
        if !isAsked || compatible.contains(candidate.panel) { return range() }
        return compatible.refusal(adding: candidate.panel, provided: range)
    }

    private func rounding(over days: MonthSpan, _ candidate: Candidate) -> (Panel) -> Int64 {
        (months[days.month] ?? MonthLog()).rounding(
            over: days, adding: candidate.panel, over: candidate.span, unit: candidate.unit)
    }
}
