/// The partition of points by the panels that they lie in: an atom is a class of points that lie in the same panels.
///
/// Every linear combination of figures gives equal weight to all points of an atom, so none tells them apart. Adding a
/// panel costs its points and, for each atom that it cuts, the panels of that atom. Memory: 4 bytes for each point of
/// the population, and the panels. An instance that is copied and changed copies all of it.
struct Atoms {
    typealias AtomID = Int
    typealias PanelID = Int

    struct Atom {
        var tally: HolderTally
        /// The panels that contain it, in the order in which they were added.
        var panels: [PanelID]
    }

    private let population: Population
    /// The fewest holders of an atom that is not small.
    private let threshold: Int
    /// The atom of each point. Atom 0 has the points that are in no panel.
    private var atomOfPoint: [Int32]
    private(set) var atoms: [Atom] = [Atom(tally: HolderTally(), panels: [])]
    private(set) var panels: [Panel] = []
    private(set) var atomsOfPanel: [[AtomID]] = []
    /// Atoms with fewer holders than the threshold.
    private(set) var small: Set<AtomID> = []

    init(population: Population, threshold: Int) {
        self.population = population
        self.threshold = threshold
        atomOfPoint = Array(repeating: 0, count: population.count)
    }

    /// The changes that adding a panel made, needed to remove it.
    struct Step {
        fileprivate var parts: [(atom: AtomID, part: AtomID?)] = []
        fileprivate let small: Set<AtomID>
        /// The atoms that changed or are new, except atom 0.
        var touched: [AtomID] { parts.flatMap { [$0.atom, $0.part].compactMap { $0 } }.filter { $0 != 0 } }
    }

    /// Adds a panel: splits the atoms of which it has some points and not others.
    ///
    /// Precondition: its points are of the population.
    mutating func add(_ panel: Panel) -> Step {
        let id = panels.count
        panels.append(panel)
        atomsOfPanel.append([])
        var step = Step(small: small)
        let inside = tallies(of: panel)
        var partOfAtom: [AtomID: AtomID] = [:]
        for (atom, tally) in inside {
            let rest = atom == 0 ? tally : atoms[atom].tally - tally
            if atom != 0, rest.isEmpty {
                atoms[atom].panels.append(id)
                atomsOfPanel[id].append(atom)
                step.parts.append((atom, nil))
            } else {
                partOfAtom[atom] = split(tally, off: atom, leaving: rest, for: id)
                step.parts.append((atom, atoms.count - 1))
            }
        }
        move(panel, partOfAtom)
        return step
    }

    private func tallies(of panel: Panel) -> [(atom: AtomID, tally: HolderTally)] {
        var places: [AtomID: Int] = [:]
        var tallies: [(atom: AtomID, tally: HolderTally)] = []
        var (lastAtom, lastPlace) = (-1, -1)
        for point in panel.points {
            let atom = AtomID(atomOfPoint[Int(point)])
            if atom != lastAtom {
                lastAtom = atom
                lastPlace = places[atom] ?? tallies.count
                if lastPlace == tallies.count {
                    places[atom] = lastPlace
                    tallies.append((atom, HolderTally()))
                }
            }
            tallies[lastPlace].tally.add(point, of: population)
        }
        return tallies
    }

    private mutating func split(
        _ tally: HolderTally, off atom: AtomID, leaving rest: HolderTally, for panel: PanelID
    ) -> AtomID {
        let part = atoms.count
        atoms.append(Atom(tally: tally, panels: atoms[atom].panels + [panel]))
        for other in atoms[atom].panels { atomsOfPanel[other].append(part) }
        atomsOfPanel[panel].append(part)
        if tally.holders < threshold { small.insert(part) }
        if atom != 0 {
            atoms[atom].tally = rest
            if rest.holders < threshold { small.insert(atom) }
        }
        return part
    }

    private mutating func move(_ panel: Panel, _ partOfAtom: [AtomID: AtomID]) {
        guard !partOfAtom.isEmpty else { return }
        var (lastAtom, lastPart) = (Int32(-1), Int32?.none)
        for point in panel.points {
            let atom = atomOfPoint[Int(point)]
            if atom != lastAtom {
                lastAtom = atom
                lastPart = partOfAtom[AtomID(atom)].map(Int32.init)
            }
            if let lastPart { atomOfPoint[Int(point)] = lastPart }
        }
    }

    /// Removes the panel that was added last. `step` is what adding it returned.
    mutating func remove(_ step: Step) {
        let panel = panels.removeLast()
        atomsOfPanel.removeLast()
        var atomOfPart: [Int32: Int32] = [:]
        for (atom, part) in step.parts.reversed() {
            guard let part else {
                atoms[atom].panels.removeLast()
                continue
            }
            let removed = atoms.removeLast()
            for other in atoms[atom].panels { atomsOfPanel[other].removeLast() }
            if atom != 0 { atoms[atom].tally = atoms[atom].tally + removed.tally }
            atomOfPart[Int32(part)] = Int32(atom)
        }
        small = step.small
        guard !atomOfPart.isEmpty else { return }
        for point in panel.points {
            if let atom = atomOfPart[atomOfPoint[Int(point)]] { atomOfPoint[Int(point)] = atom }
        }
    }

    /// The points of an atom, at most `limit` of them. Costs the points of its smallest panel.
    func points(of atom: AtomID, limit: Int = .max) -> [UInt32] {
        guard let panel = atoms[atom].panels.min(by: { panels[$0].count < panels[$1].count }) else { return [] }
        var points: [UInt32] = []
        for point in panels[panel].points where atomOfPoint[Int(point)] == Int32(atom) {
            points.append(point)
            if points.count == limit { break }
        }
        return points
    }

    /// The connected component of an atom: all atoms that a chain of panels joins to it, sorted. Nil when there are
    /// more than `limit`, at the cost of `limit`.
    func component(of start: AtomID, limit: Int) -> [AtomID]? {
        var found: Set<AtomID> = [start]
        var seen: Set<PanelID> = []
        var waiting = [start]
        while let atom = waiting.popLast() {
            for panel in atoms[atom].panels where seen.insert(panel).inserted {
                if atomsOfPanel[panel].count > limit { return nil }
                for other in atomsOfPanel[panel] where found.insert(other).inserted { waiting.append(other) }
                if found.count > limit { return nil }
            }
        }
        return found.sorted()
    }
}
