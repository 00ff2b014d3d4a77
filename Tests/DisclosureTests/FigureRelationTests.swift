import TestKit
import Testing

@testable import Disclosure

/// A few blocks of homes and panels of whole blocks, the last of them often made of others.
private struct SmallTown {
    let structure: Atoms
    let newest: Atoms.PanelID
    let threshold = 3

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (blocks, points) = ([[UInt32]](), 0)
        for _ in 0..<Int.random(in: 5...9, using: &random) {
            let size = [1, 1, 2, 2, 3, 5].randomElement(using: &random) ?? 1
            blocks.append((points..<points + size).map(UInt32.init))
            points += size
        }
        var structure = Atoms(population: Population(points: points), Protection(holders: threshold))
        var panels: [Set<Int>] = []
        for _ in 0..<Int.random(in: 2...6, using: &random) {
            panels.append(Set(blocks.indices.filter { _ in Int.random(in: 0..<5, using: &random) < 2 }))
        }
        let one = panels.randomElement(using: &random) ?? []
        let other = panels.randomElement(using: &random) ?? []
        let few = Set(blocks.indices.filter { _ in Int.random(in: 0..<8, using: &random) == 0 })
        let last = [one.union(other), one.subtracting(other), one.symmetricDifference(few)]
            .randomElement(using: &random)
        for panel in panels + [last ?? []] where !panel.isEmpty {
            _ = structure.add(Panel(panel.flatMap { blocks[$0] }))
        }
        self.structure = structure
        self.newest = structure.panels.count - 1
    }

    var atoms: Range<Int> { 1..<structure.atoms.count }

    private func row(_ panel: Atoms.PanelID, on columns: [Int]) -> [UInt64] {
        columns.map { structure.atoms[$0].panels.contains(panel) ? 1 : 0 }
    }

    /// Whether the others make up the newest panel on some atoms.
    func isCombination(on columns: [Int]) -> Bool {
        var space = RowSpace(width: columns.count)
        for panel in 0..<newest { space.insert(row(panel, on: columns)) }
        return space.contains(row(newest, on: columns))
    }

    /// The groups of small atoms that some panels tell somebody who knows one small atom of one holder, or none.
    func told(by panels: Range<Int>) -> Set<[Int]> {
        let small = atoms.filter { structure.isSmall($0) }
        let singles = small.filter { structure.atoms[$0].tally.holders == 1 }
        let columns = Array(atoms)
        return ([nil] + singles).reduce(into: []) { (told: inout Set<[Int]>, single: Int?) in
            var space = RowSpace(width: columns.count)
            for panel in panels { space.insert(row(panel, on: columns)) }
            if let single { space.insert(columns.map { $0 == single ? 1 : 0 }) }
            for bits in 1..<1 << small.count {
                let group = small.indices.filter { bits >> $0 & 1 == 1 }.map { small[$0] }
                let holders = group.reduce(0) { $0 + structure.atoms[$1].tally.holders }
                guard holders < threshold, single.map({ !group.contains($0) }) ?? true else { continue }
                if space.contains(columns.map { group.contains($0) ? 1 : 0 }) { told.insert([single ?? 0] + group) }
            }
        }
    }
}

@Suite("How a figure hangs together with others")
struct FigureRelationTests {
    @Test func `is found out, and one that is not entangled tells no group that the others do not`() {
        var counts: [String: Int] = [:]
        for seed in 0..<240 as Range<UInt64> {
            let town = SmallTown(seed: seed)
            let strong = town.atoms.filter { !town.structure.isSmall($0) }
            let isToldMore = town.told(by: 0..<town.newest + 1) != town.told(by: 0..<town.newest)
            switch FigureRelation(of: town.newest, in: town.structure) {
            case .independent(let atoms):
                #expect(Set(atoms).isSubset(of: strong) && !town.isCombination(on: atoms) && !isToldMore)
                counts["independent", default: 0] += 1
            case .combination:
                #expect(town.isCombination(on: Array(town.atoms)) && !isToldMore)
                counts["combination", default: 0] += 1
            case .entangled:
                #expect(town.isCombination(on: strong) && !town.isCombination(on: Array(town.atoms)))
                counts[isToldMore ? "telling" : "entangled", default: 0] += 1
            }
        }
        #expect(counts.count == 4 && counts.values.allSatisfy { $0 >= 8 }, "\(counts)")
    }
}
