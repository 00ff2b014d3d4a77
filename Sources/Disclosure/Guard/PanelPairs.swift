/// Differences of two panels that have too few holders (`Protection.PairRule`).
///
/// Source: reliability rule R5 a, docs/decisions/0008.
struct PanelPairs {
    private let structure: Atoms
    private let protection: Protection

    init(_ structure: Atoms, _ protection: Protection) {
        self.structure = structure
        self.protection = protection
    }

    /// The panels whose difference with a panel has too few holders. Costs the panels of its atoms, and for each of
    /// those that share some the small atoms that they do not.
    func panels(closeTo id: Atoms.PanelID) -> [Atoms.PanelID] {
        let own = structure.atomsOfPanel[id]
        var common: [Atoms.PanelID: Int] = [:]
        for atom in own {
            for panel in structure.atoms[atom].panels where panel != id { common[panel, default: 0] += 1 }
        }
        return common.filter { other, common in
            isRefused(
                difference(of: id, without: other, atoms: own.count - common),
                difference(of: other, without: id, atoms: structure.atomsOfPanel[other].count - common))
        }.map(\.key)
    }

    /// Whose points one panel has and the other has not.
    private enum Difference {
        case nobody
        case few(holders: Int)
        case enough

        var isFew: Bool { if case .few = self { true } else { false } }
        var hasTwo: Bool {
            switch self {
            case .nobody: false
            case .few(let holders): holders >= 2
            case .enough: true
            }
        }
    }

    /// Whether a pair of panels is refused, by its two differences.
    private func isRefused(_ here: Difference, _ there: Difference) -> Bool {
        switch protection.pairs {
        case .every: here.isFew || there.isFew
        case .unmasked: (here.isFew && !there.hasTwo) || (there.isFew && !here.hasTwo)
        }
    }

    /// The difference of one panel and another; `atoms` is the number of its atoms. Stops counting where there must be
    /// enough.
    private func difference(of panel: Atoms.PanelID, without other: Atoms.PanelID, atoms: Int) -> Difference {
        if atoms == 0 { return .nobody }
        if atoms >= protection.holders && structure.population.hasOneHolderEach { return .enough }
        var tally = HolderTally()
        for atom in structure.atomsOfPanel[panel] where !structure.atoms[atom].panels.contains(other) {
            let own = structure.atoms[atom].tally
            if own.holders >= protection.holders { return .enough }
            tally = tally + own
        }
        return tally.isFew(protection) ? .few(holders: tally.holders) : .enough
    }
}
