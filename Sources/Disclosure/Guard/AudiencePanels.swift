/// The public panels of a month as an audience sees them, with its own: a copy of `OpenPanels`.
struct AudiencePanels {
    private(set) var panels: CompatiblePanels
    /// The number of the public panels that it was copied from.
    let lineage: Int
    /// How many public panels it has.
    private var openPanels: Int
    private(set) var ownPanels: Int
    /// The months whose own panels, and those of the months beside them, are all in it.
    private var months: Set<Month>

    /// The most own panels with which it is sooner made anew than kept up to date.
    private static let fewPanels = 64

    var isSmall: Bool { ownPanels <= Self.fewPanels }

    /// Costs the points of the own panels and the known points, and the surroundings of what they touch.
    init(_ open: OpenPanels, _ own: Set<Panel>, near month: Month, known: Panel) {
        panels = open.panels.seen(by: known)
        panels.record(own)
        (lineage, openPanels, ownPanels, months) = (open.lineage, open.panels.count, own.count, [month])
    }

    /// The same with the public panels that were added since. Nil where it has to be made anew: it lacks own panels, or
    /// the public panels are others.
    func grown(to open: OpenPanels, _ own: Set<Panel>, near month: Month) -> AudiencePanels? {
        guard lineage == open.lineage, openPanels <= open.panels.count else { return nil }
        guard months.contains(month) || own.allSatisfy(panels.contains) else { return nil }
        var copy = self
        copy.months.insert(month)
        copy.panels.record((openPanels..<open.panels.count).map { open.panels.structure.panels[$0] })
        copy.openPanels = open.panels.count
        return copy
    }

    /// Adds a panel where it may be among the others.
    mutating func judge(
        adding panel: Panel, isPublic: Bool, provided condition: (CompatiblePanels) -> HoldReason?
    ) -> CompatiblePanels.Judgement {
        let judgement = panels.judge(adding: panel, provided: condition)
        guard judgement.addition != nil else { return judgement }
        if isPublic { openPanels += 1 } else { ownPanels += 1 }
        return judgement
    }

    /// Takes back a panel that was added last and does not leave.
    mutating func takeBack(_ addition: CompatiblePanels.Addition, isPublic: Bool) {
        panels.takeBack(addition)
        if isPublic { openPanels -= 1 } else { ownPanels -= 1 }
    }
}
