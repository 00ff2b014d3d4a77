package import Access
import Metering

/// Load curves for whoever has a grant: the one door to one person's values.
package struct GrantedCurves: Sendable {
    let curves: any CurveStore
    let readings: RegisterReadings

    package init(_ curves: any CurveStore, _ readings: RegisterReadings) {
        self.curves = curves
        self.readings = readings
    }

    /// The days that a grant lets be read, in order, on its step: finer curves are coarsened, and curves that cannot
    /// be are left out. The grant is used up.
    ///
    /// Throws `GrantMisuse` where it lets out totals or daily figures alone.
    package func days(_ grant: consuming Grant, _ known: Known) throws -> [KnownDay] {
        guard grant.form == .values, let step = grant.step.curveStep else { throw GrantMisuse.noCurve }
        var result: [KnownDay] = []
        for days in grant.days {
            try curves.forEachDay(of: .these(grant.channels), in: days, known) { found in
                guard let curve = found.pointDay.curve.granted(on: step) else { return }
                let day = PointDay(channel: found.pointDay.channel, day: found.pointDay.day, curve: curve)
                result.append(KnownDay(pointDay: day, revision: found.revision))
            }
        }
        return result.sorted { $0.pointDay.day < $1.pointDay.day }
    }

    /// What is known of each day without its curve; the grant is used up. Throws `GrantMisuse` where it lets out the
    /// total of a set alone.
    package func figures(_ grant: consuming Grant, _ known: Known) throws -> DayFigures {
        guard grant.form == .values else { throw GrantMisuse.totalOnly }
        var figures = DayFigures(days: grant.days)
        for days in grant.days {
            try curves.forEachDay(of: .these(grant.channels), in: days, known) { figures.add($0) }
            let midnights = days.lowerBound.start...days.upperBound.end
            for channel in grant.channels {
                // The index of a meter in the place of another may stand anywhere: the difference is nobody's energy.
                let limit = try readings.limit(of: channel, known)
                try readings.totalIndexes(of: channel, on: days, known)?.forEachEnergy { _, day, energy in
                    if limit.allows(energy.total, in: day) { figures.indexed[day] = energy }
                }
                for reading in try readings.readings(of: channel, .dailyEnergy, in: midnights, known)
                where reading.at < midnights.upperBound {
                    figures.stated[reading.at] = reading
                }
            }
        }
        return figures
    }

    /// The revisions of each day after its first, by revision and day; the grant is used up. Throws `GrantMisuse`
    /// where it lets out the total of a set alone.
    package func corrections(_ grant: consuming Grant, _ known: Known) throws -> [DayCorrection] {
        guard grant.form == .values else { throw GrantMisuse.totalOnly }
        var byDay: [CivilDay: [DayCorrection]] = [:]
        for days in grant.days {
            try curves.forEachRevision(of: .these(grant.channels), in: days, after: nil, known) {
                _, day, revision, knownAt in
                byDay[day, default: []].append(DayCorrection(day: day, revision: revision, knownAt: knownAt))
            }
        }
        return byDay.values.flatMap { $0.sorted().dropFirst() }.sorted()
    }

}

extension DayCurve {
    /// The curve on a granted step or a coarser one of its own.
    fileprivate func granted(on step: Step) -> DayCurve? { self.step >= step ? self : coarsened(to: step) }
}

/// A grant that does not let out what was asked with it: an error of our code, never of a caller's.
package enum GrantMisuse: Error, Hashable, CustomStringConvertible {
    case noCurve
    case totalOnly

    package var description: String {
        switch self {
        case .noCurve: "this grant lets out no curve: ask for its totals"
        case .totalOnly: "this grant lets out the total of its points alone, through the disclosure gate"
        }
    }
}
