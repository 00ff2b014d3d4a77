import Metering

/// The figures that there are on the days of a span, with one that is asked for: what those panels tell alone that have
/// some, beside all compatible ones.
struct FiguresAlone {
    private let panels: RecordedPanels
    private let number: Atoms.PanelID
    private let maker: SpanTestMaker
    private let unit: (Panel) -> Int64
    private let relation: FigureRelation

    /// Nil where the figure has no points. Costs the points of panels that came since, and `FigureRelation`.
    init?(over span: MonthSpan, _ asked: SpanChecks.Asked, _ sums: SpanEnergies) {
        var panels = asked.alone(span)
        panels.record([asked.candidate.panel])
        guard let number = panels.number(of: asked.candidate.panel) else { return nil }
        (self.panels, self.number, unit) = (panels, number, asked.unit(span))
        maker = SpanTestMaker(sums, panels.structure, asked.protection, asked.energies)
        relation = maker.relation(of: number)
    }

    /// Whether the figure hangs together with others: then what these seem to tell without it is no fact.
    var isEntangled: Bool { relation.isEntangled }

    /// The atoms of other panels on which it shows that the figure tells no group.
    func shown(in structure: Atoms) -> Set<Atoms.AtomID> {
        relation.shown.reduce(into: []) { $0.formUnion(panels.structure.points(of: $1).map(structure.atom)) }
    }

    /// Nil where the figure may leave: of some weak atoms of other panels, `failing` are those whose tests fail where
    /// it takes part, `told` those of which a group seems to be told by any.
    func refusal(
        at failing: [Atoms.AtomID], told: Set<Atoms.AtomID>, of structure: Atoms
    ) -> HoldReason? {
        let atoms = isEntangled ? told.union(failing) : Set(failing)
        if atoms.isEmpty { return nil }
        let union = maker.union
        for atom in atoms.sorted(by: { structure.atoms[$0].key < structure.atoms[$1].key }) {
            if let reason = refusal(at: atom, of: structure, union) { return reason }
        }
        return nil
    }

    /// Nil where the figure tells nothing too closely of an atom of other panels.
    func refusal(at atom: Atoms.AtomID, of structure: Atoms) -> HoldReason? {
        refusal(at: atom, of: structure, maker.union)
    }

    private func refusal(at atom: Atoms.AtomID, of structure: Atoms, _ union: Int) -> HoldReason? {
        guard let point = structure.points(of: atom, limit: 1).first else { return nil }
        let own = panels.structure.atom(of: point)
        guard own != Atoms.outside, maker.isWeak(own) else { return nil }
        let made = maker.test(of: own, union: union)
        // Among neighbours, a group may be told with panels that are not looked at.
        let isEntangled = isEntangled && !made.isWhole
        guard isEntangled || made.panels.contains(number),
            let check = made.test.failure(by: number, isEntangled: isEntangled, unit: { unit(panel($0)) })
        else { return nil }
        return HoldReason(check, against: made.panels.filter { $0 != number }.map(panel))
    }

    private func panel(_ number: Atoms.PanelID) -> Panel { panels.structure.panels[number] }
}
