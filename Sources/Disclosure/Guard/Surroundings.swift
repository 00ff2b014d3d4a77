/// Weak atoms with other atoms around them, and the figures over these as a linear system: each atom a column, each
/// panel a row.
///
/// An atom is weak where its own points do not protect each other: it has too few holders, or one who shows in it.
/// Atoms that are not looked at keep their energy, so that more seems to be told than is: what is asked of figures is
/// refused too much and never too little, but what seems to be told without a figure is a fact only where the atoms are
/// a whole component, or were widened until it is settled (`CombinationTest.around`).
struct Surroundings {
    struct Row {
        let panel: Atoms.PanelID
        let columns: [Int]
    }

    /// The atoms whose energy may differ, as columns.
    let atoms: [Atoms.AtomID]
    /// The columns of the weak atoms that this is about.
    let protected: [Int]
    let rows: [Row]
    /// Whether `atoms` are all atoms of the panels of `rows`. Only then may a figure's rounding be used, which is of
    /// whole figures.
    let isWhole: Bool

    /// The component of an atom; nil where it has more than `limit` atoms.
    init?(componentOf atom: Atoms.AtomID, _ neighbourhoods: Neighbourhoods, limit: Int) {
        let structure = neighbourhoods.structure
        guard let component = structure.component(of: atom, limit: limit) else { return nil }
        atoms = component
        protected = component.indices.filter { neighbourhoods.isWeak(component[$0]) }
        rows = Surroundings.rows(component, structure)
        isWhole = true
    }

    /// One atom among its neighbours. Where it has too many weak ones to try all their unions, those may keep their
    /// energy.
    init(
        around atom: Atoms.AtomID, _ neighbourhoods: Neighbourhoods, _ reach: Neighbourhoods.Reach,
        isWithoutWeak: Bool = false
    ) {
        self.init(
            around: atom, among: neighbourhoods.neighbours(of: atom, reach), neighbourhoods,
            isWithoutWeak: isWithoutWeak)
    }

    /// One atom among some others.
    init(
        around atom: Atoms.AtomID, among found: [Atoms.AtomID], _ neighbourhoods: Neighbourhoods, isWithoutWeak: Bool
    ) {
        atoms = [atom] + (isWithoutWeak ? found.filter { !neighbourhoods.isWeak($0) } : found)
        protected = [0]
        rows = Surroundings.rows(atoms, neighbourhoods.structure)
        isWhole = false
    }

    private static func rows(_ atoms: [Atoms.AtomID], _ structure: Atoms) -> [Row] {
        var columns: [Atoms.PanelID: [Int]] = [:]
        for (column, atom) in atoms.enumerated() {
            for panel in structure.atoms[atom].panels { columns[panel, default: []].append(column) }
        }
        return columns.sorted { $0.key < $1.key }.map { Row(panel: $0.key, columns: $0.value) }
    }

    /// The panels whose figures take part.
    var panels: [Atoms.PanelID] { rows.map(\.panel) }

    /// Every union of some columns with too few holders; nil where there are more unions below the threshold than
    /// `limit`.
    static func groups(
        of columns: [Int], under protection: Protection, atMost limit: Int, _ tally: (Int) -> HolderTally
    ) -> [[Int]]? {
        let tallies = columns.map(tally)
        let threshold = protection.holders
        if isSurelyBeyond(limit, tallies.map(\.holders), below: threshold) { return nil }
        var unions = 0
        var groups: [[Int]] = []
        var group: [Int] = []
        /// False once there are too many.
        func extend(from first: Int, _ tally: HolderTally) -> Bool {
            for place in first..<columns.count {
                let union = tally + tallies[place]
                guard union.holders < threshold else { continue }
                if unions == limit { return false }
                unions += 1
                group.append(columns[place])
                if union.isFew(protection) { groups.append(group) }
                guard extend(from: place + 1, union) else { return false }
                group.removeLast()
            }
            return true
        }
        return extend(from: 0, HolderTally()) ? groups : nil
    }

    /// The columns of each holder who is alone in several of some: he knows all of them.
    static func ofOneHolder(_ columns: [Int], _ tally: (Int) -> HolderTally) -> [[Int]] {
        var own: [UInt32: [Int]] = [:]
        for column in columns {
            if let holder = tally(column).onlySharedHolder { own[holder, default: []].append(column) }
        }
        return own.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    }

    /// Whether there are too many groups for certain: of the columns with fewest holders all unions are groups, as far
    /// as they come to fewer than the threshold together.
    private static func isSurelyBeyond(_ limit: Int, _ holders: [Int], below threshold: Int) -> Bool {
        var (together, columns) = (0, 0)
        for holders in holders.sorted() {
            together += holders
            if together >= threshold || 1 << columns > limit { break }
            columns += 1
        }
        return 1 << columns > limit
    }
}
