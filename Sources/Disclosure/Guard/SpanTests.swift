import Metering

/// The tests of weak atoms of compatible panels over one span of a month, with the energies of that span.
///
/// An atom is weak where fewer holders than the threshold contribute on these days, or one of them shows
/// (`AtomEnergies.showsHolder`): sets of enough members may have too few who consume anything. Who consumed nothing is
/// taken for known to the attacker.
///
/// Made once for all panels; a panel that comes later is tested where it changes atoms. Tests are kept with their
/// result: a figure of a panel fails where a test fails in which the panel takes part.
struct SpanTests {
    /// Of a weak atom: what its test looks at, and where it fails what fails, and the panels that take part.
    fileprivate struct Result {
        let looked: [Atoms.AtomID]
        let panels: Set<Atoms.PanelID>
        let check: HoldReason.Check?
        let holders: Int
    }

    let energies: SpanEnergies
    private let protection: Protection
    /// By weak atom.
    private var results: [Atoms.AtomID: Result] = [:]
    /// The weak atoms whose tests fail.
    private var failing: Set<Atoms.AtomID> = []
    private var lookouts = Lookouts()
    /// The panels that were taken in.
    private var seen = CompatiblePanels.Version.none

    init(over period: ClosedRange<CivilDay>, _ population: Population, _ protection: Protection) {
        energies = SpanEnergies(period, population)
        self.protection = protection
    }

    /// Tests whose results are others with other panels.
    struct Change {
        fileprivate var version: CompatiblePanels.Version
        fileprivate var results: [Atoms.AtomID: Result?] = [:]
        /// Whether all tests were made anew.
        fileprivate var isWhole = false

        /// The weak atoms of which a group seems to be told; `before` those of the tests that it changes.
        func told(before: Set<Atoms.AtomID>) -> Set<Atoms.AtomID> {
            let left: Set<Atoms.AtomID> = isWhole ? [] : before.filter { results[$0] == nil }
            return left.union(results.filter { $0.value?.check == .combination }.keys)
        }
    }

    /// What becomes of the tests with the panels that were added since. Costs, the first time, all points in panels,
    /// else the tests of what these touch. No figure counts as rounded: which panels have some there is not asked.
    ///
    /// Nil as soon as `stops` says so of a weak atom whose test fails: those of the points `first` are tested first,
    /// then those that fail already.
    func change(
        to panels: CompatiblePanels, _ energies: @escaping PointEnergies, first: [UInt32] = [],
        stops: (_ failing: Atoms.AtomID, _ panels: Set<Atoms.PanelID>) -> Bool = { _, _ in false }
    ) -> Change? {
        var change = Change(version: panels.version)
        if seen == panels.version { return change }
        let structure = panels.structure
        let news: Set<Atoms.AtomID>
        if let touched = panels.touched(since: seen) {
            news = lookouts.looking(at: touched).union(touched)
        } else {
            change.isWhole = true
            self.energies.addUp(structure, energies)
            news = Set(1..<max(1, structure.atoms.count))
        }
        let maker = SpanTestMaker(self.energies, structure, protection, energies)
        let union = union(news, structure.population, maker)
        for atom in news { change.results[atom] = .some(nil) }
        var tested: Set<Atoms.AtomID> = []
        let weak = news.filter(maker.isWeak)
        let first = first.map(structure.atom).filter(weak.contains)
        for atom in first + inOrder(weak, structure) where !tested.contains(atom) {
            let made = maker.test(of: atom, union: union)
            let check = made.test.failure { _ in 1 }
            let panels = check == nil ? [] : Set(made.panels)
            for atom in made.protected {
                let sum = maker.energies(of: atom)
                change.results[atom] = Result(
                    looked: made.atoms, panels: panels, check: check, holders: sum.contributors.holders)
            }
            tested.formUnion(made.protected)
            if check != nil, made.protected.contains(where: { stops($0, panels) }) { return nil }
        }
        return change
    }

    /// Those that fail already first, then by what they hold.
    private func inOrder(_ atoms: some Collection<Atoms.AtomID>, _ structure: Atoms) -> [Atoms.AtomID] {
        atoms.map { (isNew: failing.contains($0) ? 0 : 1, key: structure.atoms[$0].key, atom: $0) }
            .sorted { ($0.isNew, $0.key) < ($1.isNew, $1.key) }.map(\.atom)
    }

    /// Applies a change, and answers the one that takes it back.
    @discardableResult
    mutating func apply(_ change: Change) -> Change {
        // Tests that were all made anew are not there to go back to: they are made once more.
        var back = Change(version: change.isWhole ? .none : seen)
        if change.isWhole {
            back.isWhole = true
            (results, failing, lookouts) = ([:], [], Lookouts())
        }
        for (atom, result) in change.results {
            back.results[atom] = .some(results[atom])
            results[atom] = result
            if result?.check == nil { failing.remove(atom) } else { failing.insert(atom) }
            lookouts.replace(atom, with: result?.looked)
        }
        seen = change.version
        return back
    }

    /// A bound on the sum of the holders of the weak atoms of a group with too few. Where holders have several points
    /// one holder may be in many atoms, and the sum goes beyond the threshold.
    private func union(_ news: Set<Atoms.AtomID>, _ population: Population, _ maker: SpanTestMaker) -> Int {
        func few(_ holders: Int) -> Int { holders < protection.holders ? holders : 0 }
        var holders = news.reduce(0) { $0 + few(maker.energies(of: $1).contributors.holders) }
        for (atom, result) in results where !news.contains(atom) { holders += few(result.holders) }
        return population.hasSharedHolders ? holders : min(holders, protection.holders - 1)
    }

    /// The weak atoms of which a group seems to be told.
    var told: Set<Atoms.AtomID> { failing.filter { results[$0]?.check == .combination } }

    /// The weak atoms whose tests fail with a panel among the others.
    func failures(of panel: Atoms.PanelID) -> [Atoms.AtomID] {
        failing.filter { results[$0]?.panels.contains(panel) ?? false }.sorted()
    }
}
