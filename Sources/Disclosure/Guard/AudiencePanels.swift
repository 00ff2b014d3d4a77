/// The public panels of a month as an audience sees them, with its own: a copy of `OpenPanels`, and what was found out
/// with it.
struct AudiencePanels {
    private(set) var panels: CompatiblePanels
    /// The number of the public panels that it was copied from.
    let lineage: Int
    /// How many public panels it has.
    private var openPanels: Int
    private(set) var ownPanels: Int
    /// Of `PublicView`, when the tests of energies were made.
    private(set) var repeats: Int
    /// The months whose own panels, and those of the months beside them, are all in it.
    private var months: Set<Month>
    var passed: [MonthSpan: SmallGroupTests.Passed] = [:]
    /// A public panel that was added last, and does not count yet.
    private var trial: CompatiblePanels.Addition?

    /// The most own panels with which it is sooner made anew than kept up to date.
    private static let fewPanels = 64

    var isSmall: Bool { ownPanels <= Self.fewPanels }

    /// Nil where the panels are not compatible, or give a group away to who knows some points. Costs the points of the
    /// own panels and the known points, and their tests.
    init?(_ open: OpenPanels, _ repeats: Int, _ own: Set<Panel>, near month: Month, known: Panel) {
        guard let panels = open.panels.seen(by: known)?.adding(own) else { return nil }
        self.panels = panels
        self.repeats = repeats
        (lineage, openPanels, ownPanels, months) = (open.lineage, open.panels.count, own.count, [month])
    }

    /// The same with the public panels that were added since. Nil where it has to be made anew: where that costs
    /// little, or it lacks own panels, or the public panels are others.
    func grown(to open: OpenPanels, _ repeats: Int, _ own: Set<Panel>, near month: Month) -> AudiencePanels? {
        guard lineage == open.lineage, openPanels == open.panels.count || openPanels < open.panels.count && !isSmall
        else { return nil }
        guard months.contains(month) || own.allSatisfy(panels.contains) else { return nil }
        var copy = self
        copy.months.insert(month)
        if repeats != self.repeats { (copy.repeats, copy.passed) = (repeats, [:]) }
        for number in openPanels..<open.panels.count {
            guard copy.panels.refusal(adding: open.panels.structure.panels[number]) == nil else { return nil }
            copy.trial = nil
        }
        copy.openPanels = open.panels.count
        return copy
    }

    /// Nil where a panel is added. A public one can be taken back until the next question.
    mutating func refusal(
        adding panel: Panel, isPublic: Bool, provided condition: (CompatiblePanels) -> HoldReason?
    ) -> HoldReason? {
        let judgement = panels.judge(adding: panel, provided: condition)
        guard let addition = judgement.addition else { return judgement.reason }
        if isPublic { (openPanels, trial) = (openPanels + 1, addition) } else { ownPanels += 1 }
        return nil
    }

    mutating func settleTrial() { trial = nil }

    /// Takes back a public panel that was added last and does not leave.
    mutating func takeBack() {
        guard let trial else { return }
        panels.takeBack(trial)
        (openPanels, self.trial) = (openPanels - 1, nil)
    }
}
