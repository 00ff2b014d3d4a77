/// The partition of points by the panels that they lie in: an atom is a class of points that lie in the same panels.
///
/// Every linear combination of figures gives equal weight to all points of an atom, so none tells them apart. Points
/// whose energies are known to who sees the figures are in no atom (`exclude`).
///
/// Adding a panel costs its points and, for each atom that it cuts, the panels of that atom. Memory: 4 bytes for each
/// point near one that is in a panel, the atoms, and the panels. A copy has in common with the original what neither
/// changes (`PagedArray`).
struct Atoms {
    typealias AtomID = Int
    typealias PanelID = Int

    struct Atom {
        var tally: HolderTally
        /// A sum over its points that tells it by what it holds, whatever its number: equal for equal points.
        var key: UInt64
        /// The panels that contain it, in the order in which they were added.
        var panels: [PanelID]
    }

    /// The atom of points that are in no panel.
    static let outside: AtomID = 0
    /// In place of an atom, of a point that is in none.
    private static let excluded: Int32 = -1

    private(set) var population: Population
    private let protection: Protection
    private var atomOfPoint = PagedArray<Int32>()
    private(set) var atoms = PagedArray<Atom>()
    private(set) var panels = PagedArray<Panel>()
    private(set) var atomsOfPanel = PagedArray<[AtomID]>()
    /// How many atoms are small.
    private(set) var smallAtoms = 0

    init(population: Population, _ protection: Protection) {
        self.population = population
        self.protection = protection
        atoms.append(Atom(tally: HolderTally(), key: 0, panels: []))
    }

    /// Whether an atom has points, and too few holders.
    func isSmall(_ atom: AtomID) -> Bool { isSmall(atoms[atom].tally) }

    private func isSmall(_ tally: HolderTally) -> Bool { !tally.isEmpty && tally.isBelow(protection) }

    /// Points of one atom.
    private struct Part {
        let atom: AtomID
        var tally = HolderTally()
        var key: UInt64 = 0
    }

    /// The changes that adding a panel made, needed to remove it.
    struct Step {
        fileprivate var parts: [(atom: AtomID, part: AtomID?)] = []
        /// The atoms that changed or are new, except those of no panel.
        var touched: [AtomID] { parts.flatMap { [$0.atom, $0.part].compactMap { $0 } }.filter { $0 != Atoms.outside } }
        /// The atoms that there were before of which the panel has points, that of no panel among them.
        var met: [AtomID] { parts.map(\.atom) }
    }

    /// Adds a panel: splits the atoms of which it has some points and not others. Points that are not of the population
    /// have no holder.
    mutating func add(_ panel: Panel) -> Step {
        let id = panels.count
        panels.append(panel)
        atomsOfPanel.append([])
        if let last = panel.points.last { atomOfPoint.resize(to: Int(last) + 1, with: Int32(Atoms.outside)) }
        var step = Step()
        var partOfAtom: [AtomID: AtomID] = [:]
        for part in parts(of: panel) {
            let atom = part.atom
            if atom != Atoms.outside, part.tally.points == atoms[atom].tally.points {
                atoms[atom].panels.append(id)
                atomsOfPanel[id].append(atom)
                step.parts.append((atom, nil))
            } else {
                let new = split(part, for: id)
                partOfAtom[atom] = new
                step.parts.append((atom, new))
            }
        }
        move(panel, partOfAtom)
        return step
    }

    private func parts(of panel: Panel) -> [Part] {
        var places: [Int32: Int] = [:]
        var parts: [Part] = []
        var (lastAtom, lastPlace) = (Atoms.excluded, -1)
        for point in panel.points {
            let atom = atomOfPoint[Int(point)]
            if atom == Atoms.excluded { continue }
            if atom != lastAtom {
                lastAtom = atom
                lastPlace = places[atom] ?? parts.count
                if lastPlace == parts.count {
                    places[atom] = lastPlace
                    parts.append(Part(atom: AtomID(atom)))
                }
            }
            parts[lastPlace].tally.add(point, of: population)
            parts[lastPlace].key &+= Atoms.key(of: point)
        }
        return parts
    }

    /// SplitMix64 of a point's number: sums of it are equal for different classes of points with a chance of 2⁻⁶⁴.
    private static func key(of point: UInt32) -> UInt64 {
        var value = UInt64(point) &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    private mutating func split(_ part: Part, for panel: PanelID) -> AtomID {
        let (atom, new) = (part.atom, atoms.count)
        atoms.append(Atom(tally: HolderTally(), key: part.key, panels: atoms[atom].panels + [panel]))
        for other in atoms[atom].panels { atomsOfPanel[other].append(new) }
        atomsOfPanel[panel].append(new)
        setTally(of: new, part.tally)
        if atom != Atoms.outside {
            setTally(of: atom, atoms[atom].tally - part.tally)
            atoms[atom].key &-= part.key
        }
        return new
    }

    private mutating func setTally(of atom: AtomID, _ tally: HolderTally) {
        for (tally, sign) in [(atoms[atom].tally, -1), (tally, 1)] where isSmall(tally) {
            smallAtoms += sign
        }
        atoms[atom].tally = tally
    }

    private mutating func move(_ panel: Panel, _ partOfAtom: [AtomID: AtomID]) {
        guard !partOfAtom.isEmpty else { return }
        var (lastAtom, lastPart) = (Atoms.excluded, Int32?.none)
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
            let (tally, key) = (atoms[part].tally, atoms[part].key)
            setTally(of: part, HolderTally())
            atoms.removeLast()
            for other in atoms[atom].panels { atomsOfPanel[other].removeLast() }
            if atom != Atoms.outside {
                setTally(of: atom, atoms[atom].tally + tally)
                atoms[atom].key &+= key
            }
            atomOfPart[Int32(part)] = Int32(atom)
        }
        guard !atomOfPart.isEmpty else { return }
        for point in panel.points {
            if let atom = atomOfPart[atomOfPoint[Int(point)]] { atomOfPoint[Int(point)] = atom }
        }
    }

    /// Takes points out of every atom and every panel to come: they hide nobody. Returns the atoms that had some.
    /// Costs the points, and for each atom that is left without any the atoms of its panels.
    mutating func exclude(_ points: Panel) -> [AtomID] {
        if let last = points.points.last { atomOfPoint.resize(to: Int(last) + 1, with: Int32(Atoms.outside)) }
        let excluded = parts(of: points)
        for part in excluded where part.atom != Atoms.outside {
            let atom = part.atom
            setTally(of: atom, atoms[atom].tally - part.tally)
            atoms[atom].key &-= part.key
            guard atoms[atom].tally.isEmpty else { continue }
            for panel in atoms[atom].panels { atomsOfPanel[panel].removeAll { $0 == atom } }
            atoms[atom].panels = []
        }
        for point in points.points { atomOfPoint[Int(point)] = Atoms.excluded }
        return excluded.map(\.atom)
    }

    /// The same atoms of a population that has more points. Nil where that changes the holders of points in panels.
    func of(_ population: Population) -> Atoms? {
        guard population.extends(self.population), atomOfPoint.count <= self.population.count else { return nil }
        var atoms = self
        atoms.population = population
        return atoms
    }

    /// The atom of a point; that of no panel where it is excluded.
    func atom(of point: UInt32) -> AtomID {
        let place = Int(point)
        return place < atomOfPoint.count ? max(Atoms.outside, AtomID(atomOfPoint[place])) : Atoms.outside
    }

    /// Calls `body` with every point that is in a panel, and its atom. Costs the points up to the highest of them.
    func forEachPoint(_ body: (_ point: UInt32, _ atom: AtomID) -> Void) {
        for point in 0..<atomOfPoint.count where atomOfPoint[point] > 0 {
            body(UInt32(point), AtomID(atomOfPoint[point]))
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
