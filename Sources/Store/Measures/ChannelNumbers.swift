/// The channels that a question is about, by number.
package struct ChannelNumbers: Sendable {
    /// Ascending, each once; nil stands for all.
    @usableFromInline let sorted: [UInt32]?

    package static let all = ChannelNumbers(sorted: nil)

    package init(_ numbers: some Sequence<UInt32>) { sorted = Set(numbers).sorted() }

    private init(sorted: [UInt32]?) { self.sorted = sorted }

    /// Precondition: the numbers ascend, each once.
    package init(ascending numbers: [UInt32]) { self.init(sorted: numbers) }

    /// How many are asked for; nil of all.
    package var count: Int? { sorted?.count }

    /// The numbers that are asked for, ascending; nil of all.
    package var numbers: [UInt32]? { sorted }

    /// Where a number stands in arrays of what is asked for: of all, at itself; else its place among the asked ones.
    /// Nil of a number that is not asked for.
    @inlinable @inline(__always) package func place(of number: UInt32) -> Int? {
        guard let sorted else { return Int(number) }
        let place = place(of: number, in: sorted)
        return place < sorted.count && sorted[place] == number ? place : nil
    }

    /// The number that stands at a place, as `place(of:)` says.
    @inlinable package func number(at place: Int) -> UInt32 { sorted?[place] ?? UInt32(place) }

    /// Whether they are those of a point or two.
    package var areFew: Bool { sorted.map { $0.count <= 4 } ?? false }

    @inlinable @inline(__always) package func contains(_ number: UInt32) -> Bool {
        guard let sorted else { return true }
        let place = place(of: number, in: sorted)
        return place < sorted.count && sorted[place] == number
    }

    package func overlaps(_ range: ClosedRange<UInt32>) -> Bool {
        guard let sorted else { return true }
        let place = place(of: range.lowerBound, in: sorted)
        return place < sorted.count && sorted[place] <= range.upperBound
    }

    /// Whether all of a range is asked for.
    package func covers(_ range: ClosedRange<UInt32>) -> Bool {
        guard let sorted else { return true }
        let (first, last) = (place(of: range.lowerBound, in: sorted), place(of: range.upperBound, in: sorted))
        return last < sorted.count && sorted[last] == range.upperBound && last - first == range.count - 1
    }

    /// Those of a range; all stay all.
    package func within(_ range: ClosedRange<UInt32>) -> ChannelNumbers {
        guard let sorted else { return self }
        let first = place(of: range.lowerBound, in: sorted)
        return ChannelNumbers(sorted: Array(sorted[first...].prefix { $0 <= range.upperBound }))
    }

    /// Each wanted number of a range, ascending.
    package func forEach(in range: ClosedRange<UInt32>, _ body: (UInt32) -> Void) {
        guard let sorted else { return range.forEach(body) }
        var place = place(of: range.lowerBound, in: sorted)
        while place < sorted.count, sorted[place] <= range.upperBound {
            body(sorted[place])
            place += 1
        }
    }

    /// The first place whose number is not below.
    @inlinable func place(of number: UInt32, in sorted: [UInt32]) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
