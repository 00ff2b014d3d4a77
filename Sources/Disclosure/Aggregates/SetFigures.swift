package import Metering

/// The energies of the points of a set over one period: personal data until aggregated.
package struct SetEnergies: Sendable {
    /// One member's energy over the whole period.
    package struct Member: Sendable {
        /// The number by which the caller knows the point.
        package let number: UInt32
        /// Watt-hours, or litres for water.
        package let total: Int64
        /// Worst quality of what the total was made of.
        package let quality: Quality

        package init(number: UInt32, total: Int64, quality: Quality) {
            self.number = number
            self.total = total
            self.quality = quality
        }
    }

    /// Members with data, each point once, by number.
    let reporting: [Member]
    /// The points' identifiers by number; only where every holder agreed that they may be named.
    let names: [UInt32: PointID]

    /// Of a point that is listed twice, the first figure counts.
    package init(members: [Member], names: [UInt32: PointID] = [:]) {
        self.names = names
        let isAscending = zip(members, members.dropFirst()).allSatisfy { $0.number < $1.number }
        guard !isAscending else {
            reporting = members
            return
        }
        let order = members.indices.sorted { left, right in
            let (first, second) = (members[left].number, members[right].number)
            return first == second ? left < right : first < second
        }
        var reporting: [Member] = []
        reporting.reserveCapacity(members.count)
        for index in order where reporting.last?.number != members[index].number { reporting.append(members[index]) }
        self.reporting = reporting
    }

    /// Members with energy in the period: a point that stands still, or is listed twice, may not lift a set over
    /// a threshold (Code de l'énergie D.111-52 1°).
    var active: [Member] { reporting.filter { $0.total > 0 } }
}

/// The sum of the curves of a set over one civil day, interval by interval.
package struct SetCurve: Sendable {
    package let day: CivilDay
    package let step: Step
    package let unit: Unit
    /// Sum of the members' values in each interval.
    private(set) var sums: [Int64]
    /// How many members have a value in each interval.
    private(set) var counts: [Int]
    private(set) var quality = QualityCounts()
    /// Points with data, and those of them with energy.
    private(set) var reportingPoints: Set<PointID> = []
    private(set) var activePoints: Set<PointID> = []

    package init(day: CivilDay, step: Step, unit: Unit = .watt) {
        self.day = day
        self.step = step
        self.unit = unit
        sums = Array(repeating: 0, count: step.count(in: day))
        counts = sums.map { _ in 0 }
    }

    /// Adds a member's day. False, and nothing added, when its step or unit does not fit the set's, or the point
    /// is counted already.
    package mutating func add(_ pointDay: PointDay) -> Bool {
        guard pointDay.day == day, pointDay.curve.unit == unit, let curve = coarsened(pointDay.curve),
            !reportingPoints.contains(pointDay.channel.point)
        else { return false }
        for index in curve.values.indices where curve.mark(at: index).quality != .missing {
            sums[index] += Int64(curve.values[index])
            counts[index] += 1
        }
        quality = quality + curve.qualityCounts
        reportingPoints.insert(pointDay.channel.point)
        if pointDay.curve.total > 0 { activePoints.insert(pointDay.channel.point) }
        return true
    }

    /// A member's curve on the set's step: finer mean powers are averaged (rounded half up).
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
