import Metering

/// Panels that may all be published over the same time without isolating a group of fewer holders than the
/// protection asks.
///
/// A panel is admitted after, in this order: a test of its differences with each other panel (`PanelPairs`), an exact
/// rank test of all sums and differences (`SmallGroupTest.isUndetermined`), and the caller's condition. Two things are
/// left to the caller, where `needsValues` says so: the interval test for each period (`rangeRefusal`), since it
/// depends on energies, and which panels have figures there.
///
/// Where no atom is small no test is needed: a group of too few then leaves points in each atom that it touches, to
/// which its energy might as well belong. Nested territories of enough holders cost no more than this.
///
/// Costs one pass over a new panel's points, and tests of the small atoms that it touches; a known panel costs a hash
/// look-up. A copy has in common with the original what neither changes: it costs a reference for each 256 points and
/// panels (`PagedArray`), and the places of its panels when it gets a new one.
///
/// Source: reliability rules R5 and R7, docs/decisions/0008; proof in docs/decisions/0025.
struct CompatiblePanels {
    private let protection: Protection
    private(set) var structure: Atoms
    private var numbers: [Panel: Atoms.PanelID] = [:]
    private var tests = SmallGroupTests()
    /// What this was copied from to be seen by somebody who sees more (`seen`).
    private var origin: Origin?

    private struct Origin {
        let numbers: [Panel: Atoms.PanelID]
        let tests: SmallGroupTests
        let atoms: Int
    }

    init(_ population: Population, _ protection: Protection, without known: Panel = Panel([])) {
        self.protection = protection
        structure = Atoms(population: population, threshold: protection.holders)
        _ = structure.exclude(known)
    }

    var count: Int { structure.panels.count }

    func contains(_ panel: Panel) -> Bool { numbers[panel] != nil || origin?.numbers[panel] != nil }

    private func number(of panel: Panel) -> Atoms.PanelID? { numbers[panel] ?? origin?.numbers[panel] }

    /// Whether the energies of each period have to be tested. Of what somebody sees who sees more: whether others than
    /// those of the original have.
    var needsValues: Bool { !tests.isEmpty }

    /// Why panels may not be together, and the atoms that this was looked for in.
    struct Judgement {
        var reason: HoldReason?
        /// By their numbers before; 0 where points in no panel are among them.
        var looked: Set<Atoms.AtomID> = []
        /// Where a panel was added: what it takes to take it back.
        var addition: Addition?
    }

    struct Addition {
        fileprivate let panel: Panel
        fileprivate let step: Atoms.Step
        fileprivate let change: SmallGroupTests.Change
    }

    /// Takes back the panel that was added last.
    mutating func takeBack(_ addition: Addition) {
        structure.remove(addition.step)
        tests.undo(addition.change)
        numbers[addition.panel] = nil
    }

    /// Adds a panel. Nothing changes where it is among them now, is empty, or is refused: because it would isolate too
    /// few, or because `condition` refuses with it among the others.
    mutating func judge(
        adding panel: Panel, provided condition: (CompatiblePanels) -> HoldReason? = { _ in nil }
    ) -> Judgement {
        if panel.points.isEmpty || contains(panel) { return Judgement() }
        let id = structure.panels.count
        let step = structure.add(panel)
        var judgement = Judgement(looked: Set(step.met).union(step.touched))
        let change: SmallGroupTests.Change
        switch refusal(ofNewest: id, step.touched, &judgement.looked) {
        case .failure(let refusal):
            judgement.reason = refusal.reason
            structure.remove(step)
            return judgement
        case .success(let made): change = made
        }
        judgement.reason = condition(self)
        guard judgement.reason == nil else {
            structure.remove(step)
            tests.undo(change)
            return judgement
        }
        numbers[panel] = id
        judgement.addition = Addition(panel: panel, step: step, change: change)
        return judgement
    }

    /// Nil where the panel is added, or was there.
    mutating func refusal(
        adding panel: Panel, provided condition: (CompatiblePanels) -> HoldReason? = { _ in nil }
    ) -> HoldReason? {
        judge(adding: panel, provided: condition).reason
    }

    /// These and others, the largest first. Nil where they are not compatible.
    func adding(_ others: some Sequence<Panel>) -> CompatiblePanels? {
        var panels = self
        return others.largestFirst.allSatisfy { panels.refusal(adding: $0) == nil } ? panels : nil
    }

    private struct Refusal: Error { let reason: HoldReason }

    /// Why the newest panel may not be among the others whatever its energies; else replaces the tests that it touches.
    private mutating func refusal(
        ofNewest id: Atoms.PanelID, _ touched: [Atoms.AtomID], _ looked: inout Set<Atoms.AtomID>
    ) -> Result<SmallGroupTests.Change, Refusal> {
        if structure.small.atoms == 0 && tests.isEmpty { return .success(tests.replace(lookingAt: [], with: [])) }
        let close = PanelPairs(structure, protection).panels(closeTo: id)
        if !close.isEmpty { return .failure(Refusal(reason: reason(.difference, close))) }
        return replaceTests(of: Set(touched), by: id, &looked)
    }

    private func reason(_ check: HoldReason.Check, _ panels: [Atoms.PanelID]) -> HoldReason {
        HoldReason(check, against: panels.map { structure.panels[$0] })
    }

    // MARK: All sums and differences

    /// Replaces the tests of small groups that a change of atoms touches: the addition of the newest panel, or without
    /// one any change. Nothing changes where a sum or difference of figures is a small group.
    private mutating func replaceTests(
        of touched: Set<Atoms.AtomID>, by newest: Atoms.PanelID?, _ looked: inout Set<Atoms.AtomID>
    ) -> Result<SmallGroupTests.Change, Refusal> {
        func determined(_ test: SmallGroupTest) -> Refusal {
            Refusal(reason: reason(.combination, test.panels.filter { $0 != newest }))
        }
        let stale = (tests.tests(lookingAt: touched) + (origin?.tests.tests(lookingAt: touched) ?? []))
            .flatMap(\.protected)
        var waiting = touched.union(stale).sorted()
        var alone: [Atoms.AtomID] = []
        var (outdated, renewed) = (touched, [SmallGroupTest]())
        while let atom = waiting.first {
            guard let whole = SmallGroupTest(componentOf: atom, structure, protection) else {
                // The atoms that a panel touches are all of one component.
                alone += newest == nil ? [atom] : waiting
                waiting = newest == nil ? Array(waiting.dropFirst()) : []
                continue
            }
            looked.formUnion(whole.atoms)
            guard whole.isUndetermined else { return .failure(determined(whole)) }
            outdated.formUnion(whole.atoms)
            renewed.append(whole)
            waiting.removeAll(where: Set(whole.atoms + [atom]).contains)
        }
        for atom in alone where structure.isSmall(atom) {
            let test = SmallGroupTest(around: atom, structure, protection)
            looked.formUnion(test.atoms)
            guard test.isUndetermined else { return .failure(determined(test)) }
            renewed.append(test)
        }
        return .success(tests.replace(lookingAt: outdated, with: renewed.filter { !$0.isEmpty }))
    }

    /// Whether all tests that there are now were passed.
    func haveAllPassed(_ passed: SmallGroupTests.Passed) -> Bool { tests.haveAllPassed(passed) }

    /// Nil where the figures of all panels, each with its rounding, leave every group of too few an interval of the
    /// required width over a period. Tests that were passed before are not made again; those passed now are added.
    ///
    /// Costs linear programs of at most `Protection.component` atoms for each test that is not passed yet.
    func rangeRefusal(
        over period: ClosedRange<CivilDay>, _ energies: PointEnergies, _ passed: inout SmallGroupTests.Passed,
        rounding: (Panel) -> Int64
    ) -> HoldReason? {
        let union = greatestUnion
        let failed = tests.firstFailed(&passed) { test in
            test.leavesEnoughRange(over: period, energies, structure, union: union) { rounding(structure.panels[$0]) }
        }
        return failed.map { reason(.range, $0.panels) }
    }

    /// A bound on the sum of the holders of the small atoms of a group with too few. Where holders have several points
    /// one holder may be in many atoms, and the sum goes beyond the threshold.
    private var greatestUnion: Int {
        let holders = structure.small.holders
        return structure.population.hasSharedHolders ? holders : min(holders, protection.holders - 1)
    }

    // MARK: Who sees more

    /// The same panels as somebody sees them who has the energies of some points, and may be given further panels
    /// without changing these. Nil where a sum or difference of figures is then a small group.
    ///
    /// Its tests are those alone that are not the original's. Costs a copy, the points, and the tests of atoms that
    /// have some of them.
    func seen(by known: Panel) -> CompatiblePanels? {
        var copy = self
        let changed = copy.structure.exclude(known)
        copy.origin = Origin(numbers: numbers, tests: tests, atoms: structure.atoms.count)
        (copy.numbers, copy.tests) = ([:], SmallGroupTests())
        var looked: Set<Atoms.AtomID> = []
        let inPanels = Set(changed.filter { $0 != Atoms.outside })
        guard case .success = copy.replaceTests(of: inPanels, by: nil, &looked) else { return nil }
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
            tested: tests.atoms.reduce(into: []) { tested, atom in
                if atom < first {
                    tested.insert(atom)
                } else if let point = structure.points(of: atom, limit: 1).first {
                    tested.insert(open.structure.atom(of: point))
                }
            })
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
