import TestKit
import Testing

@testable import Disclosure

/// The points by the panels that they lie in, found anew for each question.
private struct PlainAtoms {
    let population: Population
    let threshold: Int
    var panels: [Panel] = []
    var excluded: Set<UInt32> = []

    /// The points of each class that lies in some panel, by these.
    var classes: [[Int]: [UInt32]] {
        Dictionary(grouping: (0..<UInt32(population.count)).filter { !excluded.contains($0) }) { point in
            panels.indices.filter { panels[$0].points.contains(point) }
        }.filter { !$0.key.isEmpty }
    }

    func isSmall(_ points: [UInt32]) -> Bool { population.distinctHolders(of: points) < threshold }
}

@Suite("Atoms of panels")
struct AtomsTests {
    @Test(arguments: 0..<12 as Range<UInt64>)
    func `are the classes of points that lie in the same panels, through additions, removals, exclusions and copies`(
        seed: UInt64
    ) {
        var random = SeededGenerator(seed: seed)
        let population = population(&random)
        var pairs = [
            (Atoms(population: population, Protection(holders: 3)), PlainAtoms(population: population, threshold: 3))
        ]
        for turn in 0..<24 {
            let place = Int.random(in: pairs.indices, using: &random)
            change(&pairs[place], population, &random)
            if turn % 8 == 7 { pairs.append(pairs[place]) }
            for pair in pairs { compare(pair.0, pair.1) }
        }
    }

    private func population(_ random: inout SeededGenerator) -> Population {
        let count = Int.random(in: 20...700, using: &random)
        return Population(
            holders: (0..<count).map { point in
                switch Int.random(in: 0..<8, using: &random) {
                case 0: Population.inactive
                case 1: UInt32.random(in: 0..<3, using: &random)
                default: UInt32(10 + point)
                }
            })
    }

    private func panel(_ population: Population, _ random: inout SeededGenerator) -> Panel {
        let first = UInt32.random(in: 0..<UInt32(population.count), using: &random)
        let last = UInt32.random(in: first..<UInt32(population.count), using: &random)
        let share = Int.random(in: 1...4, using: &random)
        return Panel((first...last).filter { _ in Int.random(in: 0..<4, using: &random) < share })
    }

    private func change(
        _ pair: inout (Atoms, PlainAtoms), _ population: Population, _ random: inout SeededGenerator
    ) {
        let panel = panel(population, &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            let some = Panel(panel.points.prefix(4))
            _ = pair.0.exclude(some)
            pair.1.excluded.formUnion(some.points)
        case 1, 2:
            let step = pair.0.add(panel)
            pair.0.remove(step)
        default:
            _ = pair.0.add(panel)
            pair.1.panels.append(panel)
        }
    }

    private func compare(_ atoms: Atoms, _ plain: PlainAtoms) {
        let classes = plain.classes
        var found: [[Int]: [UInt32]] = [:]
        for atom in 1..<max(1, atoms.atoms.count) where !atoms.atoms[atom].tally.isEmpty {
            found[atoms.atoms[atom].panels] = atoms.points(of: atom)
            #expect(atoms.atoms[atom].tally.holders == plain.population.distinctHolders(of: atoms.points(of: atom)))
            #expect(atoms.points(of: atom).allSatisfy { atoms.atom(of: $0) == atom })
            #expect(atoms.isSmall(atom) == plain.isSmall(atoms.points(of: atom)))
            for panel in atoms.atoms[atom].panels { #expect(atoms.atomsOfPanel[panel].contains(atom)) }
        }
        #expect(found == classes)
        for panel in plain.panels.indices {
            #expect(atoms.atomsOfPanel[panel].count == classes.keys.filter { $0.contains(panel) }.count)
        }
        let small = classes.values.filter(plain.isSmall)
        #expect(atoms.smallAtoms == small.count)
    }
}
