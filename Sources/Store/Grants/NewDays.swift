package import Metering

extension GrantedCurves {
    /// The days of some channels of which something came after an import, within some days: nothing of its values, so
    /// it takes no grant.
    ///
    /// Costs what the later imports changed of them, not what was asked.
    package func newDays(
        of channels: Set<Channel>, in days: ClosedRange<CivilDay>, after revision: Revision, _ known: Known
    ) throws -> [Channel: Set<CivilDay>] {
        var found: [Channel: Set<CivilDay>] = [:]
        let names = try names(of: channels)
        guard let (numbers, days) = try changed(ChannelNumbers(names.keys), in: days, after: revision, known) else {
            return [:]
        }
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

    /// The channels that may have changed, with the days from the first to the last that did; nil where nothing has.
    private func changed(
        _ channels: ChannelNumbers, in days: ClosedRange<CivilDay>, after revision: Revision, _ known: Known
    ) throws -> (ChannelNumbers, ClosedRange<CivilDay>)? {
        var touched: Set<UInt32> = []
        var span: ClosedRange<CivilDay>?
        try measures.forEachChange(of: channels, in: days, after: revision, known) { _, range in
            if touched.count < channels.count ?? .max { channels.forEach(in: range.channels) { touched.insert($0) } }
            let before = span ?? range.days
            span = min(before.lowerBound, range.days.lowerBound)...max(before.upperBound, range.days.upperBound)
        }
        return span.map { (ChannelNumbers(touched), $0) }
    }
}
