/// The tests of the small groups of a structure that have to be made with the energies of each period, each by a number
/// that is never given twice.
///
/// Finding the tests that look at given atoms costs those atoms and tests.
struct SmallGroupTests {
    private(set) var byNumber: [Int: SmallGroupTest] = [:]
    private var looking: [Atoms.AtomID: Set<Int>] = [:]
    private var next = 0
    /// Changes whenever the tests do.
    private(set) var generation = 0

    var isEmpty: Bool { byNumber.isEmpty }

    /// The atoms that any test looks at.
    var atoms: Dictionary<Atoms.AtomID, Set<Int>>.Keys { looking.keys }

    /// The tests that look at any of the atoms.
    func tests(lookingAt atoms: some Sequence<Atoms.AtomID>) -> [SmallGroupTest] {
        numbers(lookingAt: atoms).sorted().compactMap { byNumber[$0] }
    }

    private func numbers(lookingAt atoms: some Sequence<Atoms.AtomID>) -> Set<Int> {
        if byNumber.isEmpty { return [] }
        return atoms.reduce(into: []) { if let numbers = looking[$1] { $0.formUnion(numbers) } }
    }

    /// What replacing tests changed, needed to undo it.
    struct Change {
        fileprivate let removed: [Int: SmallGroupTest]
        fileprivate let added: Range<Int>
    }

    /// Takes tests in place of all that look at any of the atoms.
    mutating func replace(lookingAt atoms: Set<Atoms.AtomID>, with renewed: [SmallGroupTest]) -> Change {
        var removed: [Int: SmallGroupTest] = [:]
        for number in numbers(lookingAt: atoms) { removed[number] = remove(number) }
        let first = next
        for test in renewed {
            add(test, as: next)
            next += 1
        }
        if !removed.isEmpty || !renewed.isEmpty { generation += 1 }
        return Change(removed: removed, added: first..<next)
    }

    mutating func undo(_ change: Change) {
        if change.removed.isEmpty && change.added.isEmpty { return }
        for number in change.added { remove(number) }
        for (number, test) in change.removed { add(test, as: number) }
        generation += 1
    }

    private mutating func add(_ test: SmallGroupTest, as number: Int) {
        byNumber[number] = test
        for atom in test.atoms { looking[atom, default: []].insert(number) }
    }

    @discardableResult
    private mutating func remove(_ number: Int) -> SmallGroupTest? {
        guard let test = byNumber.removeValue(forKey: number) else { return nil }
        for atom in test.atoms {
            looking[atom]?.remove(number)
            if looking[atom]?.isEmpty ?? false { looking[atom] = nil }
        }
        return test
    }
}
