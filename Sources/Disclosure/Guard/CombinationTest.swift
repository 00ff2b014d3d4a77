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
    private let tallies: [HolderTally]
    private let threshold: Int
    /// Whether other weak atoms count as fixed: then each group stands for all unions with some of them.
    private let isWithoutWeak: Bool

    /// Nil where there are too many groups to try them all.
    private init?(_ surroundings: Surroundings, _ structure: Atoms, _ protection: Protection) {
        let tallies = surroundings.atoms.map { structure.atoms[$0].tally }
        let weak = surroundings.atoms.indices.filter { structure.isSmall(surroundings.atoms[$0]) }
        let limit = surroundings.isWhole ? protection.unions : protection.unionsNearby
        guard
            let groups = Surroundings.groups(
                of: weak, below: protection.holders, atMost: limit, { tallies[$0] })
        else { return nil }
        (self.surroundings, self.structure, self.tallies) = (surroundings, structure, tallies)
        threshold = protection.holders
        self.groups = surroundings.isWhole ? groups : groups.filter { $0.contains(0) }
        singles = weak.filter { tallies[$0].holders == 1 }
        isWithoutWeak = false
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
        threshold = protection.holders
        (groups, singles, isWithoutWeak) = ([[0]], [], true)
    }

    /// The atoms that it looks at.
    var atoms: [Atoms.AtomID] { surroundings.atoms }

    /// The small atoms that it is about.
    var protected: [Atoms.AtomID] { surroundings.protected.map { surroundings.atoms[$0] } }

    var panels: [Atoms.PanelID] { surroundings.panels }

    /// Whether a panel tells a group, or would to somebody who knows one holder, that the others do not. What they
    /// tell without it is a fact: nothing protects it any more. Of all atoms of a component.
    func isTold(by panel: Atoms.PanelID) -> Bool {
        let all = told()
        return !all.isEmpty && !all.isSubset(of: told(without: panel))
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
        return Set(groups.indices.filter { telling(groups[$0], space, known) != nil })
    }

    /// What the figures tell where they tell a group: its ones, or those less as much of a single holder as is known;
    /// nil where they do not.
    private func telling(
        _ group: [Int], _ space: RowSpace, _ known: [RowSpace.Direction: [(column: Int, factor: UInt64)]]
    ) -> [UInt64]? {
        guard let (direction, factor) = RowSpace.direction(of: space.rest(of: ones(group))) else { return ones(group) }
        let single = known[direction, default: []].first { single in
            !group.contains(single.column) && !isLawful(group, single.column, factor, single.factor)
        }
        guard let single else { return nil }
        var vector = ones(group)
        vector[single.column] = RowSpace.difference(0, RowSpace.ratio(factor, single.factor))
        return vector
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
    /// them cannot tell it. Where too many atoms would have to be looked at, what seems to be told is.
    static func around(
        _ atom: Atoms.AtomID, _ neighbourhoods: Neighbourhoods, _ protection: Protection,
        isToldBy panel: Atoms.PanelID?
    ) -> (test: CombinationTest, isTold: Bool) {
        var others = neighbourhoods.neighbours(of: atom, .near)
        while true {
            let test = CombinationTest(around: atom, among: others, neighbourhoods, protection)
            switch test.finding(panel) {
            case .told: return (test, true)
            case .untold: return (test, false)
            case .unsettled(let further):
                guard others.count + further.count <= protection.looked else { return (test, panel != nil) }
                others += further
            }
        }
    }

    private func finding(_ panel: Atoms.PanelID?) -> Finding {
        let all = told()
        if all.isEmpty { return .untold }
        let before = panel.map { told(without: $0) } ?? []
        var further: Set<Atoms.AtomID> = []
        for place in all.sorted() {
            if let atom = differing(groups[place], without: nil) {
                further.insert(atom)
            } else if let panel {
                guard before.contains(place) else { return .told }
                if let atom = differing(groups[place], without: panel) { further.insert(atom) }
            }
        }
        if let panel, isWithoutWeak, further.isEmpty {
            guard let atom = differing(panel) else { return isCombination(panel) ? .told : .untold }
            further.insert(atom)
        }
        return further.isEmpty ? .untold : .unsettled(further.sorted { key(of: $0) < key(of: $1) })
    }

    private func key(of atom: Atoms.AtomID) -> UInt64 { structure.atoms[atom].key }

    /// One panel for each row of ones: what two of one row differ by shows on further atoms.
    private func rows(without panel: Atoms.PanelID?) -> [Surroundings.Row] {
        var seen: Set<[Int]> = []
        return surroundings.rows.filter { $0.panel != panel && seen.insert($0.columns).inserted }
    }

    /// An atom that is not looked at and on which the figures that seem to tell a group are not it; nil where they are
    /// it on all.
    private func differing(_ group: [Int], without panel: Atoms.PanelID?) -> Atoms.AtomID? {
        let rows = rows(without: panel)
        var space = RowSpace(width: atoms.count)
        for row in rows { space.insert(ones(row.columns)) }
        var known: [RowSpace.Direction: [(column: Int, factor: UInt64)]] = [:]
        for column in singles {
            if let (direction, factor) = RowSpace.direction(of: space.rest(of: ones([column]))) {
                known[direction, default: []].append((column, factor))
            }
        }
        guard let vector = telling(group, space, known),
            let factors = RowSpace.combination(of: rows.map { ones($0.columns) }, giving: vector)
        else { return nil }
        return differing(rows, factors, beside: nil)
    }

    // Of other weak atoms that count as fixed, the group stands for each union with some of them. A panel that tells
    // one anew is a combination of the others on all atoms that are not weak.

    private func own(_ panel: Atoms.PanelID) -> [UInt64] {
        ones(surroundings.rows.first { $0.panel == panel }?.columns.filter { $0 != 0 } ?? [])
    }

    private func strong(_ row: Surroundings.Row) -> [UInt64] { ones(row.columns.filter { $0 != 0 }) }

    private func isCombination(_ panel: Atoms.PanelID) -> Bool {
        RowSpace.combination(of: rows(without: panel).map(strong), giving: own(panel)) != nil
    }

    private func differing(_ panel: Atoms.PanelID) -> Atoms.AtomID? {
        let rows = rows(without: panel)
        guard let factors = RowSpace.combination(of: rows.map(strong), giving: own(panel)) else { return nil }
        return differing(rows, factors, beside: panel)
    }

    /// An atom that is not looked at and on which a combination of rows is not nothing, or not the panel's figure.
    private func differing(
        _ rows: [Surroundings.Row], _ factors: [UInt64], beside panel: Atoms.PanelID?
    ) -> Atoms.AtomID? {
        var rest: [Atoms.AtomID: UInt64] = [:]
        for (row, factor) in zip(rows, factors) where factor != 0 {
            for atom in structure.atomsOfPanel[row.panel] {
                rest[atom] = RowSpace.difference(rest[atom, default: 0], RowSpace.difference(0, factor))
            }
        }
        if let panel {
            for atom in structure.atomsOfPanel[panel] {
                rest[atom] = RowSpace.difference(rest[atom, default: 0], 1)
            }
        }
        let looked = Set(atoms)
        return rest.filter { atom, value in
            value != 0 && !looked.contains(atom) && !(isWithoutWeak && structure.isSmall(atom))
        }.keys.min { key(of: $0) < key(of: $1) }
    }
}
