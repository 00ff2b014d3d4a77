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
    /// Members' energies over the day.
    private var totals: [Int64] = []
    /// What others contribute, and what those do who may be the requester.
    private var others: CurveContributions
    private var unknown: CurveContributions

    package init(day: CivilDay, step: Step, unit: Unit = .watt, for requester: Requester = .outsider) {
        self.day = day
        self.step = step
        self.unit = unit
        self.requester = requester
        sums = Array(repeating: 0, count: step.count(in: day))
        counts = sums.map { _ in 0 }
        others = CurveContributions(intervals: sums.count)
        unknown = others
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
        if requester.controls(point) { return true }
        if requester.mayControl(point) {
            unknown.add(curve, of: holder, isActive: total > 0)
        } else {
            others.add(curve, of: holder, isActive: total > 0)
        }
        return true
    }

    /// Tells of a member whose curve is in no sum, since a part of it is missing: its whole day counts as missing.
    package mutating func leaveOutOne() { quality = quality + QualityCounts(missing: sums.count) }

    /// What counts under a rule: others, and those who may be the requester where the rule takes them for others.
    private func counted(under rule: Policy.Rule) -> [CurveContributions] {
        rule.takesUnknownForRequester ? [others] : [others, unknown]
    }

    /// Distinct holders other than the requester: with energy, or with data where every one agreed.
    func holders(under rule: Policy.Rule) -> Int {
        counted(under: rule).reduce(0) { $0 + $1.holders(under: rule) }
    }

    /// The number of points with energy, or with data where every holder agreed.
    func contributingPoints(under rule: Policy.Rule) -> Int {
        rule.consent == nil ? totals.count { $0 > 0 } : reportingPoints.count
    }

    /// Whether one holder dominates an interval, in the sum without the requester's points.
    func isDominated(_ dominance: DominanceRule, under rule: Policy.Rule) -> Bool {
        let counted = counted(under: rule)
        return sums.indices.contains { index in
            var (total, largest) = (Int64(0), Leaders())
            for part in counted {
                total += part.sums[index]
                part.admit(to: &largest, at: index)
            }
            return dominance.isDominated(total, by: largest, largestSharePercent: rule.largestSharePercent)
        }
    }

    /// Whether a member is atypical under a rule that excludes those. The whole curve is then held back, since a
    /// member's curve cannot be taken out of the sum.
    func hasAtypical(under rule: Policy.Rule) -> Bool {
        guard let ceiling = rule.atypicalCeiling(of: totals.filter({ $0 > 0 })) else { return false }
        return totals.contains { $0 > ceiling }
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
