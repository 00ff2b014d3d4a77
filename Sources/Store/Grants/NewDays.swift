package import Metering

extension GrantedCurves {
    /// The days of some channels of which something came after an import, within some days: nothing of its values, so
    /// it takes no grant.
    package func newDays(
        of channels: Set<Channel>, in days: ClosedRange<CivilDay>, after revision: Revision, _ known: Known
    ) throws -> [Channel: Set<CivilDay>] {
        var found: [Channel: Set<CivilDay>] = [:]
        let names = try names(of: channels)
        let numbers = ChannelNumbers(names.keys)
        func add(_ number: UInt32, _ days: CivilDay...) {
            if let channel = names[number] { found[channel, default: []].formUnion(days) }
        }
        try measures.forEachRevision(of: numbers, in: days, after: revision, known) { number, day, _, _ in
            add(number, day)
        }
        try measures.forEachIndexRevision(of: numbers, on: days, known) { number, midnight, stated in
            guard stated > revision else { return }
            // The index at a midnight tells the day that it ends too.
            let day = CivilDay(containing: midnight)
            add(number, day.advanced(by: -1), day)
        }
        let midnights = days.lowerBound.start...days.upperBound.end
        try measures.forEachReading(of: .dailyEnergy, in: midnights, of: numbers, known) { number, reading in
            if reading.revision > revision { add(number, CivilDay(containing: reading.at)) }
        }
        return found
    }
}
