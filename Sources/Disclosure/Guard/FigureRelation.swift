/// How the figure of a panel hangs together with those of the others on the atoms that are not small.
///
/// A sum or difference of figures that is a group of too few holders, or would be to somebody who knows one holder, is
/// nothing on every atom that is not small. So a panel that is no combination of the others on these takes part in
/// none, and one that is their combination on all atoms says nothing that they do not. Of most panels one of the two
/// shows soon, whatever the number of small atoms; only what is left needs a test of the small atoms themselves
/// (`CombinationTest`).
///
/// Proof: let c be a combination of figures with a factor other than 0 for the panel, and nothing on every atom that is
/// not small. Then the panel is, on these atoms, a combination of the others: the rest of c by that factor.
///
/// Found by equations for the factors of the others, one for each atom: first for some atoms of the panel, then for
/// those on which the solution is not the panel, small ones last. Costs the panels of these atoms (`LinearEquations`),
/// and each time the atoms of the panels that have a factor.
enum FigureRelation {
    /// No combination of the others on these atoms, none of which is small.
    case independent(on: [Atoms.AtomID])
    /// A combination of the others on all atoms.
    case combination
    /// A combination of the others on the atoms that are not small, but not on all; or it is not known.
    case entangled

    /// The most atoms that are looked at.
    private static let mostAtoms = 512
    /// How many atoms are looked at besides, each time.
    private static let mostAtOnce = 8

    init(of panel: Atoms.PanelID, in structure: Atoms) {
        self.init(of: panel, in: structure, isSmall: structure.isSmall, isNothing: { _ in false })
    }

    /// On some days, an atom may be small where few of its holders contributed, and nothing where nobody did.
    init(
        of panel: Atoms.PanelID, in structure: Atoms, isSmall: (Atoms.AtomID) -> Bool,
        isNothing: (Atoms.AtomID) -> Bool
    ) {
        var (equations, unknowns) = (LinearEquations(), [Atoms.PanelID: Int]())
        var others: [Atoms.PanelID] = []
        func unknown(of other: Atoms.PanelID) -> Int {
            if let known = unknowns[other] { return known }
            unknowns[other] = others.count
            others.append(other)
            return others.count - 1
        }
        var (looked, isOfSmall) = ([Atoms.AtomID](), false)
        while looked.count <= FigureRelation.mostAtoms {
            let factors = equations.solution.map { (panel: others[$0.unknown], value: $0.value) }
            let differing = FigureRelation.rest(of: panel, less: factors, structure).filter { !isNothing($0) }
            if differing.isEmpty {
                self = .combination
                return
            }
            // Small ones come last: a contradiction with one of them says nothing of the others.
            let strong = differing.filter { !isSmall($0) }
            isOfSmall = isOfSmall || strong.isEmpty
            // An atom of few panels leaves their factors least open.
            let next = (strong.isEmpty ? differing : strong)
                .map { (panels: structure.atoms[$0].panels.count, key: structure.atoms[$0].key, atom: $0) }
                .sorted { ($0.panels, $0.key) < ($1.panels, $1.key) }
            for atom in next.prefix(FigureRelation.mostAtOnce).map(\.atom) {
                looked.append(atom)
                let panels = structure.atoms[atom].panels
                let sum: UInt64 = panels.contains(panel) ? 1 : 0
                if !equations.add(sumOf: panels.filter { $0 != panel }.map(unknown), is: sum) {
                    self = isOfSmall ? .entangled : .independent(on: looked)
                    return
                }
            }
        }
        self = .entangled
    }

    /// The atoms on which it shows that the panel is independent.
    var shown: [Atoms.AtomID] { if case .independent(let atoms) = self { atoms } else { [] } }

    var isEntangled: Bool { if case .entangled = self { true } else { false } }

    /// The atoms on which a panel is not a combination of others.
    private static func rest(
        of panel: Atoms.PanelID, less factors: [(panel: Atoms.PanelID, value: UInt64)], _ structure: Atoms
    ) -> [Atoms.AtomID] {
        var rest: [Atoms.AtomID: UInt64] = [:]
        for atom in structure.atomsOfPanel[panel] { rest[atom] = 1 }
        for (other, factor) in factors {
            for atom in structure.atomsOfPanel[other] {
                rest[atom] = PrimeField.difference(rest[atom, default: 0], factor)
            }
        }
        return rest.filter { $0.value != 0 }.map(\.key)
    }
}
