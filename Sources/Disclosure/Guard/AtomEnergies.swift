/// What the holders of an atom consumed over a span, as far as the tests need it.
struct AtomEnergies {
    /// Holders of points with energy, and those points.
    private(set) var contributors = HolderTally()
    /// In watt-hours, or litres for water; nil where it goes beyond 2⁶².
    private(set) var total: Int64? = 0
    /// The sum of the squares of the holders' energies.
    private(set) var squares = 0.0
    /// The energies of the two holders with most.
    private(set) var first = 0.0
    private(set) var second = 0.0
    private var shared: [UInt32: Double] = [:]
    /// How many points with energy were added up, before others were subtracted.
    private var addedUp = 0

    /// Adds a point's energy; what is not above zero does not count.
    mutating func add(_ energy: Int64, of point: UInt32, _ population: Population) {
        guard energy > 0 else { return }
        contributors.add(point, of: population)
        total = total.flatMap { $0 <= 1 << 62 - energy ? $0 + energy : nil }
        if population.isShared(point), let holder = population.holder(of: point) {
            shared[holder, default: 0] += Double(energy)
        } else {
            count(Double(energy))
        }
    }

    /// Counts the holders of several points. To be called once all points were added.
    mutating func close() {
        for energy in shared.values { count(energy) }
        shared = [:]
        addedUp = contributors.points
    }

    /// Those of the points that are not a part's, where each holder has one point. Nil where they have to be added up:
    /// one of the two with most is of the part, or so much was subtracted that rounding would show.
    func without(_ part: AtomEnergies) -> AtomEnergies? {
        guard part.first < second, let total, let gone = part.total else { return nil }
        var rest = self
        rest.contributors = contributors - part.contributors
        rest.total = total - gone
        rest.squares -= part.squares
        return rest.contributors.points * 2 > addedUp ? rest : nil
    }

    private mutating func count(_ energy: Double) {
        squares += energy * energy
        if energy > first { (first, second) = (energy, first) } else if energy > second { second = energy }
    }

    var isEmpty: Bool { contributors.isEmpty }

    /// Whether one holder could be told to less than half of the deviation that is left of him to somebody who knows
    /// the atom's total and one other holder (`HolderDeviation`).
    var showsHolder: Bool { HolderDeviation.shows(first, second, squares: squares) }
}
