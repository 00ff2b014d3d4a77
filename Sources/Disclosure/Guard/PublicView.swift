import Metering

/// The figures of one kind of energy that everybody sees, by month, under one protection.
///
/// Guarantees that an admitted figure, with all recorded ones, isolates no group of fewer holders than the protection
/// asks, on any day and so over any longer period. Figures of one month are tested as if they were of the same days,
/// since consumption changes little within a month: a figure of the 3rd may be subtracted from one of the 20th. A new
/// panel is tested together with those of the months before and after.
///
/// Points that everybody knows are taken out of every panel: they protect nobody.
///
/// Costs a hash look-up for a panel that was admitted in the month and needs no values; a new panel costs its points
/// once, and the tests of `CompatiblePanels`. A copy costs nothing until one of the two changes.
///
/// Source: docs/decisions/0008; the proof is in docs/decisions/0025.
struct PublicView {
    private(set) var population: Population
    private let protection: Protection
    /// The points whose energies everybody has.
    private let known: Panel
    /// Whether energies may be negative, as differences of editions are: then no interval has an end.
    let isSigned: Bool
    private(set) var months: [Month: MonthLog] = [:]
    private var panels = MonthlyPanels()
    /// How often figures were recorded that make an earlier test of energies worthless.
    private(set) var repeats = 0

    init(_ population: Population, _ protection: Protection, known: Panel, isSigned: Bool) {
        self.population = population
        self.protection = protection
        self.known = known
        self.isSigned = isSigned
    }

    /// The same figures under another protection, or where everybody knows other points. Costs nothing until one of the
    /// two changes.
    init(figuresOf view: PublicView, under protection: Protection? = nil, knowing known: Panel? = nil) {
        self.init(view.population, protection ?? view.protection, known: known ?? view.known, isSigned: view.isSigned)
        months = view.months.mapValues(MonthLog.init(figuresOf:))
    }

    /// Counts a figure as seen, without testing it.
    mutating func record(_ release: GuardedRelease) {
        if release.panel.points.isEmpty { return }
        for span in MonthSpan.parts(of: release.period) {
            let before = months[span.month]?.periods[release.panel]
            if before?.contain(span, unit: release.unit) ?? false { continue }
            if before?.overlap(span) ?? false { repeats += 1 }
            months[span.month, default: MonthLog()].record(release.panel, over: span, unit: release.unit)
            if before == nil { panels.drop(near: span.month, without: release.panel) }
        }
    }

    /// Counts figures of single days of a month as seen, without testing them.
    mutating func record(_ days: GuardedDays) {
        if days.panel.points.isEmpty { return }
        let month = Month(of: days.month)
        months[month, default: MonthLog()].record(days.panel, days: days.days, of: month, unit: days.unit)
        panels.drop(near: month, without: days.panel)
        repeats += 1
    }

    /// Drops the figures of earlier months, and of all panels those that are not near a later one where that can be.
    mutating func forget(before first: Month) {
        months = months.filter { $0.key >= first }
        panels.drop(before: first)
        for month in months.keys.sorted()
        where panels[month].map({ $0.count > months.panels(near: month).count }) ?? false {
            _ = renew(month)
        }
    }

    /// Tests again what was tested with energies that may be others now.
    mutating func energiesChanged() {
        repeats += 1
        for month in months.keys { months[month]?.dropPassed() }
    }

    /// Replaces the population by one that has more points.
    mutating func replace(_ population: Population) {
        self.population = population
        panels.replace(population)
        for month in months.keys { months[month]?.narrow = [:] }
    }

    /// Nil where a figure may leave in one month besides all that are recorded. Without energies, a figure that needs
    /// them is held.
    mutating func refusal(of candidate: Candidate) -> HoldReason? {
        var trace: Trace?
        return refusal(of: candidate, &trace)
    }

    /// The same, and how it was looked for, where the trace is not nil.
    mutating func refusal(of candidate: Candidate, _ trace: inout Trace?) -> HoldReason? {
        if candidate.panel.points.isEmpty { return nil }
        let (panel, month) = (candidate.panel, candidate.span.month)
        if implies(candidate) { return nil }
        if let earlier = months[month]?.held[panel] {
            if trace != nil, let open = openPanels(of: month) { trace = open.trace(of: panel) }
            return HoldReason(.heldBefore, against: earlier.panels)
        }
        takeOver(in: month)
        var outcome = test(candidate, &trace)
        if case .incompatible = outcome, claimsRenewal(of: month), renew(month) { outcome = test(candidate, &trace) }
        if case .incompatible(let reason) = outcome { months[month, default: MonthLog()].held[panel] = reason }
        return outcome.reason.map { $0.against(allBut: panel) }
    }

    /// Whether a figure left that says all that the candidate says.
    func implies(_ candidate: Candidate) -> Bool {
        months[candidate.span.month]?.periods[candidate.panel]?.imply(candidate.span, unit: candidate.unit) ?? false
    }

    /// Whether the candidate may be published with the month's compatible panels.
    private mutating func test(_ candidate: Candidate, _ trace: inout Trace?) -> Candidate.Outcome {
        let month = candidate.span.month
        if trace != nil { trace = Trace(panels: openPanels(of: month)) }
        // Taken out of the view, so that the view can be asked while they change.
        var panels = panels
        self.panels = MonthlyPanels()
        defer { self.panels = panels }
        return panels.change(of: month) { test(candidate, with: &$0, &trace) }
            ?? .incompatible(HoldReason(.earlierFigures, against: []))
    }

    private mutating func test(
        _ candidate: Candidate, with compatible: inout CompatiblePanels, _ trace: inout Trace?
    ) -> Candidate.Outcome {
        let month = candidate.span.month
        let pieces = (months[month] ?? MonthLog()).pieces(around: candidate.span)
        if compatible.contains(candidate.panel) {
            if trace != nil { trace?.looked = Set(compatible.atoms(of: candidate.panel)) }
            let reason = firstRefusal(pieces) { piece in
                rangeRefusal(compatible, over: piece, candidate).flatMap { refusalAlone(candidate, over: piece, $0) }
            }
            return reason.map { .held($0) } ?? .admitted(isNew: false)
        }
        var areValuesAsked = false
        let judgement = compatible.judge(adding: candidate.panel) { compatible in
            areValuesAsked = true
            return firstRefusal(pieces) { rangeRefusal(compatible, over: $0, candidate) }
        }
        trace?.looked = judgement.looked
        trace?.isNewPanel = true
        guard let reason = judgement.reason else { return .admitted(isNew: true) }
        guard areValuesAsked else { return .incompatible(reason) }
        // Recorded as held in this month: a panel that is released on some days and held on others, depending on its
        // values, would reveal something of them.
        if candidate.energies != nil { months[month, default: MonthLog()].held[candidate.panel] = reason }
        return .held(reason)
    }

    // MARK: Compatible panels

    /// The compatible panels of a month; nil where its figures and those near it are not compatible.
    mutating func openPanels(of month: Month) -> OpenPanels? {
        takeOver(in: month)
        guard let compatible = panels[month], let lineage = panels.lineage(of: month) else { return nil }
        return OpenPanels(panels: compatible, lineage: lineage)
    }

    /// Makes the compatible panels of a month that has none: those of the month before, where they cover it, else those
    /// of the panels near it.
    private mutating func takeOver(in month: Month) {
        if panels[month] != nil { return }
        let before = month.advanced(by: -1)
        let isNew = months[month]?.periods.isEmpty ?? true && months[month.advanced(by: 1)] == nil
        if isNew, panels[before] != nil {
            panels.share(from: before, with: month)
            months[month]?.dropResults()
        } else {
            _ = renew(month)
        }
    }

    /// Rebuilds the compatible panels from those of this month and its neighbours, dropping older ones all at once.
    /// False where those are not compatible with each other.
    mutating func renew(_ month: Month) -> Bool {
        guard let compatible = compatiblePanels(of: months.panels(near: month)) else { return false }
        panels.adopt(compatible, in: month)
        months[month]?.dropResults()
        return true
    }

    /// Whether a rebuild may help: some panels are no longer near the month, and at least twice as many are near it as
    /// at the last rebuild, which is recorded. Bounds the rebuilds of a month to the logarithm of its panels; one
    /// costs milliseconds at a country's size.
    mutating func claimsRenewal(of month: Month) -> Bool {
        guard let count = panels[month]?.count else { return false }
        guard count > months.mostPanels(near: month) else { return false }
        let near = months.panels(near: month).count
        guard count > near, near > 2 * (months[month]?.renewedAt ?? 0) else { return false }
        months[month, default: MonthLog()].renewedAt = near
        return true
    }

    private func compatiblePanels(of panels: some Sequence<Panel>) -> CompatiblePanels? {
        CompatiblePanels(population, protection, without: known).adding(panels)
    }

    // MARK: Values

    /// Nil where the compatible panels leave enough range over the days, or need no values.
    private mutating func rangeRefusal(
        _ compatible: CompatiblePanels, over days: MonthSpan, _ candidate: Candidate
    ) -> HoldReason? {
        if isSigned || !compatible.needsValues { return nil }
        let log = months[days.month] ?? MonthLog()
        // A figure published again, more finely or over other days, is rounded less: earlier results do not hold.
        let isRepeated = log.periods[candidate.panel]?.overlap(days) ?? false
        var passed = isRepeated ? SmallGroupTests.Passed() : log.passed[days] ?? SmallGroupTests.Passed()
        if compatible.haveAllPassed(passed) { return nil }
        guard let energies = candidate.energies else { return HoldReason(.energiesNotGiven, against: []) }
        let reason = compatible.rangeRefusal(
            over: days.period, energies, &passed, rounding: rounding(over: days, candidate))
        months[days.month, default: MonthLog()].passed[days] = passed
        return reason
    }

    /// Where all compatible panels together leave too narrow a range: nil where those of them that have figures on
    /// these days leave enough, with this one. `reason` is that of all together.
    private mutating func refusalAlone(
        _ candidate: Candidate, over days: MonthSpan, _ reason: HoldReason
    ) -> HoldReason? {
        guard let energies = candidate.energies, var compatible = panelsAlone(over: days) else { return reason }
        let rounding = rounding(over: days, candidate)
        func range(_ compatible: CompatiblePanels) -> HoldReason? {
            var passed = SmallGroupTests.Passed()
            return compatible.rangeRefusal(over: days.period, energies, &passed, rounding: rounding)
        }
        let isAsked = candidate.span.days.overlaps(days.days)
        if !isAsked || compatible.contains(candidate.panel) { return range(compatible) }
        guard let alone = compatible.refusal(adding: candidate.panel, provided: range) else {
            months[days.month]?.narrow[days] = compatible
            return nil
        }
        return alone
    }

    /// The panels that have figures over some days; nil where they are not compatible.
    mutating func panelsAlone(over days: MonthSpan) -> CompatiblePanels? {
        if let known = months[days.month]?.narrow[days] { return known }
        let released = (months[days.month]?.periods ?? [:]).filter { $0.value.overlap(days) }.keys
        guard let compatible = compatiblePanels(of: released) else { return nil }
        months[days.month, default: MonthLog()].narrow[days] = compatible
        return compatible
    }

    private func rounding(over days: MonthSpan, _ candidate: Candidate) -> (Panel) -> Int64 {
        let periods = months[days.month]?.periods ?? [:]
        let asking = candidate.periods(beside: periods[candidate.panel])
        return { ($0 == candidate.panel ? asking : periods[$0])?.unit(over: days) ?? 1 }
    }
}
