/// Which atoms can take up energy of another: those of its panels, nearest first.
///
/// The same for the same panels, whatever the order in which they were added: atoms and panels are taken by what they
/// hold, not by their numbers. Of each panel asked about, its first atoms are found once.
final class Neighbourhoods {
    let structure: Atoms
    private let weakness: (Atoms.AtomID) -> Bool
    private var known: [Atoms.AtomID: Bool] = [:]
    private var firsts: [Atoms.PanelID: (strong: [Atoms.AtomID], weak: [Atoms.AtomID])] = [:]

    /// How far to look.
    struct Reach {
        let neighbours: Int
        /// The panels of an atom that are followed, those of fewest atoms first.
        let panelsOfAtom: Int
        /// The atoms of a panel that are taken, weak ones and others.
        let strongOfPanel: Int
        let weakOfPanel: Int

        static let near = Reach(neighbours: 40, panelsOfAtom: 3, strongOfPanel: 6, weakOfPanel: 3)
    }

    private enum Limit {
        static let points = 100_000
        /// Enough of a panel that as many as are taken are left besides those found.
        static let firsts = 160
    }

    init(_ structure: Atoms, isWeak: @escaping (Atoms.AtomID) -> Bool) {
        self.structure = structure
        weakness = isWeak
    }

    func isWeak(_ atom: Atoms.AtomID) -> Bool {
        if let known = known[atom] { return known }
        let isWeak = weakness(atom)
        known[atom] = isWeak
        return isWeak
    }

    /// An atom with what lies around it: its component, where that has at most so many atoms, else its neighbours.
    func around(_ atom: Atoms.AtomID, component limit: Int) -> [Atoms.AtomID] {
        structure.component(of: atom, limit: limit) ?? [atom] + neighbours(of: atom, .near)
    }

    /// Breadth first over the panels of each atom.
    func neighbours(of atom: Atoms.AtomID, _ reach: Reach) -> [Atoms.AtomID] {
        var (found, places) = ([atom], Set([atom]))
        var next = 0
        while next < found.count, found.count < reach.neighbours {
            for panel in nearest(found[next], reach) {
                let (strong, weak) = first(of: panel)
                take(reach.strongOfPanel, of: strong, &found, &places)
                take(reach.weakOfPanel, of: weak, &found, &places)
            }
            next += 1
        }
        return Array(found.dropFirst())
    }

    private func take(
        _ most: Int, of atoms: [Atoms.AtomID], _ found: inout [Atoms.AtomID], _ places: inout Set<Atoms.AtomID>
    ) {
        var taken = 0
        for atom in atoms where taken < most && places.insert(atom).inserted {
            found.append(atom)
            taken += 1
        }
    }

    private func nearest(_ atom: Atoms.AtomID, _ reach: Reach) -> some Sequence<Atoms.PanelID> {
        structure.atoms[atom].panels
            .map { (structure.atomsOfPanel[$0].count, structure.panels[$0].fingerprint, $0) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
            .prefix(reach.panelsOfAtom).map(\.2)
            .filter { structure.panels[$0].count <= Limit.points }
    }

    private func first(of panel: Atoms.PanelID) -> (strong: [Atoms.AtomID], weak: [Atoms.AtomID]) {
        if let known = firsts[panel] { return known }
        let atoms = structure.atomsOfPanel[panel].map { (key: structure.atoms[$0].key, atom: $0) }
            .sorted { $0.key < $1.key }
        var first: (strong: [Atoms.AtomID], weak: [Atoms.AtomID]) = ([], [])
        for (_, atom) in atoms {
            if isWeak(atom) {
                if first.weak.count < Limit.firsts { first.weak.append(atom) }
            } else if first.strong.count < Limit.firsts {
                first.strong.append(atom)
            }
        }
        firsts[panel] = first
        return first
    }
}
