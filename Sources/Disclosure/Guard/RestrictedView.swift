import Metering

/// What an audience sees besides what everybody sees, of one kind of energy: its own figures, by month, and the points
/// whose energies it has. It guarantees what `PublicView` does, to that audience.
///
/// Its panels are those that everybody sees, copied and changed where it sees more (`CompatiblePanels.seen`). It costs
/// its own panels and points; the copy can be made again at any time (`dropCopy`), which costs the points of its own
/// panels and their tests.
struct RestrictedView {
    private let known: Panel
    private let isSigned: Bool
    private var months: [Month: MonthLog] = [:]
    private var copy: AudiencePanels?
    /// By span, what the panels were whose tests of energies were all passed.
    private var settled: [MonthSpan: State] = [:]
    /// Changes whenever panels are added that the audience sees more of than everybody, and when any are dropped.
    private var version = 0

    private struct State: Equatable {
        let version: Int
        let lineage: Int
        let repeats: Int
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
        if release.panel.points.isEmpty { return }
        for span in MonthSpan.parts(of: release.period) {
            if months[span.month]?.periods[release.panel]?.contain(span, unit: release.unit) ?? false { continue }
            if months[span.month]?.periods[release.panel]?.overlap(span) ?? false {
                copy?.passed = [:]
                settled = [:]
            }
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
        settled = settled.filter { $0.key.month >= month }
        dropResults()
    }

    /// Tests again what was tested with energies that may be others now.
    mutating func energiesChanged() {
        settled = [:]
        dropResults()
    }

    mutating func dropCopy() { copy = nil }

    /// Drops what was found out from all panels together.
    mutating func dropResults() {
        version += 1
        dropCopy()
    }

    /// Whether it has few panels, of which the copy is soon made again.
    var isSmall: Bool { copy?.isSmall ?? true }

    /// Whether the audience knows a point of a panel or has a figure of one, near a month.
    func hasPoints(of panel: Panel, near month: Month) -> Bool {
        panel.hasAny(of: known) || months.panels(near: month).contains { panel.hasAny(of: $0) }
    }

    // MARK: Questions

    /// Whether a figure may leave in one month besides what everybody and this audience has seen. A public one is
    /// looked at and not counted as one of its own.
    mutating func outcome(of candidate: Candidate, isPublic: Bool, _ view: inout PublicView, _ open: OpenPanels?)
        -> Candidate.Outcome
    {
        let (panel, month) = (candidate.panel, candidate.span.month)
        copy?.settleTrial()
        if panel.points.isEmpty { return .admitted(isNew: false) }
        if periods(of: panel, in: month, view)?.imply(candidate.span, unit: candidate.unit) ?? false {
            return .admitted(isNew: false)
        }
        if let earlier = earlierHold(of: panel, in: month) { return .held(earlier) }
        if let open, isSettled(candidate, open, view) { return .admitted(isNew: false) }
        guard let open, var copy = copy(of: open, in: month, view) else {
            return .incompatible(HoldReason(.earlierFigures, against: []))
        }
        self.copy = nil
        let outcome = test(candidate, isPublic, &copy, &view)
        if outcome.isNewPanel {
            version += 1
            for piece in pieces(around: candidate.span, view) { settle(piece, copy) }
        }
        self.copy = copy
        return outcome
    }

    /// Whether a figure of a panel that is known says nothing of energies that was not tested for all panels.
    private func isSettled(_ candidate: Candidate, _ open: OpenPanels, _ view: PublicView) -> Bool {
        let month = candidate.span.month
        let state = State(version: version, lineage: open.lineage, repeats: view.repeats)
        guard settled[candidate.span] == state,
            !(periods(of: candidate.panel, in: month, view)?.overlap(candidate.span) ?? false),
            open.panels.contains(candidate.panel) || months.panels(near: month).contains(candidate.panel)
        else { return false }
        return pieces(around: candidate.span, view).allSatisfy { settled[$0] == state }
    }

    private func pieces(around span: MonthSpan, _ view: PublicView) -> [MonthSpan] {
        (view.months[span.month] ?? MonthLog()).pieces(around: span, and: months[span.month]?.spans ?? [])
    }

    private mutating func settle(_ days: MonthSpan, _ copy: AudiencePanels) {
        settled[days] = State(version: version, lineage: copy.lineage, repeats: copy.repeats)
    }

    /// Why a panel is held that was held before in a month; nil where it was not, or the panels were renewed since.
    func earlierHold(of panel: Panel, in month: Month) -> HoldReason? {
        months[month]?.held[panel].map { HoldReason(.heldBefore, against: $0.panels) }
    }

    /// Makes its panels anew at the next question, without those that are no longer near a month.
    mutating func renew(_ month: Month) {
        months[month]?.dropResults()
        dropResults()
    }

    /// Remembers that a panel was held whatever its energies.
    mutating func hold(_ candidate: Candidate, _ reason: HoldReason) {
        months[candidate.span.month, default: MonthLog()].held[candidate.panel] = reason
    }

    /// Forgets a public panel that was looked at last and does not leave.
    mutating func takeBack() { copy?.takeBack() }

    /// Whether its copy has panels that are no longer near a month: without them an answer may be another.
    func hasOlderPanels(than month: Month) -> Bool {
        copy.map { $0.ownPanels > months.panels(near: month).count } ?? false
    }

    /// The atoms of the public panels that are not to this audience what they are to everybody; nil where its figures
    /// are not compatible with the public ones.
    mutating func reach(in month: Month, of open: OpenPanels, _ view: PublicView) -> CompatiblePanels.Reach? {
        guard let copy = copy(of: open, in: month, view) else { return nil }
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
    private func copy(of open: OpenPanels, in month: Month, _ view: PublicView) -> AudiencePanels? {
        let own = months.panels(near: month)
        if let copy = copy?.grown(to: open, view.repeats, own, near: month) { return copy }
        return AudiencePanels(open, view.repeats, own, near: month, known: known)
    }

    private mutating func test(
        _ candidate: Candidate, _ isPublic: Bool, _ copy: inout AudiencePanels, _ view: inout PublicView
    ) -> Candidate.Outcome {
        let pieces = pieces(around: candidate.span, view)
        if copy.panels.contains(candidate.panel) {
            let reason = firstRefusal(pieces) { piece in
                let reason = rangeRefusal(copy.panels, &copy.passed, over: piece, candidate, view)
                if reason == nil { settle(piece, copy) }
                return reason.flatMap { refusalAlone(candidate, over: piece, &view, $0) }
            }
            return reason.map { .held($0) } ?? .admitted(isNew: false)
        }
        var areValuesAsked = false
        var passed = copy.passed
        let reason = copy.refusal(adding: candidate.panel, isPublic: isPublic) { panels in
            areValuesAsked = true
            return firstRefusal(pieces) { rangeRefusal(panels, &passed, over: $0, candidate, view) }
        }
        copy.passed = passed
        guard let reason else { return .admitted(isNew: true) }
        guard areValuesAsked else { return .incompatible(reason) }
        // As in `PublicView`.
        if candidate.energies != nil { hold(candidate, reason) }
        return .held(reason)
    }

    // MARK: Values

    /// As in `PublicView`, of the groups that are not to everybody what they are to this audience: of the others,
    /// everybody's figures leave enough.
    private func rangeRefusal(
        _ panels: CompatiblePanels, _ passed: inout [MonthSpan: SmallGroupTests.Passed], over days: MonthSpan,
        _ candidate: Candidate, _ view: PublicView
    ) -> HoldReason? {
        if isSigned || !panels.needsValues { return nil }
        let isRepeated = periods(of: candidate.panel, in: days.month, view)?.overlap(days) ?? false
        var ofDays = isRepeated ? SmallGroupTests.Passed() : passed[days] ?? SmallGroupTests.Passed()
        if panels.haveAllPassed(ofDays) { return nil }
        guard let energies = candidate.energies else { return HoldReason(.energiesNotGiven, against: []) }
        let reason = panels.rangeRefusal(
            over: days.period, energies, &ofDays, rounding: rounding(over: days, candidate, view))
        passed[days] = ofDays
        return reason
    }

    private func refusalAlone(
        _ candidate: Candidate, over days: MonthSpan, _ view: inout PublicView, _ reason: HoldReason
    ) -> HoldReason? {
        let own = (months[days.month]?.periods ?? [:]).filter { $0.value.overlap(days) }.keys
        guard let energies = candidate.energies, let open = view.panelsAlone(over: days),
            var panels = open.seen(by: known)?.adding(own)
        else { return reason }
        let rounding = rounding(over: days, candidate, view)
        func range(_ panels: CompatiblePanels) -> HoldReason? {
            var passed = SmallGroupTests.Passed()
            return panels.rangeRefusal(over: days.period, energies, &passed, rounding: rounding)
        }
        let isAsked = candidate.span.days.overlaps(days.days)
        if !isAsked || panels.contains(candidate.panel) { return range(panels) }
        return panels.refusal(adding: candidate.panel, provided: range)
    }

    private func rounding(over days: MonthSpan, _ candidate: Candidate, _ view: PublicView) -> (Panel) -> Int64 {
        let asking = candidate.periods(beside: periods(of: candidate.panel, in: days.month, view))
        return { panel in
            (panel == candidate.panel ? asking : periods(of: panel, in: days.month, view))?.unit(over: days) ?? 1
        }
    }
}
