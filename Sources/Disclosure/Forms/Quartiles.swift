import Metering

/// First quartile, median and third quartile of whole numbers, rounded up to a unit.
package struct Quartiles: Hashable, Sendable, Codable {
    package let first: Int64
    package let median: Int64
    package let third: Int64

    /// The definition of quartiles that a policy asks for.
    package enum Form: String, Hashable, Sendable, Codable {
        /// Hyndman and Fan, *Sample Quantiles in Statistical Packages* (1996), definition 7. In a set of 4k + 1 members
        /// each quartile is one member's value: only for sets of which every member agreed.
        case interpolated
        /// The mean of the five members around each quartile, which is not the value of one. Needs 50 members.
        case centralMean
    }

    /// Definition 7, exact in whole numbers, since positions between neighbours are quarters. Nil without values.
    init?(interpolating values: [Int64], roundedUpTo unit: Int64) {
        guard !values.isEmpty else { return nil }
        let (sorted, unit) = (values.sorted().map { Int128($0) }, Int128(unit))
        let quartiles = (1...3).map { quarter in
            let (index, quarters) = ((sorted.count - 1) * quarter).quotientAndRemainder(dividingBy: 4)
            let next = quarters == 0 ? sorted[index] : sorted[index + 1]
            let fourfold = sorted[index] * 4 + (next - sorted[index]) * Int128(quarters)
            return fourfold.dividedUp(by: unit * 4) * unit
        }
        self.init(quartiles)
    }

    /// With n members in ascending order and ranks from 0, the mean of the ranks c − 2 … c + 2, rounded up,
    /// where c is ⌈(n − 1) / 4⌉ for the first quartile, ⌊(n − 1) / 2⌋ for the median and n − 1 − ⌈(n − 1) / 4⌉ for
    /// the third (`docs/decisions/0009`).
    ///
    /// Beside the sum, quartiles tell nearly what the members beyond the outer windows come to. So these are to be as
    /// many as a figure needs (docs/decisions/0032): nil where fewer than 11 members are below the first window or
    /// above the third, which is below 50 members; where one of those above shows (`HolderDeviation`); and where five
    /// neighbours have fewer than three holders other than the requester.
    init?(
        centralMeansOf members: [SetEnergies.Member], roundedUpTo unit: Int64,
        isAskers: (SetEnergies.Member) -> Bool
    ) {
        let sorted = members.map(\.total).sorted()
        let outer = (sorted.count + 2) / 4
        guard outer >= 2 + Quartiles.fewestBeyond, !Quartiles.showsHolder(sorted.suffix(outer - 2)) else { return nil }
        let windows = [outer, (sorted.count - 1) / 2, sorted.count - 1 - outer].map { sorted[$0 - 2...$0 + 2] }
        guard windows.allSatisfy({ Quartiles.holders(in: $0, of: members, isAskers) >= Quartiles.fewestHolders })
        else { return nil }
        let unit = Int128(unit)
        self.init(windows.map { $0.reduce(Int128(0)) { $0 + Int128($1) }.dividedUp(by: 5 * unit) * unit })
    }

    /// Nil where rounding goes beyond 64 bits.
    private init?(_ values: [Int128]) {
        let whole = values.compactMap { Int64(exactly: $0) }
        guard whole.count == 3 else { return nil }
        (first, median, third) = (whole[0], whole[1], whole[2])
    }

    /// Distinct holders other than the requester of the members whose values lie in a window.
    private static func holders(
        in window: ArraySlice<Int64>, of members: [SetEnergies.Member], _ isAskers: (SetEnergies.Member) -> Bool
    ) -> Int {
        guard let least = window.first, let most = window.last else { return 0 }
        return members.reduce(into: HolderCount()) { count, member in
            let isInside = least...most ~= member.total
            if isInside && !isAskers(member) { count.add(member.holder) }
        }.count
    }

    /// Whether one of the largest members could be told too closely from what they come to together.
    private static func showsHolder(_ largest: ArraySlice<Int64>) -> Bool {
        var leaders = Leaders()
        for value in largest { leaders.admit(value) }
        return leaders.showHolder
    }

    private static let fewestBeyond = 11
    private static let fewestHolders = 3
}

extension Int128 {
    fileprivate func dividedUp(by divisor: Int128) -> Int128 { (self + divisor - 1) / divisor }
}
