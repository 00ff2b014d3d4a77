package import Access
package import Metering

/// Load curves for whoever has a grant: the one door to one person's values.
package struct GrantedCurves: Sendable {
    let measures: any MeasureStore
    let catalogue: any Catalogue

    package init(_ measures: any MeasureStore, _ catalogue: any Catalogue) {
        self.measures = measures
        self.catalogue = catalogue
    }

    /// The days that a grant lets be read, in order, on its step: finer curves are coarsened, and curves that cannot
    /// be are left out. The grant is used up.
    ///
    /// Throws `GrantMisuse` where it lets out totals or daily figures alone.
    package func days(_ grant: consuming Grant, _ known: Known) throws -> [KnownDay] {
        guard grant.form == .values, let step = grant.step.curveStep else { throw GrantMisuse.noCurve }
        var result: [KnownDay] = []
        let names = try names(of: grant.channels)
        for days in grant.days {
            try measures.forEachDay(of: ChannelNumbers(names.keys), in: days, known) { number, day, revision, curve in
                guard let channel = names[number], let curve = curve.granted(on: step) else { return }
                result.append(
                    KnownDay(pointDay: PointDay(channel: channel, day: day, curve: curve), revision: revision))
            }
        }
        return result.sorted { $0.pointDay.day < $1.pointDay.day }
    }

    /// What is known of each day without its curve; the grant is used up. Throws `GrantMisuse` where it lets out the
    /// total of a set alone.
    package func figures(_ grant: consuming Grant, _ known: Known) throws -> DayFigures {
        guard grant.form == .values else { throw GrantMisuse.totalOnly }
        var figures = DayFigures(days: grant.days)
        let names = try names(of: grant.channels)
        for days in grant.days {
            try measures.forEachDay(of: ChannelNumbers(names.keys), in: days, known) { figures.add($3, on: $1, $2) }
            let midnights = days.lowerBound.start...days.upperBound.end
            for (number, channel) in names {
                // The index of a meter in the place of another may stand anywhere: the difference is nobody's energy.
                let limit = try limit(of: channel, known)
                try measures.forEachIndexEnergy(of: ChannelNumbers([number]), on: days, known) { _, day, energy in
                    if limit.allows(indexDifference: energy.total, in: day) { figures.indexed[day] = energy }
                }
                for reading in try measures.readings(of: number, .dailyEnergy, in: midnights, known)
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
            try measures.forEachRevision(of: try numbers(of: grant.channels), in: days, after: nil, known) {
                _, day, revision, knownAt in
                byDay[day, default: []].append(DayCorrection(day: day, revision: revision, knownAt: knownAt))
            }
        }
        return byDay.values.flatMap { $0.sorted().dropFirst() }.sorted()
    }

    // MARK: channels

    /// The channels of which anything was ever received, by number.
    func names(of channels: Set<Channel>) throws -> [UInt32: Channel] {
        try channels.reduce(into: [:]) { names, channel in
            if let number = try catalogue.number(of: channel) { names[number] = channel }
        }
    }

    private func numbers(of channels: Set<Channel>) throws -> ChannelNumbers {
        ChannelNumbers(try names(of: channels).keys)
    }

    /// What the connection of a channel carries, by the lists that are known.
    private func limit(of channel: Channel, _ known: Known) throws -> ConnectionLimit {
        let point = try catalogue.point(channel.point, known)
        return ConnectionLimit(channel.carrier, channel.direction, point.map { Connection($0) })
    }
}

/// A point-day with the revision that stated it last.
package struct KnownDay: Hashable, Sendable {
    package let pointDay: PointDay
    package let revision: Revision

    package init(pointDay: PointDay, revision: Revision) {
        self.pointDay = pointDay
        self.revision = revision
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
