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
    private var copy: Copy?

    /// The panels of both.
    private struct Copy {
        var panels: CompatiblePanels
        /// Of the public panels: their number in `MonthlyPanels`, how many they were, and `PublicView.repeats`.
        let lineage: Int
        var openPanels: Int
        var repeats: Int
        var ownPanels = 0
        /// The months whose own panels, and those of the months beside them, are all in it.
        var months: Set<Month> = []
        var passed: [MonthSpan: CompatiblePanels.PassedTests] = [:]
        /// Whether public panels were added later, by numbers of its own: then it is not known which atoms it reaches.
        var isGrown = false
        /// A public panel that was added last, and does not count yet.
        var trial: CompatiblePanels.Addition?
    }

    /// The most panels of its own with which an audience's copy is made anew when there is a new public panel.
    private static let fewPanels = 64

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
            if months[span.month]?.periods[release.panel]?.overlap(span) ?? false { copy?.passed = [:] }
            months[span.month, default: MonthLog()].record(release.panel, over: span, unit: release.unit)
        }
    }

    /// Counts a figure as seen, without testing it.
    mutating func restore(_ release: GuardedRelease) {
        record(release)
        dropCopy()
    }

    /// Counts figures of single days of a month as seen, without testing them.
    mutating func restore(_ days: GuardedDays) {
        if days.panel.points.isEmpty { return }
        let month = Month(of: days.month)
        months[month, default: MonthLog()].record(days.panel, days: days.days, of: month, unit: days.unit)
        dropCopy()
    }

    mutating func forget(before month: Month) {
        months = months.filter { $0.key >= month }
        dropCopy()
    }

    mutating func dropCopy() { copy = nil }

    /// Whether it has few panels, of which the copy is soon made again.
    var isSmall: Bool { copy.map { $0.ownPanels <= Self.fewPanels } ?? true }

    private func panels(near month: Month) -> Set<Panel> {
        (-1...1).reduce(into: []) { panels, near in
            if let log = months[month.advanced(by: near)] { panels.formUnion(log.periods.keys) }
        }
    }

    /// Whether the audience knows a point of a panel or has a figure of one, near a month.
    func hasPoints(of panel: Panel, near month: Month) -> Bool {
        panel.hasAny(of: known) || panels(near: month).contains { panel.hasAny(of: $0) }
    }

    // MARK: Questions

    /// Whether a figure may leave in one month besides what everybody and this audience has seen. A public one is
    /// looked at and not counted as one of its own.
    mutating func outcome(of candidate: Candidate, isPublic: Bool, _ view: inout PublicView, _ open: OpenPanels?)
        -> Candidate.Outcome
    {
        let (panel, month) = (candidate.panel, candidate.span.month)
        copy?.trial = nil
        if panel.points.isEmpty { return .admitted(isNew: false) }
        if periods(of: panel, in: month, view)?.imply(candidate.span, unit: candidate.unit) ?? false {
            return .admitted(isNew: false)
        }
        if let earlier = months[month]?.held[panel] {
            return .held(HoldReason(.heldBefore, against: earlier.panels))
        }
        guard let open, var copy = copy(of: open, in: month, view) else {
            return .incompatible(HoldReason(.earlierFigures, against: []))
        }
        self.copy = nil
        let outcome = test(candidate, &copy, &view)
        if outcome.isNewPanel {
            if isPublic { (copy.openPanels, copy.isGrown) = (copy.openPanels + 1, true) } else { copy.ownPanels += 1 }
        }
        if !isPublic || !outcome.isNewPanel { copy.trial = nil }
        if !copy.isGrown || copy.ownPanels > Self.fewPanels { self.copy = copy }
        return outcome
    }

    /// Remembers that a panel was held whatever its energies.
    mutating func hold(_ candidate: Candidate, _ reason: HoldReason) {
        months[candidate.span.month, default: MonthLog()].held[candidate.panel] = reason
    }

    /// Forgets a public panel that was looked at last and does not leave.
    mutating func takeBack() {
        guard let trial = copy?.trial else { return }
        copy?.trial = nil
        copy?.panels.takeBack(trial)
        copy?.openPanels -= 1
    }

    /// Whether its copy has panels that are no longer near a month: without them an answer may be another.
    func hasOlderPanels(than month: Month) -> Bool { copy.map { $0.ownPanels > panels(near: month).count } ?? false }

    /// The atoms of the public panels that are not to this audience what they are to everybody; nil where that is not
    /// known.
    mutating func reach(in month: Month, of open: OpenPanels, _ view: PublicView) -> CompatiblePanels.Reach? {
        guard let copy = copy(of: open, in: month, view), !copy.isGrown else { return nil }
        self.copy = copy
        return copy.panels.reach
    }

    private func periods(of panel: Panel, in month: Month, _ view: PublicView) -> ReleasedPeriods? {
        let own = months[month]?.periods[panel]
        guard var all = view.months[month]?.periods[panel] else { return own }
        if let own { all.add(own) }
        return all
    }

    private func copy(of open: OpenPanels, in month: Month, _ view: PublicView) -> Copy? {
        if var copy = copy.flatMap({ grown($0, to: open) }) {
            if copy.repeats != view.repeats { (copy.repeats, copy.passed) = (view.repeats, [:]) }
            if copy.months.contains(month) { return copy }
            copy.months.insert(month)
            if panels(near: month).allSatisfy(copy.panels.contains) { return copy }
        }
        let own = panels(near: month)
        return panels(own, besides: open.panels).map {
            Copy(
                panels: $0, lineage: open.lineage, openPanels: open.panels.count, repeats: view.repeats,
                ownPanels: own.count, months: [month])
        }
    }

    /// A copy with the public panels that were added since it was made. Nil where it has to be made again: where that
    /// costs little, or it has others.
    private func grown(_ copy: Copy, to open: OpenPanels) -> Copy? {
        guard copy.lineage == open.lineage, copy.openPanels <= open.panels.count else { return nil }
        if copy.openPanels == open.panels.count { return copy }
        guard copy.ownPanels > Self.fewPanels else { return nil }
        var copy = copy
        for number in copy.openPanels..<open.panels.count {
            guard copy.panels.refusal(adding: open.panels.structure.panels[number]) == nil else { return nil }
        }
        (copy.openPanels, copy.isGrown, copy.trial) = (open.panels.count, true, nil)
        return copy
    }

    private func panels(_ own: Set<Panel>, besides open: CompatiblePanels) -> CompatiblePanels? {
        guard var panels = open.seen(by: known) else { return nil }
        return own.largestFirst.allSatisfy { panels.refusal(adding: $0) == nil } ? panels : nil
    }

    private mutating func test(_ candidate: Candidate, _ copy: inout Copy, _ view: inout PublicView)
        -> Candidate.Outcome
    {
        let month = candidate.span.month
        let pieces = (view.months[month] ?? MonthLog())
            .pieces(around: candidate.span, and: months[month]?.spans ?? [])
        if copy.panels.contains(candidate.panel) {
            let reason = firstRefusal(pieces) { piece in
                rangeRefusal(copy.panels, &copy.passed, over: piece, candidate, view)
                    .flatMap { refusalAlone(candidate, over: piece, &view, $0) }
            }
            return reason.map { .held($0) } ?? .admitted(isNew: false)
        }
        var areValuesAsked = false
        var passed = copy.passed
        let judgement = copy.panels.judge(adding: candidate.panel) { panels in
            areValuesAsked = true
            return firstRefusal(pieces) { rangeRefusal(panels, &passed, over: $0, candidate, view) }
        }
        (copy.passed, copy.trial) = (passed, judgement.addition)
        guard let reason = judgement.reason else { return .admitted(isNew: true) }
        guard areValuesAsked else { return .incompatible(reason) }
        // As in `PublicView`.
        if candidate.energies != nil { hold(candidate, reason) }
        return .held(reason)
    }

    // MARK: Values

    /// As in `PublicView`, of the groups that are not to everybody what they are to this audience: of the others,
    /// everybody's figures leave enough.
    private func rangeRefusal(
        _ panels: CompatiblePanels, _ passed: inout [MonthSpan: CompatiblePanels.PassedTests], over days: MonthSpan,
        _ candidate: Candidate, _ view: PublicView
    ) -> HoldReason? {
        if isSigned || !panels.needsValues { return nil }
        let isRepeated = periods(of: candidate.panel, in: days.month, view)?.overlap(days) ?? false
        var ofDays = isRepeated ? CompatiblePanels.PassedTests() : passed[days] ?? CompatiblePanels.PassedTests()
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
            var panels = panels(Set(own), besides: open)
        else { return reason }
        let rounding = rounding(over: days, candidate, view)
        func range(_ panels: CompatiblePanels) -> HoldReason? {
            var passed = CompatiblePanels.PassedTests()
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
