/// Which atoms the test of each weak atom looks at: those by whose change its result may change.
struct Lookouts {
    private var atomsOf: [Atoms.AtomID: [Atoms.AtomID]] = [:]
    private var looking: [Atoms.AtomID: Set<Atoms.AtomID>] = [:]

    var isEmpty: Bool { atomsOf.isEmpty }

    /// The weak atoms whose tests look at any of some atoms. Costs those atoms.
    func looking(at atoms: some Sequence<Atoms.AtomID>) -> Set<Atoms.AtomID> {
        looking.isEmpty ? [] : atoms.reduce(into: []) { if let weak = looking[$1] { $0.formUnion(weak) } }
    }

    /// The atoms that the test of a weak atom looks at.
    func atoms(of weak: Atoms.AtomID) -> [Atoms.AtomID] { atomsOf[weak] ?? [] }

    /// The weak atoms that have tests.
    var weak: Dictionary<Atoms.AtomID, [Atoms.AtomID]>.Keys { atomsOf.keys }

    /// The atoms that any test looks at.
    var atoms: Dictionary<Atoms.AtomID, Set<Atoms.AtomID>>.Keys { looking.keys }

    /// What replacing a test's atoms changed, needed to undo it.
    struct Change {
        fileprivate let atom: Atoms.AtomID
        fileprivate let before: [Atoms.AtomID]?
    }

    /// Replaces the atoms that the test of a weak atom looks at; nil where it has no test any more.
    @discardableResult
    mutating func replace(_ atom: Atoms.AtomID, with atoms: [Atoms.AtomID]?) -> Change {
        let before = atomsOf[atom]
        for other in before ?? [] {
            looking[other]?.remove(atom)
            if looking[other]?.isEmpty ?? false { looking[other] = nil }
        }
        atomsOf[atom] = atoms
        for other in atoms ?? [] { looking[other, default: []].insert(atom) }
        return Change(atom: atom, before: before)
    }

    mutating func undo(_ changes: [Change]) {
        for change in changes.reversed() { replace(change.atom, with: change.before) }
    }
}
