import Metering

/// Panels that may all be published over the same time without isolating a group of fewer holders than the
/// protection asks.
///
/// A panel is admitted after, in this order: a test of its differences with each other panel (`panels(closeTo:)`), an
/// exact rank test of all sums and differences (`SmallGroupTest.isUndetermined`), and the caller's condition. Two
/// things are left to the caller, where `needsValues` says so: the interval test for each period (`rangeRefusal`),
/// since it depends on energies, and which panels have figures there.
///
/// Where no atom is small no test is needed: a group of too few then leaves points in each atom that it touches, to
/// which its energy might as well belong. Nested territories of enough holders cost no more than this.
///
/// Costs one pass over a new panel's points, and tests of the small atoms that it touches; a known panel costs a hash
/// look-up.
///
/// Source: reliability rules R5 and R7, docs/decisions/0008; proof in docs/decisions/0025.
final class CompatiblePanels {
    private let population: Population
    private let protection: Protection
    private var structure: Atoms
    private var numbers: [Panel: Atoms.PanelID] = [:]
    /// The tests to be made with the energies of each period, by a number that is never given twice.
    private var tests: [Int: SmallGroupTest] = [:]
    private var nextTest = 0
    /// Changes whenever `tests` does.
    private var generation = 0

    init(_ population: Population, _ protection: Protection) {
        self.population = population
        self.protection = protection
        structure = Atoms(population: population, threshold: protection.holders)
    }

    var count: Int { numbers.count }

    func contains(_ panel: Panel) -> Bool { numbers[panel] != nil }

    /// Whether the energies of each period have to be tested.
    var needsValues: Bool { !tests.isEmpty }

    /// Adds a panel. Nil where it is among them now, or is empty. Nothing changes where it is refused: because it would
    /// isolate too few, or because `condition` refuses with it among the others.
    func refusal(adding panel: Panel, provided condition: () -> HoldReason? = { nil }) -> HoldReason? {
        if panel.points.isEmpty || contains(panel) { return nil }
        let id = structure.panels.count
        let before = tests
        let step = structure.add(panel)
        guard let reason = refusal(ofNewest: id, step.touched) ?? condition() else {
            numbers[panel] = id
            return nil
        }
        structure.remove(step)
        if before.count != tests.count || tests.contains(where: { before[$0.key] == nil }) {
            tests = before
            generation += 1
        }
        return reason
    }

    /// Why the newest panel may not be among the others whatever its energies; else replaces the tests that it touches.
    private func refusal(ofNewest id: Atoms.PanelID, _ touched: [Atoms.AtomID]) -> HoldReason? {
        if structure.small.isEmpty { return nil }
        let close = panels(closeTo: id)
        if !close.isEmpty { return reason(.difference, close) }
        return determinedTest(afterAdding: id, touched).map { reason(.combination, $0.panels.filter { $0 != id }) }
    }

    private func reason(_ check: HoldReason.Check, _ panels: [Atoms.PanelID]) -> HoldReason {
        HoldReason(check, against: panels.map { structure.panels[$0] })
    }

    // MARK: Pairs

    /// The panels whose difference with a panel has too few holders, by `protection.pairs`.
    private func panels(closeTo id: Atoms.PanelID) -> [Atoms.PanelID] {
        let own = structure.atomsOfPanel[id]
        var common: [Atoms.PanelID: Int] = [:]
        for atom in own {
            for panel in structure.atoms[atom].panels where panel != id { common[panel, default: 0] += 1 }
        }
        return common.filter { other, common in
            isRefused(
                holders(in: id, without: other, atoms: own.count - common),
                holders(in: other, without: id, atoms: structure.atomsOfPanel[other].count - common))
        }.map(\.key)
    }

    /// Whether a pair of panels is refused, by the holders of its two differences; nil for an empty one.
    private func isRefused(_ here: Int?, _ there: Int?) -> Bool {
        let few = 0..<protection.holders
        let isHere = here.map(few.contains) ?? false
        let isThere = there.map(few.contains) ?? false
        return switch protection.pairs {
        case .every: isHere || isThere
        case .unmasked: (isHere && (there ?? 0) < 2) || (isThere && (here ?? 0) < 2)
        }
    }

    /// The distinct holders of the atoms of one panel that are not in another; nil where there is no such atom, and
    /// `.max`, without counting, where there must be enough. `atoms` is the number of those atoms.
    private func holders(in panel: Atoms.PanelID, without other: Atoms.PanelID, atoms: Int) -> Int? {
        if atoms == 0 { return nil }
        if atoms >= protection.holders && population.hasOneHolderEach { return .max }
        var tally = HolderTally()
        for atom in structure.atomsOfPanel[panel] where !structure.atoms[atom].panels.contains(other) {
            if !structure.small.contains(atom) { return .max }
            tally = tally + structure.atoms[atom].tally
        }
        return tally.holders
    }

    // MARK: All sums and differences

    /// Replaces the tests of small groups that a new panel touches. Where a sum or difference of figures is a small
    /// group, nothing changes, and the answer is the test of that group.
    private func determinedTest(afterAdding id: Atoms.PanelID, _ touched: [Atoms.AtomID]) -> SmallGroupTest? {
        var outdated = Set(touched)
        var renewed: [SmallGroupTest] = []
        if let first = structure.atomsOfPanel[id].first,
            let whole = SmallGroupTest(componentOf: first, structure, population, protection)
        {
            guard whole.isUndetermined else { return whole }
            outdated.formUnion(whole.atoms)
            renewed = [whole]
        } else {
            let stale = tests.values.filter { !outdated.isDisjoint(with: $0.atoms) }.flatMap(\.protected)
            for atom in outdated.union(stale).filter(structure.small.contains).sorted() {
                let test = SmallGroupTest(around: atom, structure, population, protection)
                guard test.isUndetermined else { return test }
                renewed.append(test)
            }
        }
        generation += 1
        tests = tests.filter { outdated.isDisjoint(with: $0.value.atoms) }
        for test in renewed where !test.isEmpty {
            tests[nextTest] = test
            nextTest += 1
        }
        return nil
    }

    /// The interval tests that were passed over some period.
    struct PassedTests {
        fileprivate var tests: Set<Int> = []
        /// The generation of which all tests were passed.
        fileprivate var generation: Int?
    }

    /// Whether all tests that there are now were passed.
    func haveAllPassed(_ passed: PassedTests) -> Bool { passed.generation == generation }

    /// Nil where the figures of all panels, each with its rounding, leave every group of too few an interval of the
    /// required width over a period. Tests that were passed before are not made again; those passed now are added.
    ///
    /// Costs linear programs of at most `Protection.component` atoms for each test that is not passed yet.
    func rangeRefusal(
        over period: ClosedRange<CivilDay>, _ energies: PointEnergies, _ passed: inout PassedTests,
        rounding: (Panel) -> Int64
    ) -> HoldReason? {
        let union = greatestUnion
        for (id, test) in tests.filter({ !passed.tests.contains($0.key) }).sorted(by: { $0.key < $1.key }) {
            let isEnough = test.leavesEnoughRange(over: period, energies, structure, union: union) {
                rounding(structure.panels[$0])
            }
            guard isEnough else { return reason(.range, test.panels) }
            passed.tests.insert(id)
        }
        passed.generation = generation
        return nil
    }

    /// A bound on the sum of the holders of the small atoms of a group with too few. Where holders have several points
    /// one holder may be in many atoms, and the sum goes beyond the threshold.
    private var greatestUnion: Int {
        let holders = structure.small.reduce(0) { $0 + structure.atoms[$1].tally.holders }
        return population.hasSharedHolders ? holders : min(holders, protection.holders - 1)
    }
}
