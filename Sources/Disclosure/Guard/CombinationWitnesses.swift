/// Of each small atom of compatible panels, the atoms that show that no group with it is told (`CombinationTest`): a
/// later panel that touches none of them tells none.
///
/// Found where a panel comes that is entangled with the others (`FigureRelation`), from all atoms that changed since
/// they were found last: most panels need none.
struct CombinationWitnesses {
    private var lookouts = Lookouts()
    /// How many panels there were when these were found.
    private var panels = 0
    /// Atoms that changed otherwise than by panels.
    private var changed: Set<Atoms.AtomID> = []

    /// Notes that atoms are others, as those are of which somebody knows points.
    mutating func change(_ atoms: some Sequence<Atoms.AtomID>) { changed.formUnion(atoms) }

    /// Finds them for all panels. `touched` are the atoms that each panel changed. Costs the test of each small atom
    /// that changed, or whose test looks at one that did.
    mutating func bring(to structure: Atoms, touched: [[Atoms.AtomID]], _ protection: Protection) {
        let atoms = touched[panels...].reduce(into: changed) { $0.formUnion($1) }
        (panels, changed) = (touched.count, [])
        _ = look(from: atoms, in: structure, protection, newest: nil)
    }

    /// Tests what the newest panel tells: the panels with which it tells a group that they do not tell without it, or
    /// nil; and what finding this changed.
    mutating func test(
        newest panel: Atoms.PanelID, touched: [Atoms.AtomID], in structure: Atoms, _ protection: Protection
    ) -> (changes: [Lookouts.Change], telling: [Atoms.PanelID]?) {
        panels = panel + 1
        return look(from: Set(touched), in: structure, protection, newest: panel)
    }

    /// Takes back a panel's test; `panels` are left.
    mutating func takeBack(_ changes: [Lookouts.Change], panels: Int) {
        lookouts.undo(changes)
        self.panels = min(self.panels, panels)
    }

    private mutating func look(
        from touched: Set<Atoms.AtomID>, in structure: Atoms, _ protection: Protection, newest panel: Atoms.PanelID?
    ) -> (changes: [Lookouts.Change], telling: [Atoms.PanelID]?) {
        var changes: [Lookouts.Change] = []
        var waiting = touched.union(lookouts.looking(at: touched)).sorted()
        for atom in waiting where !structure.isSmall(atom) { changes.append(lookouts.replace(atom, with: nil)) }
        waiting.removeAll { !structure.isSmall($0) }
        let neighbourhoods = Neighbourhoods(structure, isWeak: structure.isSmall)
        while let atom = waiting.first {
            let (test, looked, isTold) = CombinationTest.test(of: atom, neighbourhoods, protection, isToldBy: panel)
            if isTold { return (changes, test.panels.filter { $0 != panel }) }
            for atom in test.protected { changes.append(lookouts.replace(atom, with: looked)) }
            let done = Set(test.protected + [atom])
            waiting.removeAll(where: done.contains)
        }
        return (changes, nil)
    }
}
