package import Metering

extension GrantedCurves {
    /// The days of some channels of which something came after an import, within some days: nothing of its values, so
    /// it takes no grant.
    package func newDays(
        of channels: Set<Channel>, in days: ClosedRange<CivilDay>, after revision: Revision, _ known: Known
    ) throws -> [Channel: Set<CivilDay>] {
        var found: [Channel: Set<CivilDay>] = [:]
        try curves.forEachRevision(of: .these(channels), in: days, after: revision, known) { channel, day, _, _ in
            found[channel, default: []].insert(day)
        }
        let midnights = days.lowerBound.start...days.upperBound.end
        for channel in channels {
            try readings.totalIndexes(of: channel, on: days, known)?.forEachRevision { _, midnight, stated in
                guard stated > revision else { return }
                // The index at a midnight tells the day that it ends too.
                let day = CivilDay(containing: midnight)
                found[channel, default: []].formUnion([day.advanced(by: -1), day])
            }
            for reading in try readings.readings(of: channel, .dailyEnergy, in: midnights, known)
            where reading.revision > revision {
                found[channel, default: []].insert(CivilDay(containing: reading.at))
            }
        }
        return found
    }
}
