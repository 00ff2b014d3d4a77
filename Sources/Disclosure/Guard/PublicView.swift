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
/// What left is a fact: it is never tested again, and a panel that left in a month, or beside it, passes by its own
/// history. A figure of it is looked at with the energies of its days.
///
/// Costs a hash look-up for a panel that was admitted in the month, once the tests of the day's energies are made
/// (`SpanChecks`); a new panel costs its points once, and the tests of `CompatiblePanels`. A copy costs nothing until
/// one of the two changes.
///
/// Source: docs/decisions/0008 and 0032; the proof is in docs/decisions/0025.
struct PublicView {
    private(set) var population: Population
    let protection: Protection
    /// The points whose energies everybody has.
    let known: Panel
    /// Whether energies may be negative, as differences of editions are: then no interval has an end.
    let isSigned: Bool
    private(set) var months: [Month: MonthLog] = [:]
    private var panels = MonthlyPanels()
    private var checks = SpanChecks()
    private var alone = PanelsAlone()
    /// How often figures were recorded that make an earlier test of energies worthless.
    private(set) var repeats = 0
    /// The panel that was added last, and does not count yet.
    private var trial: PanelTrial?

    private struct PanelTrial {
        let month: Month
        let addition: CompatiblePanels.Addition
        /// What takes the tests back.
        let back: SpanChecks.Trial
    }

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
        trial = nil
        if release.panel.points.isEmpty { return }
        for span in MonthSpan.parts(of: release.period) {
            let before = months[span.month]?.periods[release.panel]
            if before?.contain(span, unit: release.unit) ?? false { continue }
            if before?.overlap(span) ?? false { dropTests() }
            months[span.month, default: MonthLog()].record(release.panel, over: span, unit: release.unit)
            if before == nil { panels.drop(near: span.month, without: release.panel) }
        }
    }

    /// Counts figures of single days of a month as seen, without testing them.
    mutating func record(_ days: GuardedDays) {
        trial = nil
        if days.panel.points.isEmpty { return }
        let month = Month(of: days.month)
        months[month, default: MonthLog()].record(days.panel, days: days.days, of: month, unit: days.unit)
        panels.drop(near: month, without: days.panel)
        dropTests()
    }

    private mutating func dropTests() {
        repeats += 1
        checks.drop()
    }

    /// Takes back the panel that was added last, where its figure does not leave after all.
    mutating func takeBack() {
        guard let trial else { return }
        _ = checks.apply(trial.back)
        _ = panels.change(of: trial.month) { $0.takeBack(trial.addition) }
        self.trial = nil
    }

    /// Drops the figures of earlier months.
    mutating func forget(before first: Month) {
        months = months.filter { $0.key >= first }
        panels.drop(before: first)
        checks.forget(before: first)
    }

    /// Tests again what was tested with energies that may be others now.
    mutating func energiesChanged() { checks.drop() }

    /// Replaces the population by one that has more points.
    mutating func replace(_ population: Population) {
        self.population = population
        panels.replace(population)
        checks.drop()
        alone = PanelsAlone()
        for month in months.keys { months[month]?.dropResults() }
    }

    /// Nil where a figure may leave in one month besides all that are recorded. Without energies, a figure that needs
    /// them is held.
    mutating func refusal(of candidate: Candidate) -> HoldReason? {
        var trace: Trace?
        return refusal(of: candidate, &trace)
    }

    /// The same, and how it was looked for, where the trace is not nil.
    mutating func refusal(of candidate: Candidate, _ trace: inout Trace?) -> HoldReason? {
        trial = nil
        if candidate.panel.points.isEmpty { return nil }
        let (panel, month) = (candidate.panel, candidate.span.month)
        if implies(candidate) { return nil }
        if let earlier = months[month]?.held[panel] {
            if trace != nil, let open = openPanels(of: month) { trace = open.trace(of: panel) }
            return HoldReason(.heldBefore, against: earlier.panels)
        }
        let outcome = test(candidate, &trace)
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
        if trace != nil { trace = Trace(panels: openPanels(of: month)) } else { makePanels(of: month) }
        // Taken out of the view, so that the view can be asked while they change.
        var panels = panels
        self.panels = MonthlyPanels()
        defer { self.panels = panels }
        return panels.change(of: month) { test(candidate, with: &$0, &trace) }
            ?? .held(HoldReason(.combination, against: []))
    }

    private mutating func test(
        _ candidate: Candidate, with compatible: inout CompatiblePanels, _ trace: inout Trace?
    ) -> Candidate.Outcome {
        let month = candidate.span.month
        let told = months[month]?.periods[candidate.panel]
        let spans = compatible.pieces(around: candidate, of: [months]).filter { candidate.tells($0, besides: told) }
        var checks = checks
        self.checks = SpanChecks()
        defer { self.checks = checks }
        let asked = asked(candidate)
        if compatible.contains(candidate.panel) {
            if trace != nil { trace?.looked = Set(compatible.atoms(of: candidate.panel)) }
            let reason = asked.flatMap { checks.refusal($0, over: spans, compatible) }
            if reason == nil, let asked { trace?.note(checks.seen(asked, over: spans, compatible)) }
            return (reason ?? missing(asked)).map { .held($0) } ?? .admitted(isNew: false)
        }
        if let asked { checks.prepare(asked, over: spans, compatible) }
        var (trial, areEnergiesAsked) = (SpanChecks.Trial(), false)
        let judgement = compatible.judge(adding: candidate.panel) { compatible in
            areEnergiesAsked = true
            guard let asked else { return missing(asked) }
            return checks.refusal(ofNewest: asked, over: spans, compatible, &trial)
        }
        trace?.looked = judgement.looked
        trace?.isNewPanel = true
        guard let addition = judgement.addition else {
            return judgement.reason.map { areEnergiesAsked ? .held($0) : .incompatible($0) } ?? .admitted(isNew: false)
        }
        self.trial = PanelTrial(month: candidate.span.month, addition: addition, back: checks.apply(trial))
        trace?.note(compatible.relation(of: judgement))
        if let asked { trace?.note(checks.seen(asked, over: spans, compatible)) }
        return .admitted(isNew: true)
    }

    // MARK: Energies

    /// Nil where no energies are given, or none are looked at.
    private func asked(_ candidate: Candidate) -> SpanChecks.Asked? {
        guard !isSigned, let energies = candidate.energies else { return nil }
        let (population, protection, known, months, alone) = (population, protection, known, months, alone)
        return SpanChecks.Asked(
            candidate: candidate, energies: energies, population: population, protection: protection,
            unit: { span in PublicView.unit(over: span, candidate, months) },
            alone: { span in
                alone.panels(over: span, (months[span.month] ?? MonthLog()).panels(over: span)) {
                    RecordedPanels(population, protection, without: known)
                }
            })
    }

    private static func unit(
        over span: MonthSpan, _ candidate: Candidate, _ months: [Month: MonthLog]
    ) -> (Panel) -> Int64 {
        let periods = months[span.month]?.periods ?? [:]
        let asking = candidate.periods(beside: periods[candidate.panel])
        return { ($0 == candidate.panel ? asking : periods[$0])?.unit(over: span) ?? 1 }
    }

    /// Where energies are needed and not given.
    private func missing(_ asked: SpanChecks.Asked?) -> HoldReason? {
        asked == nil && !isSigned ? HoldReason(.energiesNotGiven, against: []) : nil
    }

    // MARK: Compatible panels

    /// The compatible panels of a month.
    mutating func openPanels(of month: Month) -> OpenPanels? {
        makePanels(of: month)
        guard let compatible = panels[month], let lineage = panels.lineage(of: month) else { return nil }
        return OpenPanels(panels: compatible, lineage: lineage)
    }

    /// Makes the compatible panels of a month that has none: those of its figures and of the months beside it.
    private mutating func makePanels(of month: Month) {
        if panels[month] != nil { return }
        var compatible = CompatiblePanels(population, protection, without: known)
        compatible.record(months.panels(near: month))
        panels.adopt(compatible, in: month)
        checks.drop()
        months[month]?.dropResults()
    }
}
