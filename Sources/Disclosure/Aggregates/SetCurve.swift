package import Metering

/// The sum of the curves of a set over one civil day, interval by interval, with what the gate's rules need of the
/// members.
///
/// Memory grows with the intervals and with the holders of several points, and by a set and an array of totals with the
/// members.
package struct SetCurve: Sendable {
    package let day: CivilDay
    package let step: Step
    package let unit: Unit
    /// Sum of the members' values in each interval.
    private(set) var sums: [Int64]
    /// How many members have a value in each interval.
    private(set) var counts: [Int]
    private(set) var quality = QualityCounts()
    /// The points with data.
    private(set) var reportingPoints: Set<PointID> = []
    /// The requester, whose points were left out of the counts; the gate checks that it is that of the request.
    let requester: Requester
    /// Holders with data and holders with energy, the requester not counted.
    private var reportingHolders = HolderCount()
    private var activeHolders = HolderCount()
    /// Members' energies over the day.
    private var totals: [Int64] = []
    /// In each interval: the sum of the requester's points, the two largest points of others, and the sum of each
    /// holder of several points.
    private var requestersOwn: [Int64]
    private var leaders: [Leaders]
    private var severalPoints: [Holder: [Int64]] = [:]

    package init(day: CivilDay, step: Step, unit: Unit = .watt, for requester: Requester = .outsider) {
        self.day = day
        self.step = step
        self.unit = unit
        self.requester = requester
        sums = Array(repeating: 0, count: step.count(in: day))
        counts = sums.map { _ in 0 }
        requestersOwn = sums
        leaders = sums.map { _ in Leaders() }
    }

    /// Adds a member's day. False, and nothing changed, when its day, step or unit does not fit, or the point was added
    /// already. Costs its intervals.
    package mutating func add(_ pointDay: PointDay, holder: Holder = .itself) -> Bool {
        let point = pointDay.channel.point
        guard pointDay.day == day, pointDay.curve.unit == unit, let curve = coarsened(pointDay.curve),
            reportingPoints.insert(point).inserted
        else { return false }
        for index in curve.values.indices where curve.mark(at: index).quality != .missing {
            sums[index] += Int64(curve.values[index])
            counts[index] += 1
        }
        quality = quality + curve.qualityCounts
        let total = pointDay.curve.total
        totals.append(total)
        if requester.controls(point) {
            SetCurve.add(curve.values, to: &requestersOwn)
            return true
        }
        reportingHolders.add(holder)
        if total > 0 { activeHolders.add(holder) }
        if holder == .itself {
            for index in curve.values.indices { leaders[index].admit(Int64(curve.values[index])) }
        } else {
            SetCurve.add(curve.values, to: &severalPoints[holder, default: sums.map { _ in 0 }])
        }
        return true
    }

    /// Distinct holders other than the requester: with energy, or with data where every one agreed.
    func holders(under rule: Policy.Rule) -> Int { (rule.consent == nil ? activeHolders : reportingHolders).count }

    /// The number of points with energy, or with data where every holder agreed.
    func contributingPoints(under rule: Policy.Rule) -> Int {
        rule.consent == nil ? totals.count { $0 > 0 } : reportingPoints.count
    }

    /// Whether one holder dominates an interval, in the sum without the requester's points.
    func isDominated(_ dominance: DominanceRule, under rule: Policy.Rule) -> Bool {
        sums.indices.contains { index in
            let largest = severalPoints.values.reduce(into: leaders[index]) { $0.admit($1[index]) }
            return dominance.isDominated(
                sums[index] - requestersOwn[index], by: largest, largestSharePercent: rule.largestSharePercent)
        }
    }

    /// Whether a member is atypical under a rule that excludes those. The whole curve is then held back, since a
    /// member's curve cannot be taken out of the sum.
    func hasAtypical(under rule: Policy.Rule) -> Bool {
        guard let ceiling = rule.atypicalCeiling(of: totals.filter({ $0 > 0 })) else { return false }
        return totals.contains { $0 > ceiling }
    }

    private static func add(_ values: [Int32], to sums: inout [Int64]) {
        for index in values.indices { sums[index] += Int64(values[index]) }
    }

    /// A member's curve on the set's step, finer mean powers averaged and rounded half up; nil where it cannot be.
    private func coarsened(_ curve: DayCurve) -> DayCurve? {
        if curve.step >= step { return curve.refined(to: step) }
        guard curve.unit == .watt, step.minutes % curve.step.minutes == 0 else { return nil }
        let factor = step.minutes / curve.step.minutes
        var result = DayCurve(missing: day, step: step, unit: unit)
        for index in 0..<result.count {
            let part = index * factor..<(index + 1) * factor
            let worst = part.map { curve.mark(at: $0) }.max { $0.quality < $1.quality } ?? .measured
            let sum = part.reduce(Int64(0)) { $0 + Int64(curve.values[$1]) }
            result.set(Int32(clamping: (sum + Int64(factor) / 2) / Int64(factor)), worst, at: index)
        }
        return result
    }
}
