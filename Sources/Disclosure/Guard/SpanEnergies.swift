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

    /// Costs the points of the atom's smallest panel, the first time.
    func of(_ atom: Atoms.AtomID, _ structure: Atoms, _ energies: PointEnergies) -> AtomEnergies {
        let key = structure.atoms[atom].key
        if let known = byKey[key] { return known }
        var sum = AtomEnergies()
        for point in structure.points(of: atom) { sum.add(energies(point, period) ?? 0, of: point, population) }
        sum.close()
        byKey[key] = sum
        return sum
    }
}
