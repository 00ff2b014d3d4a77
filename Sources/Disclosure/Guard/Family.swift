import Metering

/// Panels that may all be published over the same time without isolating a group of fewer holders than the
/// protection asks.
///
/// A panel comes in when its differences with the others, their sums and differences at large, and their classes
/// allow it. Where no atom is small there is nothing to test: any group then leaves points in each atom that it
/// touches, to which its energy might as well belong. Nested territories never get further than that.
final class Family {
    private let population: Population
    private let protection: Protection
    private var structure: Atoms
    private var places: [Panel: Atoms.PanelID] = [:]
    /// What has to be looked at with the values of each period.
    private var exposures: [Int: Exposure] = [:]
    private var exposuresEver = 0
    /// Changes with the exposures.
    private var generation = 0

    init(_ population: Population, _ protection: Protection) {
        self.population = population
        self.protection = protection
        structure = Atoms(population: population, threshold: protection.holders)
    }

    var count: Int { places.count }

    func contains(_ panel: Panel) -> Bool { places[panel] != nil }

    /// Whether the values of each period have to be looked at.
    var isExposed: Bool { !exposures.isEmpty }

    /// Takes the panel in, unless it would isolate too few, or `condition` fails once it is in.
    func admit(_ panel: Panel, provided condition: () -> Bool = { true }) -> Bool {
        if panel.points.isEmpty || contains(panel) { return true }
        let id = structure.panels.count
        let before = exposures
        let step = structure.add(panel)
        guard structure.small.isEmpty || (arePairsApart(id) && watch(id, step.touched)), condition() else {
            structure.remove(step)
            if before.count != exposures.count || exposures.contains(where: { before[$0.key] == nil }) {
                exposures = before
                generation += 1
            }
            return false
        }
        places[panel] = id
        return true
    }

    // MARK: Pairs

    /// Whether no difference of the panel and another is of too few, by `protection.pairs`.
    private func arePairsApart(_ id: Atoms.PanelID) -> Bool {
        let own = structure.atomsOfPanel[id]
        var common: [Atoms.PanelID: Int] = [:]
        for atom in own {
            for panel in structure.atoms[atom].panels where panel != id { common[panel, default: 0] += 1 }
        }
        return common.allSatisfy { other, common in
            !isRefused(
                holders(in: id, without: other, atoms: own.count - common),
                holders(in: other, without: id, atoms: structure.atomsOfPanel[other].count - common))
        }
    }

    /// Whether a pair of differences is refused that have so many holders, nil for none at all.
    private func isRefused(_ here: Int?, _ there: Int?) -> Bool {
        let few = 0..<protection.holders
        let isHere = here.map(few.contains) ?? false
        let isThere = there.map(few.contains) ?? false
        return switch protection.pairs {
        case .every: isHere || isThere
        case .unmasked: (isHere && (there ?? 0) < 2) || (isThere && (here ?? 0) < 2)
        }
    }

    /// The holders of the atoms that one panel has and another not; nil where there are none, and not counted where
    /// they are surely enough.
    private func holders(in panel: Atoms.PanelID, without other: Atoms.PanelID, atoms: Int) -> Int? {
        if atoms == 0 { return nil }
        if atoms >= protection.holders && population.hasOneHolderEach { return .max }
        var tally = HolderTally()
        for atom in structure.atomsOfPanel[panel] where !structure.atoms[atom].panels.contains(other) {
            if !structure.small.contains(atom) { return .max }
            tally = tally + structure.atoms[atom].tally
        }
        return tally.holders
    }

    // MARK: Sums and differences at large

    /// Renews the exposures that a new panel touches. False, and nothing changed, where one gives a group away.
    private func watch(_ id: Atoms.PanelID, _ touched: [Atoms.AtomID]) -> Bool {
        var outdated = Set(touched)
        var renewed: [Exposure] = []
        if let first = structure.atomsOfPanel[id].first,
            let whole = Exposure(componentOf: first, structure, population, protection)
        {
            guard whole.isUndetermined else { return false }
            outdated.formUnion(whole.atoms)
            renewed = [whole]
        } else {
            let stale = exposures.values.filter { !outdated.isDisjoint(with: $0.atoms) }.flatMap(\.protected)
            for atom in outdated.union(stale).filter(structure.small.contains).sorted() {
                let exposure = Exposure(around: atom, structure, population, protection)
                guard exposure.isUndetermined else { return false }
                renewed.append(exposure)
            }
        }
        generation += 1
        exposures = exposures.filter { outdated.isDisjoint(with: $0.value.atoms) }
        for exposure in renewed where !exposure.isEmpty {
            exposures[exposuresEver] = exposure
            exposuresEver += 1
        }
        return true
    }

    /// The exposures that were found wide over some period.
    struct Clearance {
        fileprivate var exposures: Set<Int> = []
        /// When all were.
        fileprivate var generation: Int?
    }

    func isWide(by clearance: Clearance) -> Bool { clearance.generation == generation }

    /// Whether the figures of all panels leave every group of too few its interval over a period, each with its
    /// rounding there. What was found wide before is not looked at again.
    func isWide(
        over period: ClosedRange<CivilDay>, _ energies: PointEnergies, _ clearance: inout Clearance,
        rounding: (Panel) -> Int64
    ) -> Bool {
        let union = greatestUnion
        for (id, exposure) in exposures where !clearance.exposures.contains(id) {
            let isWide = exposure.isWide(over: period, energies, structure, union: union) {
                rounding(structure.panels[$0])
            }
            guard isWide else { return false }
            clearance.exposures.insert(id)
        }
        clearance.generation = generation
        return true
    }

    /// The sum of the holders of the small atoms of a group with too few: where holders have several points, one
    /// holder may be in many atoms.
    private var greatestUnion: Int {
        let holders = structure.small.reduce(0) { $0 + structure.atoms[$1].tally.holders }
        return population.hasSharedHolders ? holders : min(holders, protection.holders - 1)
    }
}
