/// Whether sums and differences of figures are a group of too few holders, or would be to somebody who knows the energy
/// of one holder: the exact test of surroundings, whatever the energies.
///
/// Groups that fill whole weak atoms are tested; every other group leaves points in each atom that it touches.
/// docs/decisions/0025 proves that this is enough. One known holder matters where he is alone in his atom: elsewhere
/// his neighbours in it stay apart from each other as little as before.
///
/// Costs one elimination (`RowSpace`) of a row for each panel.
struct CombinationTest {
    private let surroundings: Surroundings
    /// Unions of weak atoms, as columns, each with fewer holders than the threshold.
    private let groups: [[Int]]
    /// The columns of atoms of one holder.
    private let singles: [Int]
    private let tallies: [HolderTally]
    private let threshold: Int

    /// Nil where there are too many groups to try them all.
    private init?(_ surroundings: Surroundings, _ structure: Atoms, _ protection: Protection) {
        let tallies = surroundings.atoms.map { structure.atoms[$0].tally }
        let weak = surroundings.atoms.indices.filter { structure.isSmall(surroundings.atoms[$0]) }
        let limit = surroundings.isWhole ? protection.unions : protection.unionsNearby
        guard
            let groups = Surroundings.groups(
                of: weak, below: protection.holders, atMost: limit, { tallies[$0] })
        else { return nil }
        self.surroundings = surroundings
        threshold = protection.holders
        self.tallies = tallies
        self.groups = surroundings.isWhole ? groups : groups.filter { $0.contains(0) }
        singles = weak.filter { tallies[$0].holders == 1 }
    }

    /// Of all small atoms of the component of one; nil where it has too many atoms, or too many groups.
    init?(componentOf atom: Atoms.AtomID, _ neighbourhoods: Neighbourhoods, _ protection: Protection) {
        guard
            let whole = Surroundings(componentOf: atom, neighbourhoods, limit: protection.component),
            let test = CombinationTest(whole, neighbourhoods.structure, protection)
        else { return nil }
        self = test
    }

    /// Of one small atom among its neighbours.
    init(
        around atom: Atoms.AtomID, _ neighbourhoods: Neighbourhoods, _ reach: Neighbourhoods.Reach,
        _ protection: Protection
    ) {
        let near = Surroundings(around: atom, neighbourhoods, reach)
        if let test = CombinationTest(near, neighbourhoods.structure, protection) {
            self = test
            return
        }
        surroundings = Surroundings(around: atom, neighbourhoods, reach, isWithoutWeak: true)
        tallies = surroundings.atoms.map { neighbourhoods.structure.atoms[$0].tally }
        threshold = protection.holders
        (groups, singles) = ([[0]], [])
    }

    /// The atoms that it looks at.
    var atoms: [Atoms.AtomID] { surroundings.atoms }

    /// The small atoms that it is about.
    var protected: [Atoms.AtomID] { surroundings.protected.map { surroundings.atoms[$0] } }

    var panels: [Atoms.PanelID] { surroundings.panels }

    /// Whether it looks at all atoms that its panels have.
    var isWhole: Bool { surroundings.isWhole }

    var isEmpty: Bool { groups.isEmpty }

    /// Whether a panel tells a group, or would to somebody who knows one holder, that the others do not. What they
    /// tell without it is a fact: nothing protects it any more.
    ///
    /// Among neighbours alone, others may seem to tell a group that they do not, since what is not looked at keeps its
    /// energy: that is no fact unless the panel has nothing to do with it (`isApart`).
    func isTold(by panel: Atoms.PanelID) -> Bool {
        let all = told()
        if all.isEmpty { return false }
        return !all.isSubset(of: told(without: panel)) || !isWhole && !isApart(panel)
    }

    /// Whether a panel takes part in nothing that tells a group which others seem to tell without it.
    ///
    /// If a sum of figures with the panel's among them is the group, and another without it is too on these columns,
    /// their difference is nothing there: the panel is a combination of the others and of the two holders who may be
    /// known. So where it is none, its figure is in no such sum.
    private func isApart(_ panel: Atoms.PanelID) -> Bool {
        guard let own = surroundings.rows.first(where: { $0.panel == panel }) else { return true }
        var space = RowSpace(width: atoms.count)
        for row in Set(surroundings.rows.filter { $0.panel != panel }.map(\.columns)) { space.insert(ones(row)) }
        for column in singles { space.insert(ones([column])) }
        return !space.contains(ones(own.columns))
    }

    /// The groups, by their places, that the figures of all panels but one tell.
    private func told(without panel: Atoms.PanelID? = nil) -> Set<Int> {
        var space = RowSpace(width: atoms.count)
        for row in Set(surroundings.rows.filter { $0.panel != panel }.map(\.columns)) { space.insert(ones(row)) }
        var known: [RowSpace.Direction: [(column: Int, factor: UInt64)]] = [:]
        for column in singles {
            if let (direction, factor) = RowSpace.direction(of: space.rest(of: ones([column]))) {
                known[direction, default: []].append((column, factor))
            }
        }
        return Set(groups.indices.filter { isTold(groups[$0], space, known) })
    }

    private func isTold(
        _ group: [Int], _ space: RowSpace, _ known: [RowSpace.Direction: [(column: Int, factor: UInt64)]]
    ) -> Bool {
        guard let (direction, factor) = RowSpace.direction(of: space.rest(of: ones(group))) else { return true }
        return known[direction, default: []].contains { single in
            !group.contains(single.column) && !isLawful(group, single.column, factor, single.factor)
        }
    }

    /// Whether what the figures tell is the sum of the group and the one: a figure of enough holders.
    private func isLawful(_ group: [Int], _ single: Int, _ factor: UInt64, _ other: UInt64) -> Bool {
        guard RowSpace.areOpposite(factor, other) else { return false }
        return group.reduce(tallies[single]) { $0 + tallies[$1] }.holders >= threshold
    }

    private func ones(_ columns: [Int]) -> [UInt64] {
        var vector = [UInt64](repeating: 0, count: surroundings.atoms.count)
        for column in columns { vector[column] = 1 }
        return vector
    }
}
