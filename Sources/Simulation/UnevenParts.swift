/// Cuts a whole into parts of log-normal size, as communes and concentrators have: many small, a few large.
enum UnevenParts {
    /// The sizes of the parts; their sum is the whole.
    ///
    /// Precondition: parts of these bounds can make the whole.
    static func sizes(
        of whole: Int, parts: Int, within bounds: ClosedRange<Int>, spread: Double, _ generator: inout SplitMix64
    ) -> [Int] {
        precondition(parts * bounds.lowerBound <= whole && whole <= parts * bounds.upperBound)
        let weights = (0..<parts).map { _ in generator.logNormal(mean: 1, spread: spread) }
        let scale = Double(whole - parts * bounds.lowerBound) / weights.reduce(0, +)
        var sizes = weights.map { min(bounds.upperBound, bounds.lowerBound + Int($0 * scale)) }
        var rest = whole - sizes.reduce(0, +)
        while rest > 0 {
            let open = sizes.indices.filter { sizes[$0] < bounds.upperBound }
            let share = max(1, rest / open.count)
            for part in open where rest > 0 {
                let added = min(share, rest, bounds.upperBound - sizes[part])
                sizes[part] += added
                rest -= added
            }
        }
        return sizes
    }

    /// The ranges that parts of these sizes cover, one after the other.
    static func ranges(_ sizes: [Int]) -> [Range<Int>] {
        var end = 0
        return sizes.map { size in
            end += size
            return end - size..<end
        }
    }
}
