/// What everybody sees of a month: its compatible panels, and their number in `MonthlyPanels`.
struct OpenPanels {
    let panels: CompatiblePanels
    let lineage: Int

    /// What it depends on whether a panel may leave, without an answer.
    func trace(of panel: Panel) -> Trace {
        var copy = panels
        if copy.contains(panel) { return Trace(panels: self, looked: Set(copy.atoms(of: panel))) }
        var trace = Trace(panels: self, looked: [], isNewPanel: true)
        let judgement = copy.judge(adding: panel)
        trace.looked = judgement.looked
        if let relation = judgement.relation { trace.note(relation) }
        return trace
    }
}

/// What a question was looked at with, for who sees more than these figures.
struct Trace {
    /// Those that were asked, before the panel was added; nil where there are none.
    var panels: OpenPanels?
    /// The atoms that the answer depends on; 0 for points in no panel. Nil where nothing had to be looked at.
    var looked: Set<Atoms.AtomID>?
    var isNewPanel = false
    /// Whether it may say more to whoever sees more of any atom.
    var isEntangled = false

    mutating func note(_ relation: FigureRelation) { note((Set(relation.shown), relation.isEntangled)) }

    mutating func note(_ seen: (looked: Set<Atoms.AtomID>, isEntangled: Bool)) {
        looked?.formUnion(seen.looked)
        isEntangled = isEntangled || seen.isEntangled
    }
}
