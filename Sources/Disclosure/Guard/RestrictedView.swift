import Metering

/// What an audience sees besides what everybody sees, of one kind of energy: its own figures, by month, and the points
/// whose energies it has. It guarantees what `PublicView` does, to that audience.
///
/// Its panels are those that everybody sees, copied and changed where it sees more (`CompatiblePanels.seen`). It costs
/// its own panels and points; the copy can be made again at any time (`dropCopy`), which costs the points of its own
/// panels.
struct RestrictedView {
    private let known: Panel
    private let isSigned: Bool
    private var months: [Month: MonthLog] = [:]
    private var copy: AudiencePanels?
    private var checks = SpanChecks()
    private var alone = PanelsAlone()
    /// Of `PublicView`, when the tests were made.
    private var repeats = 0
    /// A panel that was added last, and does not count yet.
    private var trial: PanelTrial?

    private struct PanelTrial {
        let addition: CompatiblePanels.Addition
        let isPublic: Bool
        /// What takes the tests back.
        let back: SpanChecks.Trial
    }

    init(known: Panel, isSigned: Bool) {
        self.known = known
        self.isSigned = isSigned
    }

    /// The same figures of an audience that knows other points.
    init(figuresOf view: RestrictedView, known: Panel) {
        self.init(known: known, isSigned: view.isSigned)
        months = view.months.mapValues(MonthLog.init(figuresOf:))
    }

    // MARK: Figures

    /// Counts a figure as seen whose refusal was nil.
    mutating func record(_ release: GuardedRelease) {
        trial = nil
        if release.panel.points.isEmpty { return }
        for span in MonthSpan.parts(of: release.period) {
            if months[span.month]?.periods[release.panel]?.contain(span, unit: release.unit) ?? false { continue }
            if months[span.month]?.periods[release.panel]?.overlap(span) ?? false { checks.drop() }
            months[span.month, default: MonthLog()].record(release.panel, over: span, unit: release.unit)
        }
    }

    /// Counts a figure as seen, without testing it.
    mutating func restore(_ release: GuardedRelease) {
        record(release)
        dropResults()
    }

    /// Counts figures of single days of a month as seen, without testing them.
    mutating func restore(_ days: GuardedDays) {
        if days.panel.points.isEmpty { return }
        let month = Month(of: days.month)
        months[month, default: MonthLog()].record(days.panel, days: days.days, of: month, unit: days.unit)
        dropResults()
    }

    mutating func forget(before month: Month) {
        months = months.filter { $0.key >= month }
        dropResults()
    }

    /// Tests again what was tested with energies that may be others now.
    mutating func energiesChanged() { checks.drop() }

    mutating func dropCopy() {
        copy = nil
        trial = nil
    }

    /// Drops what was found out from all panels together.
    mutating func dropResults() {
        checks.drop()
        alone = PanelsAlone()
        dropCopy()
        for month in months.keys { months[month]?.dropResults() }
    }

    /// Whether it has few panels, of which the copy is soon made again.
    var isSmall: Bool { copy?.isSmall ?? true }

    /// Whether the audience knows a point of a panel or has a figure of one, near a month.
    func hasPoints(of panel: Panel, near month: Month) -> Bool {
        panel.hasAny(of: known) || months.panels(near: month).contains { panel.hasAny(of: $0) }
    }

    /// Whether it has figures of its own on the days of a span.
    func hasFigures(over span: MonthSpan) -> Bool {
        months[span.month]?.spans.contains { $0.days.overlaps(span.days) } ?? false
    }

    // MARK: Questions

    /// Whether a figure may leave in one month besides what everybody and this audience has seen. A public one is
    /// looked at and not counted as one of its own.
    mutating func outcome(of candidate: Candidate, isPublic: Bool, _ view: PublicView, _ open: OpenPanels)
        -> Candidate.Outcome
    {
        trial = nil
        let (panel, month) = (candidate.panel, candidate.span.month)
        if panel.points.isEmpty { return .admitted(isNew: false) }
        if periods(of: panel, in: month, view)?.imply(candidate.span, unit: candidate.unit) ?? false {
            return .admitted(isNew: false)
        }
        if let earlier = earlierHold(of: panel, in: month) { return .held(earlier) }
        var copy = panels(with: open, in: month)
        self.copy = nil
        defer { self.copy = copy }
        return test(candidate, isPublic, &copy, view)
    }

    private mutating func test(
        _ candidate: Candidate, _ isPublic: Bool, _ copy: inout AudiencePanels, _ view: PublicView
    ) -> Candidate.Outcome {
        if repeats != view.repeats {
            checks.drop()
            repeats = view.repeats
        }
        let told = periods(of: candidate.panel, in: candidate.span.month, view)
        let spans = copy.panels.pieces(around: candidate, of: [view.months, months])
            .filter { candidate.tells($0, besides: told) }
        let asked = asked(candidate, view)
        if copy.panels.contains(candidate.panel) {
            let reason = asked.flatMap { checks.refusal($0, over: spans, copy.panels) }
            return (reason ?? missing(asked)).map { .held($0) } ?? .admitted(isNew: false)
        }
        if let asked { checks.prepare(asked, over: spans, copy.panels) }
        var (trial, areEnergiesAsked) = (SpanChecks.Trial(), false)
        let judgement = copy.judge(adding: candidate.panel, isPublic: isPublic) { panels in
            areEnergiesAsked = true
            guard let asked else { return missing(asked) }
            return checks.refusal(ofNewest: asked, over: spans, panels, &trial)
        }
        guard let addition = judgement.addition else {
            return judgement.reason.map { areEnergiesAsked ? .held($0) : .incompatible($0) } ?? .admitted(isNew: false)
        }
        self.trial = PanelTrial(addition: addition, isPublic: isPublic, back: checks.apply(trial))
        return .admitted(isNew: true)
    }

    /// Forgets a panel that was looked at last and does not leave.
    mutating func takeBack() {
        guard let trial else { return }
        _ = checks.apply(trial.back)
        copy?.takeBack(trial.addition, isPublic: trial.isPublic)
        self.trial = nil
    }

    /// Why a panel is held that was held before in a month; nil where it was not, or there are other panels since.
    func earlierHold(of panel: Panel, in month: Month) -> HoldReason? {
        months[month]?.held[panel].map { HoldReason(.heldBefore, against: $0.panels) }
    }

    /// Remembers that a panel was held whatever its energies.
    mutating func hold(_ candidate: Candidate, _ reason: HoldReason) {
        months[candidate.span.month, default: MonthLog()].held[candidate.panel] = reason
    }

    /// The atoms of the public panels that are not to this audience what they are to everybody.
    mutating func reach(in month: Month, of open: OpenPanels) -> CompatiblePanels.Reach {
        let copy = panels(with: open, in: month)
        self.copy = copy
        return copy.panels.reach(of: [known] + months.panels(near: month), in: open.panels)
    }

    private func periods(of panel: Panel, in month: Month, _ view: PublicView) -> ReleasedPeriods? {
        let own = months[month]?.periods[panel]
        guard var all = view.months[month]?.periods[panel] else { return own }
        if let own { all.add(own) }
        return all
    }

    /// The public panels with the audience's own near a month: those at hand, brought up to date, or new ones.
    private func panels(with open: OpenPanels, in month: Month) -> AudiencePanels {
        let own = months.panels(near: month)
        return copy?.grown(to: open, own, near: month)
            ?? AudiencePanels(open, own, near: month, known: known)
    }

    // MARK: Energies

    private func asked(_ candidate: Candidate, _ view: PublicView) -> SpanChecks.Asked? {
        guard !isSigned, let energies = candidate.energies else { return nil }
        let (own, everybodys, alone, known) = (months, view.months, alone, view.known.union(known))
        let (population, protection) = (view.population, view.protection)
        return SpanChecks.Asked(
            candidate: candidate, energies: energies, population: population, protection: protection,
            unit: { span in
                let asking = candidate.periods(beside: periods(of: candidate.panel, in: span.month, view))
                return { panel in
                    (panel == candidate.panel ? asking : periods(of: panel, in: span.month, view))?.unit(over: span)
                        ?? 1
                }
            },
            alone: { span in
                let panels = Set(
                    [everybodys, own].flatMap { ($0[span.month] ?? MonthLog()).panels(over: span) })
                return alone.panels(over: span, Array(panels)) {
                    RecordedPanels(population, protection, without: known)
                }
            })
    }

    /// Where energies are needed and not given.
    private func missing(_ asked: SpanChecks.Asked?) -> HoldReason? {
        asked == nil && !isSigned ? HoldReason(.energiesNotGiven, against: []) : nil
    }
}
