/// All points that figures may cover, numbered by the caller from 0, each with the number of its holder.
///
/// Thresholds count distinct active holders, not meters: a block of flats with one landlord counts once, and a point
/// without consumption in the year not at all (Code de l'énergie D.111-52 1°).
package struct Population: Sendable {
    /// The holder number of a point that is not active.
    package static let inactive = UInt32.max

    /// Where the numbers of holders of several points begin: the same however many points there are.
    private static let firstShared: UInt32 = 1 << 31

    private let holders: [UInt32]
    private let isShared: [Bool]
    /// The points of customers that are neither small nor personal (D.111-64): fewer of them protect each other.
    private let others: Panel

    /// `holders[point]` is the point's holder, or `inactive`.
    package init(holders: [UInt32], others: Panel = Panel([])) {
        self.others = others
        var points: [UInt32: Int] = [:]
        for holder in holders where holder != Population.inactive { points[holder, default: 0] += 1 }
        self.holders = holders
        isShared = points.values.allSatisfy { $0 == 1 } ? [] : holders.map { points[$0, default: 0] > 1 }
        hasOneHolderEach = points.count == holders.count
    }

    /// Every point is active and has a holder of its own.
    package init(points: Int, others: Panel = Panel([])) {
        self.others = others
        holders = (0..<UInt32(points)).map { $0 }
        isShared = []
        hasOneHolderEach = true
    }

    /// Every point is active, and has a holder of its own but those of `shared`, by the holder's number.
    package init(points: Int, shared: [UInt32: UInt32], others: Panel = Panel([])) {
        guard !shared.isEmpty else {
            self.init(points: points, others: others)
            return
        }
        self.init(
            holders: (0..<UInt32(points)).map { point in shared[point].map { Population.firstShared + $0 } ?? point },
            others: others)
    }

    package var count: Int { holders.count }

    /// Nil for a point that is not active, or not of the population.
    func holder(of point: UInt32) -> UInt32? {
        let index = Int(point)
        guard index < holders.count, holders[index] != Population.inactive else { return nil }
        return holders[index]
    }

    /// Whether the point's holder has other points too.
    func isShared(_ point: UInt32) -> Bool { Int(point) < isShared.count && isShared[Int(point)] }

    /// Whether the point's customer is neither small nor personal.
    func isOther(_ point: UInt32) -> Bool { others.contains(point) }

    /// Whether it has all points of another population, each with the same holder and clientele, and whoever has one
    /// point there has no other here. Costs the points.
    func extends(_ other: Population) -> Bool {
        count >= other.count && holders.starts(with: other.holders)
            && others.points.prefix { $0 < UInt32(other.count) }.elementsEqual(other.others.points)
            && other.holders.indices.allSatisfy { isShared(UInt32($0)) == other.isShared(UInt32($0)) }
    }

    var hasSharedHolders: Bool { !isShared.isEmpty }
    /// Whether every point is active and the only one of its holder.
    let hasOneHolderEach: Bool

    package func distinctHolders(of points: some Sequence<UInt32>) -> Int { tally(of: points).holders }

    func tally(of points: some Sequence<UInt32>) -> HolderTally {
        points.reduce(into: HolderTally()) { $0.add($1, of: self) }
    }
}

/// The number of points and of distinct active holders of a class of points. Disjoint classes can be added, and a part
/// subtracted, which counts of distinct holders alone do not allow.
struct HolderTally: Equatable {
    private(set) var points = 0
    /// Active holders with this one point.
    private var single = 0
    /// Active points whose customers are small or personal.
    private var smallOrPersonal = 0
    /// The points of this class of each active holder that has several points in the population.
    private var shared: [UInt32: Int] = [:]

    var holders: Int { single + shared.count }

    /// The holder of all its points, where it is one who has several.
    var onlySharedHolder: UInt32? { single == 0 && shared.count == 1 ? shared.keys.first : nil }

    var isEmpty: Bool { points == 0 }

    /// Whether they are too few to protect each other: together, and among customers that are neither small nor
    /// personal where there are no others.
    func isFew(_ protection: Protection) -> Bool {
        holders < (smallOrPersonal > 0 ? protection.holders : min(protection.holders, protection.others))
    }

    /// Whether a group that has them, and others besides, may be of too few: whatever their customers are, since one of
    /// the others may be small or personal.
    func isBelow(_ protection: Protection) -> Bool { holders < protection.holders }

    mutating func add(_ point: UInt32, of population: Population) {
        points += 1
        guard let holder = population.holder(of: point) else { return }
        if !population.isOther(point) { smallOrPersonal += 1 }
        if population.isShared(point) { shared[holder, default: 0] += 1 } else { single += 1 }
    }

    static func + (left: HolderTally, right: HolderTally) -> HolderTally {
        var sum = left
        sum.points += right.points
        sum.single += right.single
        sum.smallOrPersonal += right.smallOrPersonal
        if !right.shared.isEmpty { sum.shared.merge(right.shared, uniquingKeysWith: +) }
        return sum
    }

    /// Precondition: every point that `right` counts, `left` counts too.
    static func - (left: HolderTally, right: HolderTally) -> HolderTally {
        var rest = left
        rest.points -= right.points
        rest.single -= right.single
        rest.smallOrPersonal -= right.smallOrPersonal
        for (holder, points) in right.shared {
            let left = rest.shared[holder, default: 0] - points
            rest.shared[holder] = left > 0 ? left : nil
        }
        return rest
    }
}
