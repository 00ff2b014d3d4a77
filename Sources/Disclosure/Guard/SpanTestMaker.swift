import Metering

/// Makes the tests of weak atoms over a span: of a component whole where it is small, else of one atom among its
/// neighbours.
struct SpanTestMaker {
    private let sums: SpanEnergies
    private let structure: Atoms
    private let protection: Protection
    private let energies: PointEnergies
    private let neighbourhoods: Neighbourhoods

    init(
        _ sums: SpanEnergies, _ structure: Atoms, _ protection: Protection, _ energies: @escaping PointEnergies
    ) {
        (self.sums, self.structure, self.protection) = (sums, structure, protection)
        self.energies = energies
        neighbourhoods = Neighbourhoods(structure) { atom in
            if atom == Atoms.outside || structure.atoms[atom].tally.isEmpty { return false }
            let sum = sums.of(atom, structure, energies)
            return sum.contributors.isBelow(protection) || sum.showsHolder
        }
    }

    func energies(of atom: Atoms.AtomID) -> AtomEnergies { sums.of(atom, structure, energies) }

    /// Whether an atom has points that do not protect each other on these days.
    func isWeak(_ atom: Atoms.AtomID) -> Bool { neighbourhoods.isWeak(atom) }

    /// How the figure of a panel hangs together with those of the others on these days.
    func relation(of panel: Atoms.PanelID) -> FigureRelation {
        FigureRelation(
            of: panel, in: structure,
            isSmall: { energies(of: $0).contributors.isBelow(protection) },
            isNothing: { energies(of: $0).isEmpty })
    }

    /// A bound on the sum of holders of the weak atoms of a group, each atom's contributors counted for itself (step 4
    /// of decision 25). Costs all atoms where holders have several points.
    var union: Int {
        guard structure.population.hasSharedHolders else { return protection.holders - 1 }
        return (0..<structure.atoms.count).filter(isWeak).reduce(0) { sum, atom in
            let holders = energies(of: atom).contributors.holders
            return sum + (holders < protection.holders ? holders : 0)
        }
    }

    struct Made {
        /// The atoms that it looks at, and the weak ones among them that it is about.
        let atoms: [Atoms.AtomID]
        let protected: [Atoms.AtomID]
        let panels: [Atoms.PanelID]
        /// Whether these are all panels of the atoms.
        let isWhole: Bool
        let test: Test
    }

    enum Test {
        case made(SpanTest)
        /// The energies are too large to be looked at.
        case refused
    }

    /// `union` is the greatest sum of holders of the weak atoms of a group.
    func test(of atom: Atoms.AtomID, union: Int) -> Made {
        if let whole = Surroundings(componentOf: atom, neighbourhoods, limit: protection.component),
            let made = made(whole, union)
        {
            return made
        }
        if let made = made(Surroundings(around: atom, neighbourhoods, .near), union) { return made }
        let strong = Surroundings(around: atom, neighbourhoods, .near, isWithoutWeak: true)
        return made(strong, union) ?? Made(strong, .refused)
    }

    /// Nil where there are too many groups to try them all.
    private func made(_ surroundings: Surroundings, _ union: Int) -> Made? {
        let weak = surroundings.atoms.indices.filter { isWeak(surroundings.atoms[$0]) }
        do throws(SpanTest.Obstacle) {
            let test = try SpanTest(
                surroundings, surroundings.atoms.map(energies), weak: weak, protection, union: union)
            return Made(surroundings, .made(test))
        } catch .energies {
            return Made(surroundings, .refused)
        } catch {
            return nil
        }
    }
}

extension SpanTestMaker.Made {
    fileprivate init(_ surroundings: Surroundings, _ test: SpanTestMaker.Test) {
        self.init(
            atoms: surroundings.atoms, protected: surroundings.protected.map { surroundings.atoms[$0] },
            panels: surroundings.panels, isWhole: surroundings.isWhole, test: test)
    }
}

extension SpanTestMaker.Test {
    /// Nil where enough is left open by all figures; `unit` is that to which a panel's figure is rounded.
    func failure(unit: (Atoms.PanelID) -> Int64) -> HoldReason.Check? {
        switch self {
        case .made(let test): test.failure(unit: unit)
        case .refused: .range
        }
    }

    /// Nil where one panel tells nothing besides the others that is not left open enough. Where it is entangled, what
    /// seems to be told without it is no fact.
    func failure(
        by panel: Atoms.PanelID, isEntangled: Bool, unit: (Atoms.PanelID) -> Int64
    ) -> HoldReason.Check? {
        switch self {
        case .made(let test): test.failure(by: panel, isEntangled: isEntangled, unit: unit)
        case .refused: .range
        }
    }
}
