import Metering

/// Panels that left or may all leave over the same time, and whether another may besides.
///
/// What left is a fact: it is recorded without a test, in any order. A new panel is admitted after, in this order: a
/// test of how many panels cross in a point (`PanelCrossings`), of its differences with each other panel
/// (`PanelPairs`), an exact test of all sums and differences of figures in which it takes part (`FigureRelation`,
/// and where that leaves it open `CombinationTest`), and the caller's condition, which may look at energies
/// (`SpanTests`). What others tell without it does not count against it.
///
/// Where no atom is small no test is needed: a group of too few then leaves points in each atom that it touches, to
/// which its energy might as well belong. Nested territories of enough holders cost no more than this.
///
/// Costs one pass over a new panel's points, and tests of the small atoms that it touches; a known panel costs a hash
/// look-up. A copy has in common with the original what neither changes: it costs a reference for each 256 points and
/// panels (`PagedArray`), and the places of its panels when it gets a new one.
///
/// Source: reliability rules R5 and R7, docs/decisions/0008 and 0032; proof in docs/decisions/0025.
struct CompatiblePanels {
    private let protection: Protection
    private(set) var structure: Atoms
    private var numbers: [Panel: Atoms.PanelID] = [:]
    /// What lies around each small atom: what tests of its energies look at, and what a change of it may change.
    private var lookouts = Lookouts()
    /// What the exact tests of small atoms look at, of the panels that there were when one had to be made.
    private var witnesses = CombinationWitnesses()
    /// For each panel, a fingerprint of it and all before it, and the atoms that it changed.
    private var additions: [(fingerprint: UInt64, touched: [Atoms.AtomID])] = []
    private var knownFingerprint: UInt64
    /// What this was copied from to be seen by somebody who sees more (`seen`).
    private var origin: Origin?

    private struct Origin {
        let numbers: [Panel: Atoms.PanelID]
        let lookouts: Lookouts
        let atoms: Int
    }

    init(_ population: Population, _ protection: Protection, without known: Panel = Panel([])) {
        self.protection = protection
        structure = Atoms(population: population, protection)
        _ = structure.exclude(known)
        knownFingerprint = known.fingerprint
    }

    var count: Int { structure.panels.count }

    func contains(_ panel: Panel) -> Bool { number(of: panel) != nil }

    func number(of panel: Panel) -> Atoms.PanelID? { numbers[panel] ?? origin?.numbers[panel] }

    // MARK: Versions

    /// Which panels there are, in what order, and which points are known: equal where nothing was added or taken back.
    struct Version: Equatable {
        fileprivate let panels: Int
        fileprivate let fingerprint: UInt64
        fileprivate let known: UInt64

        static let none = Version(panels: 0, fingerprint: 0, known: 0)
    }

    var version: Version {
        Version(panels: additions.count, fingerprint: additions.last?.fingerprint ?? 0, known: knownFingerprint)
    }

    /// The atoms that changed since; nil where these panels were not there then, in the same order.
    func touched(since version: Version) -> Set<Atoms.AtomID>? {
        guard version.panels > 0, version.panels <= additions.count, version.known == knownFingerprint,
            additions[version.panels - 1].fingerprint == version.fingerprint
        else { return nil }
        return additions[version.panels...].reduce(into: []) { $0.formUnion($1.touched) }
    }

    private mutating func note(_ panel: Panel, _ touched: [Atoms.AtomID]) {
        let before = additions.last?.fingerprint ?? 0
        additions.append((FNV1a.hash64(before, panel.fingerprint), touched))
    }

    // MARK: Facts

    /// Counts panels that left as some of these, whatever they tell. Costs their points, and the surroundings of the
    /// small atoms that they touch.
    mutating func record(_ panels: some Sequence<Panel>) {
        var touched: Set<Atoms.AtomID> = []
        for panel in panels.largestFirst where !panel.points.isEmpty && !contains(panel) {
            numbers[panel] = structure.panels.count
            let step = structure.add(panel)
            note(panel, step.touched)
            touched.formUnion(step.touched)
        }
        look(from: touched)
    }

    /// Finds out what lies around small atoms.
    private mutating func look(from touched: Set<Atoms.AtomID>) {
        _ = renewLookouts(of: lookouts.looking(at: touched).union(originsLooking(at: touched)).union(touched))
    }

    private func originsLooking(at touched: Set<Atoms.AtomID>) -> Set<Atoms.AtomID> {
        origin?.lookouts.looking(at: touched) ?? []
    }

    /// Answers what it changed.
    private mutating func renewLookouts(of atoms: Set<Atoms.AtomID>) -> [Lookouts.Change] {
        let neighbourhoods = Neighbourhoods(structure, isWeak: structure.isSmall)
        return atoms.map { atom in
            let around = structure.isSmall(atom) ? neighbourhoods.around(atom, component: protection.component) : nil
            return lookouts.replace(atom, with: around)
        }
    }

    // MARK: A new panel

    /// Why panels may not be together, and the atoms that this was looked for in.
    struct Judgement {
        var reason: HoldReason?
        /// By their numbers before; 0 where points in no panel are among them.
        var looked: Set<Atoms.AtomID> = []
        /// How its figure hangs together with the others'; nil where that was not asked, since no atom is small.
        fileprivate(set) var relation: FigureRelation?
        /// Where a panel was added: what it takes to take it back.
        var addition: Addition?
    }

    /// How the figure of the panel that was judged last hangs together with the others'.
    func relation(of judgement: Judgement) -> FigureRelation {
        judgement.relation ?? FigureRelation(of: structure.panels.count - 1, in: structure)
    }

    struct Addition {
        fileprivate let panel: Panel
        fileprivate var step: Atoms.Step
        fileprivate var around: [Lookouts.Change] = []
        fileprivate var witnesses: [Lookouts.Change] = []
    }

    /// Takes back the panel that was added last.
    mutating func takeBack(_ addition: Addition) {
        structure.remove(addition.step)
        additions.removeLast()
        lookouts.undo(addition.around)
        witnesses.takeBack(addition.witnesses, panels: structure.panels.count)
        numbers[addition.panel] = nil
    }

    /// Adds a panel. Nothing changes where it is among them now, is empty, or is refused: because with the others it
    /// would isolate too few, or because `condition` refuses with it among the others.
    mutating func judge(
        adding panel: Panel, provided condition: (CompatiblePanels) -> HoldReason? = { _ in nil }
    ) -> Judgement {
        if panel.points.isEmpty || contains(panel) { return Judgement() }
        var addition = added(panel)
        var judgement = Judgement(looked: Set(addition.step.met).union(addition.step.touched))
        judgement.reason = refusal(ofNewest: &addition, &judgement) ?? condition(self)
        if judgement.reason == nil { judgement.addition = addition } else { takeBack(addition) }
        return judgement
    }

    private mutating func added(_ panel: Panel) -> Addition {
        numbers[panel] = structure.panels.count
        let addition = Addition(panel: panel, step: structure.add(panel))
        note(panel, addition.step.touched)
        return addition
    }

    /// Nil where the panel is added, or was there.
    mutating func refusal(
        adding panel: Panel, provided condition: (CompatiblePanels) -> HoldReason? = { _ in nil }
    ) -> HoldReason? {
        judge(adding: panel, provided: condition).reason
    }

    /// Why the newest panel may not be among the others whatever its energies.
    private mutating func refusal(ofNewest addition: inout Addition, _ judgement: inout Judgement) -> HoldReason? {
        let id = structure.panels.count - 1
        let crossing = PanelCrossings(structure, id)
        if let panels = crossing.tooMany(protection.crossings) { return reason(.crossings, panels) }
        if structure.smallAtoms == 0 && lookouts.isEmpty { return nil }
        let close = PanelPairs(structure, protection).panels(closeTo: id)
        if !close.isEmpty { return reason(.difference, close) }
        let touched = Set(addition.step.touched)
        let affected = lookouts.looking(at: touched).union(originsLooking(at: touched)).union(touched)
        let relation = FigureRelation(of: id, in: structure)
        judgement.relation = relation
        if relation.isEntangled, let refusal = combinationRefusal(ofNewest: &addition) { return refusal }
        // What lies around small atoms is only asked of a panel that is not refused so far: finding it costs most.
        addition.around = renewLookouts(of: affected)
        judgement.looked.formUnion(affected.flatMap(lookouts.atoms(of:)))
        return nil
    }

    private mutating func combinationRefusal(ofNewest addition: inout Addition) -> HoldReason? {
        // What shows that nothing is told is found without the panel.
        structure.remove(addition.step)
        witnesses.bring(to: structure, touched: additions.dropLast().map(\.touched), protection)
        addition.step = structure.add(addition.panel)
        let (changes, telling) = witnesses.test(
            newest: structure.panels.count - 1, touched: addition.step.touched, in: structure, protection)
        addition.witnesses = changes
        return telling.map { reason(.combination, $0) }
    }

    private func reason(_ check: HoldReason.Check, _ panels: [Atoms.PanelID]) -> HoldReason {
        HoldReason(check, against: panels.map { structure.panels[$0] })
    }

    // MARK: Who sees more

    /// The same panels as somebody sees them who has the energies of some points, and may be given further panels
    /// without changing these. Costs a copy, the points, and the surroundings of atoms that have some of them.
    func seen(by known: Panel) -> CompatiblePanels {
        var copy = self
        let changed = copy.structure.exclude(known)
        copy.origin = Origin(numbers: numbers, lookouts: lookouts, atoms: structure.atoms.count)
        (copy.numbers, copy.lookouts) = ([:], Lookouts())
        copy.witnesses.change(changed)
        copy.knownFingerprint = FNV1a.hash64(knownFingerprint, known.fingerprint)
        copy.look(from: Set(changed.filter { $0 != Atoms.outside }))
        return copy
    }

    /// Atoms of what everybody sees. What is published over others says to an audience what it says to everybody.
    struct Reach {
        /// Those of the audience's own points and panels, 0 among them where points of no panel are.
        let changed: Set<Atoms.AtomID>
        /// Those that tests of its own look at.
        let tested: Set<Atoms.AtomID>
    }

    /// What an audience reaches that sees these panels and has own points and panels, in the panels that these were
    /// copied from, with or without panels added to both since. Costs the audience's points and tests.
    func reach(of own: [Panel], in open: CompatiblePanels) -> Reach {
        let first = origin?.atoms ?? 0
        return Reach(
            changed: own.reduce(into: []) { $0.formUnion($1.points.map(open.structure.atom)) },
            tested: lookouts.atoms.reduce(into: []) { tested, atom in
                if atom < first {
                    tested.insert(atom)
                } else if let point = structure.points(of: atom, limit: 1).first {
                    tested.insert(open.structure.atom(of: point))
                }
            })
    }

    /// The panels that a chain of panels joins to one; nil where these have more than a component's atoms.
    func panels(joinedTo panel: Panel) -> Set<Panel>? {
        var joined: Set<Panel> = [panel]
        var seen: Set<Atoms.AtomID> = [Atoms.outside]
        for point in panel.points {
            let atom = structure.atom(of: point)
            guard !seen.contains(atom) else { continue }
            guard let component = structure.component(of: atom, limit: protection.component) else { return nil }
            seen.formUnion(component)
            for atom in component { joined.formUnion(structure.atoms[atom].panels.map { structure.panels[$0] }) }
        }
        return joined
    }

    /// The atoms of a panel that is among these.
    func atoms(of panel: Panel) -> [Atoms.AtomID] { number(of: panel).map { structure.atomsOfPanel[$0] } ?? [] }

    /// The same panels of a population that has more points. Nil where that changes the holders of points in panels.
    func of(_ population: Population) -> CompatiblePanels? {
        guard let structure = structure.of(population) else { return nil }
        var copy = self
        copy.structure = structure
        return copy
    }
}

extension CompatiblePanels {
    /// The spans over which a figure has to be looked at: its own, cut wherever one of those begins or ends that have
    /// to do with it. Those of panels in other components say nothing of its points.
    func pieces(around candidate: Candidate, of logs: [[Month: MonthLog]]) -> [MonthSpan] {
        let span = candidate.span
        let near = logs.compactMap { $0[span.month] }
        let spans = near.reduce(into: Set<MonthSpan>()) { $0.formUnion($1.spans) }
        if span.isDay && spans.allSatisfy({ $0.isDay || !$0.days.overlaps(span.days) }) { return [span] }
        guard let joined = panels(joinedTo: candidate.panel) else { return spans.pieces(around: span) }
        return near.reduce(into: Set<MonthSpan>()) { $0.formUnion($1.spans(of: joined, in: span.month)) }
            .pieces(around: span)
    }
}
