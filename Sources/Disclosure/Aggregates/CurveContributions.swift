import Metering

/// What the points of some holders contribute to the curve of a set, interval by interval.
struct CurveContributions {
    private(set) var sums: [Int64]
    /// Holders with data, and holders with energy.
    private var reporting = HolderCount()
    private var active = HolderCount()
    /// In each interval: the two largest points that are alone their holder's, and the sum of each holder of several.
    private var leaders: [Leaders]
    private var severalPoints: [Holder: [Int64]] = [:]

    init(intervals: Int) {
        sums = Array(repeating: 0, count: intervals)
        leaders = Array(repeating: Leaders(), count: intervals)
    }

    mutating func add(_ curve: DayCurve, of holder: Holder, isActive: Bool) {
        let values = curve.values
        reporting.add(holder)
        if isActive { active.add(holder) }
        CurveContributions.add(values, to: &sums)
        if holder == .itself {
            for index in values.indices { leaders[index].admit(Int64(values[index])) }
        } else {
            CurveContributions.add(values, to: &severalPoints[holder, default: sums.map { _ in 0 }])
        }
    }

    /// Distinct holders: with energy, or with data where every one agreed.
    func holders(under rule: Policy.Rule) -> Int { (rule.consent == nil ? active : reporting).count }

    /// Adds the holders of an interval to its two largest so far.
    func admit(to largest: inout Leaders, at index: Int) {
        largest.admit(leaders[index].first)
        largest.admit(leaders[index].second)
        for values in severalPoints.values { largest.admit(values[index]) }
    }

    private static func add(_ values: [Int32], to sums: inout [Int64]) {
        for index in values.indices { sums[index] += Int64(values[index]) }
    }
}
