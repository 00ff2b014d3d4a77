package import Metering

/// What is known of the days of one channel, without their curves: counts of intervals, totals, and the indexes that
/// tell a day's energy where no curve is collected.
package struct DayFigures: Sendable {
    /// The days that the grant let be read, in order, apart.
    package let days: [ClosedRange<CivilDay>]
    package private(set) var curves: [CivilDay: Curve] = [:]
    /// What the indexes at both midnights tell.
    package internal(set) var indexed: [CivilDay: IndexEnergy] = [:]
    /// The energy that the operator states of the day that starts there.
    package internal(set) var stated: [Instant: KnownReading] = [:]

    /// A day's curve, counted.
    package struct Curve: Hashable, Sendable {
        package let total: Int64
        package let unit: Unit
        package let quality: Quality
        package let intervals: Int
        /// How many intervals are missing, by reason.
        package let missing: [MissingReason: Int]
        package let revision: Revision
    }

    package init(days: [ClosedRange<CivilDay>]) { self.days = days }

    /// When the figures of a day are due: at the end of the second day after it (D3.4.2, 4.3: 48 hours).
    package static func dueBy(_ day: CivilDay) -> Instant { day.advanced(by: 2).end }

    mutating func add(_ curve: DayCurve, on day: CivilDay, _ revision: Revision) {
        curves[day] = Curve(
            total: curve.total, unit: curve.unit, quality: curve.quality, intervals: curve.count,
            missing: curve.marks.reduce(into: [:]) { counts, mark in
                if let reason = mark.missingReason { counts[reason, default: 0] += 1 }
            }, revision: revision)
    }

    /// The energy of a whole day, from the best source there is.
    package struct Energy: Hashable, Sendable {
        package let total: Int64
        package let quality: Quality
        package let source: DayEnergySource
        package let revision: Revision
    }

    /// From the first source that tells the energy of the whole day (`DayEnergySource`); nil where none does.
    package func energy(of day: CivilDay) -> Energy? {
        for source in DayEnergySource.allCases {
            if let energy = energy(of: day, from: source) { return energy }
        }
        return nil
    }

    private func energy(of day: CivilDay, from source: DayEnergySource) -> Energy? {
        switch source {
        case .indexes:
            indexed[day].map {
                Energy(total: $0.total, quality: $0.quality, source: source, revision: $0.revision)
            }
        case .dailyEnergy:
            stated[day.start].flatMap { stated in
                guard stated.mark.quality != .missing else { return nil }
                return Energy(
                    total: stated.value, quality: stated.mark.quality, source: source, revision: stated.revision)
            }
        case .curve:
            curves[day].flatMap { curve in
                guard curve.quality != .missing else { return nil }
                return Energy(total: curve.total, quality: curve.quality, source: source, revision: curve.revision)
            }
        case .estimate: nil
        }
    }
}

/// A day that was stated again, with other values than before.
package struct DayCorrection: Hashable, Sendable, Comparable {
    package let day: CivilDay
    package let revision: Revision
    /// From when it is known.
    package let knownAt: Instant

    package static func < (left: DayCorrection, right: DayCorrection) -> Bool {
        (left.revision, left.day) < (right.revision, right.day)
    }
}
