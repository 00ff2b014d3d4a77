import Metering

/// The energies of one span, added up by atoms. Each atom is added up once, whatever its number.
///
/// Memory: some hundred bytes for each atom asked about.
final class SpanEnergies {
    let period: ClosedRange<CivilDay>
    private let population: Population
    private var byKey: [UInt64: AtomEnergies] = [:]

    init(_ period: ClosedRange<CivilDay>, _ population: Population) {
        self.period = period
        self.population = population
    }

    /// Adds up all atoms that there are. Costs the points up to the highest in a panel.
    func addUp(_ structure: Atoms, _ energies: PointEnergies) {
        var sums = [AtomEnergies](repeating: AtomEnergies(), count: structure.atoms.count)
        structure.forEachPoint { point, atom in sums[atom].add(energies(point, period) ?? 0, of: point, population) }
        for atom in 1..<max(1, sums.count) {
            sums[atom].close()
            byKey[structure.atoms[atom].key] = sums[atom]
        }
    }

    /// Costs the points of the atom's smallest panel, the first time; of what a new panel left of a known atom, the
    /// points of the part that it took.
    func of(_ atom: Atoms.AtomID, _ structure: Atoms, _ energies: PointEnergies) -> AtomEnergies {
        let key = structure.atoms[atom].key
        if let known = byKey[key] { return known }
        let sum = rest(atom, structure, energies) ?? added(atom, structure, energies)
        byKey[key] = sum
        return sum
    }

    /// How many of the newest atoms are looked at for the part that was taken from another.
    private static let newest = 4

    /// Nil where the atom is not a known one without one of the newest atoms.
    private func rest(_ atom: Atoms.AtomID, _ structure: Atoms, _ energies: PointEnergies) -> AtomEnergies? {
        guard !population.hasSharedHolders else { return nil }
        let count = structure.atoms.count
        for part in max(1, count - SpanEnergies.newest)..<max(1, count) where part != atom {
            let key = structure.atoms[part].key
            guard let whole = byKey[structure.atoms[atom].key &+ key] else { continue }
            let taken = byKey[key] ?? added(part, structure, energies)
            byKey[key] = taken
            return whole.without(taken)
        }
        return nil
    }

    private func added(_ atom: Atoms.AtomID, _ structure: Atoms, _ energies: PointEnergies) -> AtomEnergies {
        var sum = AtomEnergies()
        for point in structure.points(of: atom) { sum.add(energies(point, period) ?? 0, of: point, population) }
        sum.close()
        return sum
    }
}
