/// Which audiences have to be asked about a public figure of a month, by the atoms of the public panels: those that see
/// more of them than everybody does. To all others the figure says what it says to everybody.
///
/// Memory: the atoms that each audience reaches. Costs, of a question, the atoms asked for and the audiences found.
struct AudienceReach {
    /// The number of the public panels of whose atoms this is.
    let lineage: Int
    private(set) var unknown: Set<Audience>
    private var reached: [Audience: CompatiblePanels.Reach] = [:]
    private var changed: [Atoms.AtomID: Set<Audience>] = [:]
    private var tested: [Atoms.AtomID: Set<Audience>] = [:]

    init(lineage: Int, unknown: some Sequence<Audience>) {
        self.lineage = lineage
        self.unknown = Set(unknown)
    }

    mutating func set(_ audience: Audience, _ reach: CompatiblePanels.Reach) {
        forget(audience)
        unknown.remove(audience)
        reached[audience] = reach
        for atom in reach.changed { changed[atom, default: []].insert(audience) }
        for atom in reach.tested { tested[atom, default: []].insert(audience) }
    }

    /// Makes the reach of an audience unknown, which is then asked about every figure.
    mutating func forget(_ audience: Audience) {
        unknown.insert(audience)
        guard let reach = reached.removeValue(forKey: audience) else { return }
        for atom in reach.changed { changed[atom]?.remove(audience) }
        for atom in reach.tested { tested[atom]?.remove(audience) }
    }

    /// The audiences to which any of the atoms is another or that look at it, and those of which nothing is known.
    func audiences(reaching atoms: Set<Atoms.AtomID>) -> Set<Audience> {
        found(atoms, in: tested).union(found(atoms, in: changed))
    }

    private func found(_ atoms: Set<Atoms.AtomID>, in places: [Atoms.AtomID: Set<Audience>]) -> Set<Audience> {
        if places.isEmpty { return unknown }
        return atoms.reduce(into: unknown) { if let audiences = places[$1] { $0.formUnion(audiences) } }
    }
}
