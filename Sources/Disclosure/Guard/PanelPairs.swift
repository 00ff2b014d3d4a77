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
        if atoms >= protection.holders && structure.population.hasOneHolderEach { return .max }
        var tally = HolderTally()
        for atom in structure.atomsOfPanel[panel] where !structure.atoms[atom].panels.contains(other) {
            if !structure.isSmall(atom) { return .max }
            tally = tally + structure.atoms[atom].tally
        }
        return tally.holders
    }
}
