/// Sets of imports, each kept once: sums of a million channels come from few imports together.
package struct RevisionSets: Sendable {
    private struct Step: Hashable {
        let set: UInt32
        let revision: Revision
    }

    /// The empty set is number 0. Each is ascending.
    @usableFromInline var sets: [[Revision]] = [[]]
    private var numbers: [[Revision]: UInt32] = [[]: 0]
    private var known: [Step: UInt32] = [:]

    package init() {}

    /// The imports of a set, ascending.
    package subscript(number: UInt32) -> [Revision] { sets[Int(number)] }

    /// The number of the set that is another one with an import.
    @inlinable
    package mutating func adding(_ revision: Revision, to number: UInt32) -> UInt32 {
        sets[Int(number)].last == revision ? number : self.number(of: number, with: revision)
    }

    @usableFromInline
    mutating func number(of set: UInt32, with revision: Revision) -> UInt32 {
        let step = Step(set: set, revision: revision)
        if let known = known[step] { return known }
        let union = Set(sets[Int(set)] + [revision]).sorted()
        let next = numbers[union] ?? UInt32(sets.count)
        if next == sets.count { sets.append(union) }
        (numbers[union], known[step]) = (next, next)
        return next
    }
}
