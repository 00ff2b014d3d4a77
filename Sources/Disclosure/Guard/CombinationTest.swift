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
    private let structure: Atoms
    /// Unions of weak atoms, as columns, each with fewer holders than the threshold.
    private let groups: [[Int]]
    /// The columns of atoms of one holder.
    private let singles: [Int]
    /// Of each holder who is alone in several columns, these.
    private let severalColumns: [[Int]]
    private let tallies: [HolderTally]
    private let protection: Protection
    /// Whether other weak atoms count as fixed: then each group stands for all unions with some of them.
    private let isWithoutWeak: Bool

    /// Nil where there are too many groups to try them all.
    private init?(_ surroundings: Surroundings, _ structure: Atoms, _ protection: Protection) {
        let tallies = surroundings.atoms.map { structure.atoms[$0].tally }
        let weak = surroundings.atoms.indices.filter { structure.isSmall(surroundings.atoms[$0]) }
        let limit = surroundings.isWhole ? protection.unions : protection.unionsNearby
        guard
            let groups = Surroundings.groups(
                of: weak, under: protection, atMost: limit, { tallies[$0] })
        else { return nil }
        (self.surroundings, self.structure, self.tallies) = (surroundings, structure, tallies)
        self.protection = protection
        self.groups = surroundings.isWhole ? groups : groups.filter { $0.contains(0) }
        singles = weak.filter { tallies[$0].holders == 1 }
        severalColumns = Surroundings.ofOneHolder(singles) { tallies[$0] }
        isWithoutWeak = false
    }

    /// The test of an atom, the atoms of which a change may change its result, and whether a panel tells a group that
    /// the others do not; nil: no panel is new.
    static func test(
        of atom: Atoms.AtomID, _ neighbourhoods: Neighbourhoods, _ protection: Protection,
        isToldBy panel: Atoms.PanelID?
    ) -> (test: CombinationTest, looked: [Atoms.AtomID], isTold: Bool) {
        guard let whole = CombinationTest(componentOf: atom, neighbourhoods, protection) else {
            return around(atom, neighbourhoods, protection, isToldBy: panel)
        }
        return (whole, whole.atoms, panel.map(whole.isTold) ?? false)
    }

    /// Of all small atoms of the component of one; nil where it has too many atoms, or too many groups.
    init?(componentOf atom: Atoms.AtomID, _ neighbourhoods: Neighbourhoods, _ protection: Protection) {
        guard
            let whole = Surroundings(componentOf: atom, neighbourhoods, limit: protection.component),
            let test = CombinationTest(whole, neighbourhoods.structure, protection)
        else { return nil }
        self = test
    }

    /// Of one small atom among some others.
    private init(
        around atom: Atoms.AtomID, among others: [Atoms.AtomID], _ neighbourhoods: Neighbourhoods,
        _ protection: Protection
    ) {
        let near = Surroundings(around: atom, among: others, neighbourhoods, isWithoutWeak: false)
        if let test = CombinationTest(near, neighbourhoods.structure, protection) {
            self = test
            return
        }
        structure = neighbourhoods.structure
        surroundings = Surroundings(around: atom, among: others, neighbourhoods, isWithoutWeak: true)
        tallies = surroundings.atoms.map { neighbourhoods.structure.atoms[$0].tally }
        self.protection = protection
        (groups, singles, severalColumns, isWithoutWeak) = ([[0]], [], [], true)
    }

    /// The atoms that it looks at.
    var atoms: [Atoms.AtomID] { surroundings.atoms }

    /// The small atoms that it is about.
    var protected: [Atoms.AtomID] { surroundings.protected.map { surroundings.atoms[$0] } }

    var panels: [Atoms.PanelID] { surroundings.panels }

    /// Whether a panel tells a group, or would to somebody who knows one holder, that the others do not. What they
    /// tell without it is a fact: nothing protects it any more. Of all atoms of a component.
    func isTold(by panel: Atoms.PanelID) -> Bool {
        let all = told(by: knowledge())
        return !all.isEmpty && !all.isSubset(of: told(by: knowledge(without: panel)))
    }

    /// What some panels tell of the atoms that are looked at.
    private struct Knowledge {
        /// One panel for each row of ones.
        let rows: [Surroundings.Row]
        let space: RowSpace
        /// Columns of one holder, by what is left open of them.
        let singles: [RowSpace.Direction: [(column: Int, factor: UInt64)]]
        /// Of each holder who is alone in several columns, these, and what is known to him.
        let several: [(columns: [Int], space: RowSpace)]
    }

    private func knowledge(without panel: Atoms.PanelID? = nil) -> Knowledge {
        var seen: Set<[Int]> = []
        let rows = surroundings.rows.filter { $0.panel != panel && seen.insert($0.columns).inserted }
        var space = RowSpace(width: atoms.count)
        for row in rows { space.insert(ones(row.columns)) }
        var known: [RowSpace.Direction: [(column: Int, factor: UInt64)]] = [:]
        for column in singles {
            if let (direction, factor) = RowSpace.direction(of: space.rest(of: ones([column]))) {
                known[direction, default: []].append((column, factor))
            }
        }
        let several = severalColumns.map { columns in
            (columns, columns.reduce(into: space) { $0.insert(ones([$1])) })
        }
        return Knowledge(rows: rows, space: space, singles: known, several: several)
    }

    /// The groups, by their places, that are told.
    private func told(by knowledge: Knowledge) -> Set<Int> {
        Set(groups.indices.filter { telling(groups[$0], knowledge) != nil })
    }

    /// What the figures tell where they tell a group: its ones, or those less as much of a single holder as is known;
    /// nil where they do not.
    private func telling(_ group: [Int], _ knowledge: Knowledge) -> [UInt64]? {
        guard let (direction, factor) = RowSpace.direction(of: knowledge.space.rest(of: ones(group))) else {
            return ones(group)
        }
        let single = knowledge.singles[direction, default: []].first { single in
            !group.contains(single.column) && !isLawful(group, single.column, factor, single.factor)
        }
        guard let single else { return tellingHolder(of: group, knowledge) }
        var vector = ones(group)
        vector[single.column] = RowSpace.difference(0, RowSpace.ratio(factor, single.factor))
        return vector
    }

    /// The same to a holder who is alone in several columns, and knows all of them.
    private func tellingHolder(of group: [Int], _ knowledge: Knowledge) -> [UInt64]? {
        for (columns, space) in knowledge.several
        where Set(columns).isDisjoint(with: group) && space.contains(ones(group)) {
            let figures = knowledge.rows.map { ones($0.columns) }
            let combinations = RowCombinations(figures + columns.map { ones([$0]) }, width: atoms.count)
            guard let factors = combinations.factors(giving: ones(group)) else { continue }
            var vector = ones(group)
            for (column, factor) in zip(columns, factors.dropFirst(figures.count)) {
                vector[column] = RowSpace.difference(0, factor)
            }
            if !isLawful(group, columns.filter { vector[$0] != 0 }, vector) { return vector }
        }
        return nil
    }

    /// Whether what the figures tell is the sum of the group and some columns of a holder: a figure of enough holders.
    private func isLawful(_ group: [Int], _ columns: [Int], _ vector: [UInt64]) -> Bool {
        guard columns.allSatisfy({ vector[$0] == 1 }) else { return false }
        return !(group + columns).reduce(HolderTally()) { $0 + tallies[$1] }.isFew(protection)
    }

    /// Whether what the figures tell is the sum of the group and the one: a figure of enough holders.
    private func isLawful(_ group: [Int], _ single: Int, _ factor: UInt64, _ other: UInt64) -> Bool {
        guard RowSpace.areOpposite(factor, other) else { return false }
        return !group.reduce(tallies[single]) { $0 + tallies[$1] }.isFew(protection)
    }

    private func ones(_ columns: [Int]) -> [UInt64] {
        var vector = [UInt64](repeating: 0, count: surroundings.atoms.count)
        for column in columns { vector[column] = 1 }
        return vector
    }
}

// MARK: Among neighbours

extension CombinationTest {
    /// What is found of one atom among others.
    private enum Finding {
        case told, untold
        /// Some seem to be told, since atoms that are not looked at count as fixed: these show whether they are.
        case unsettled([Atoms.AtomID])
    }

    /// The test of one small atom among its neighbours, and whether a panel tells a group with it that the others do
    /// not; nil: no panel is new.
    ///
    /// Atoms that are not looked at count as fixed, so groups may seem to be told that are not: by a panel, or by the
    /// others without it. Where one does, a combination of figures is that group on the atoms looked at. If it is on
    /// all others too, the group is told; else an atom on which it is not is looked at as well, until all is settled.
    /// So of each group that is not told the atoms looked at are the witness, and a later panel that touches none of
    /// them cannot tell it. Where too many atoms would have to be looked at, what seems to be told is; where no panel
    /// is new, each later one of the component is then held against it.
    private static func around(
        _ atom: Atoms.AtomID, _ neighbourhoods: Neighbourhoods, _ protection: Protection,
        isToldBy panel: Atoms.PanelID?
    ) -> (test: CombinationTest, looked: [Atoms.AtomID], isTold: Bool) {
        var others = neighbourhoods.neighbours(of: atom, .near)
        while true {
            let test = CombinationTest(around: atom, among: others, neighbourhoods, protection)
            switch test.finding(panel) {
            case .told: return (test, test.atoms, true)
            case .untold: return (test, test.atoms, false)
            case .unsettled(let further):
                guard others.count + further.count <= protection.looked else {
                    let all = neighbourhoods.structure.component(of: atom, limit: .max)
                    return (test, all ?? test.atoms, panel != nil)
                }
                others += further
            }
        }
    }

    private func finding(_ panel: Atoms.PanelID?) -> Finding {
        let all = knowledge()
        let told = told(by: all)
        if told.isEmpty { return .untold }
        let without = panel.map { knowledge(without: $0) }
        let before = without.map(self.told(by:)) ?? []
        let figures = Figures(all, self)
        let others = without.map { Figures($0, self) }
        var further: Set<Atoms.AtomID> = []
        for group in told.sorted() {
            let differing = differing(groups[group], figures)
            further.formUnion(differing)
            guard let others, differing.isEmpty else { continue }
            guard before.contains(group) else { return .told }
            further.formUnion(self.differing(groups[group], others))
        }
        if let panel, let without, isWithoutWeak, further.isEmpty {
            guard let differing = difference(of: panel, without) else { return .untold }
            if differing.isEmpty { return .told }
            further.formUnion(differing)
        }
        return further.isEmpty ? .untold : .unsettled(further.sorted { key(of: $0) < key(of: $1) })
    }

    private func key(of atom: Atoms.AtomID) -> UInt64 { structure.atoms[atom].key }

    /// What is known, with the figures that it comes from.
    private struct Figures {
        let knowledge: Knowledge
        let combinations: RowCombinations

        init(_ knowledge: Knowledge, _ test: CombinationTest) {
            self.knowledge = knowledge
            combinations = RowCombinations(
                knowledge.rows.map { test.ones($0.columns) }, width: test.atoms.count)
        }
    }

    /// Atoms that are not looked at and on which the figures that seem to tell a group are not it; none where they are
    /// it on all.
    private func differing(_ group: [Int], _ figures: Figures) -> [Atoms.AtomID] {
        guard let vector = telling(group, figures.knowledge),
            let factors = figures.combinations.factors(giving: vector)
        else { return [] }
        return rest(of: figures.knowledge.rows, factors)
    }

    /// Where other weak atoms count as fixed: atoms on which a panel is not the combination of the others that it seems
    /// to be on those that are not weak; nil where it seems none. Only a combination of the others on all of them tells
    /// a union of weak atoms anew.
    private func difference(of panel: Atoms.PanelID, _ others: Knowledge) -> [Atoms.AtomID]? {
        func strong(_ columns: [Int]?) -> [UInt64] { ones((columns ?? []).filter { $0 != 0 }) }
        let own = surroundings.rows.first { $0.panel == panel }?.columns
        let combinations = RowCombinations(others.rows.map { strong($0.columns) }, width: atoms.count)
        return combinations.factors(giving: strong(own)).map { rest(of: others.rows, $0, beside: panel) }
    }

    /// How many atoms are looked at besides for one group and turn: each costs a column, each turn an elimination.
    private static var mostAtOnce: Int { 4 }

    /// Atoms that are not looked at and on which a combination of figures is not nothing, or not the panel's.
    private func rest(
        of rows: [Surroundings.Row], _ factors: [UInt64], beside panel: Atoms.PanelID? = nil
    ) -> [Atoms.AtomID] {
        var rest: [Atoms.AtomID: UInt64] = [:]
        func subtract(_ factor: UInt64, of panel: Atoms.PanelID) {
            for atom in structure.atomsOfPanel[panel] {
                rest[atom] = RowSpace.difference(rest[atom, default: 0], factor)
            }
        }
        for (row, factor) in zip(rows, factors) where factor != 0 { subtract(factor, of: row.panel) }
        if let panel { subtract(RowSpace.difference(0, 1), of: panel) }
        let looked = Set(atoms)
        let differing = rest.filter { atom, value in
            value != 0 && !looked.contains(atom) && !(isWithoutWeak && structure.isSmall(atom))
        }
        return Array(differing.keys.sorted { key(of: $0) < key(of: $1) }.prefix(CombinationTest.mostAtOnce))
    }
}
