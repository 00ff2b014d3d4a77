/// The tests of the small groups of a structure that have to be made with the energies of each period, each by a number
/// that is never given twice.
///
/// Finding the tests that look at given atoms costs those atoms and tests.
struct SmallGroupTests {
    private var byNumber: [Int: SmallGroupTest] = [:]
    private var looking: [Atoms.AtomID: Set<Int>] = [:]
    private var next = 0
    /// Changes whenever the tests do.
    private var generation = 0

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

    /// The tests that were passed over some period.
    struct Passed {
        fileprivate var numbers: Set<Int> = []
        /// The generation of which all tests were passed.
        fileprivate var generation: Int?
    }

    /// Whether all tests that there are now were passed.
    func haveAllPassed(_ passed: Passed) -> Bool { passed.generation == generation }

    /// The first test that is not passed; nil where all are. Those that were passed before are not made again, and
    /// those passed now are added.
    func firstFailed(_ passed: inout Passed, _ isPassed: (SmallGroupTest) -> Bool) -> SmallGroupTest? {
        for (number, test) in byNumber.filter({ !passed.numbers.contains($0.key) }).sorted(by: { $0.key < $1.key }) {
            guard isPassed(test) else { return test }
            passed.numbers.insert(number)
        }
        passed.generation = generation
        return nil
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
