import GRDB
package import Metering

/// A value of a register with the revision that stated it.
package struct KnownReading: Hashable, Sendable {
    package let at: Instant
    package let value: Int64
    package let mark: Mark
    package let revision: Revision
}

/// Indexes, daily energies and maximum powers, in pages: what counts of each.
package final class RegisterReadings: Sendable {
    let pool: DatabasePool
    let channels: ChannelDirectory

    /// Bands whose readings are in memory at once where all channels are asked for.
    private static let bandsAtOnce = 16

    init(_ pool: DatabasePool, channels: ChannelDirectory) {
        self.pool = pool
        self.channels = channels
    }

    /// The readings of one register of a channel over instants `[from, until]`, in time order. Reads the pages of the
    /// channel's band in those months.
    package func readings(
        of channel: Channel, _ register: Register, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [KnownReading] {
        guard let number = try channels.number(of: channel) else { return [] }
        return try pool.read { db in
            let places = try ReadingPlace.fetchAll(
                register, of: number...number, in: instants, upTo: known.horizon, db)
            let run = try ReadingRun(places, db) { $0.channel == number && instants.contains($0.at) }
            var found: [KnownReading] = []
            run.forEachAnswer { found.append($1) }
            return found
        }
    }

    /// The same of a few channels at once. Each page is read once, however many of its
    /// channels are asked for.
    package func readings(
        of wanted: [Channel: ClosedRange<Instant>], _ register: Register, _ known: Known
    ) throws -> [Channel: [KnownReading]] {
        var names: [UInt32: Channel] = [:]
        for channel in wanted.keys {
            if let number = try channels.number(of: channel) { names[number] = channel }
        }
        let bands = Dictionary(grouping: names.keys, by: ReadingPage.band)
        return try pool.read { db in
            var found: [Channel: [KnownReading]] = [:]
            for numbers in bands.values {
                let ranges = numbers.compactMap { names[$0].flatMap { wanted[$0] } }
                guard let low = numbers.min(), let high = numbers.max(),
                    let first = ranges.map(\.lowerBound).min(), let last = ranges.map(\.upperBound).max()
                else { continue }
                let places = try ReadingPlace.fetchAll(
                    register, of: low...high, in: first...last, upTo: known.horizon, db)
                let asked = Dictionary(uniqueKeysWithValues: zip(numbers, ranges))
                let run = try ReadingRun(places, db) { reading in
                    reading.channel >= low && reading.channel <= high
                        && asked[reading.channel]?.contains(reading.at) ?? false
                }
                run.forEachAnswer { number, reading in
                    if let name = names[number] { found[name, default: []].append(reading) }
                }
            }
            return found
        }
    }

    /// The readings of one register at one instant, of some channels, ascending by channel. Reads the pages of these channels' bands; memory does not grow with the number of channels.
    package func forEach(
        _ register: Register, at instant: Instant, of channels: ChannelNumbers, _ known: Known,
        _ body: (_ channel: UInt32, KnownReading) throws -> Void
    ) throws {
        let places = try places(register, at: instant, of: channels, known)
        var first = 0
        while first < places.count {
            let lastBand = places[first].band + UInt32(RegisterReadings.bandsAtOnce)
            var end = first + 1
            while end < places.count, places[end].band < lastBand { end += 1 }
            let run = try pool.read { db in
                try ReadingRun(Array(places[first..<end]), db) {
                    $0.at == instant && channels.contains($0.channel)
                }
            }
            try run.forEachAnswer(body)
            first = end
        }
    }

    /// The pages that may hold an answer, by band, earlier ones first.
    private func places(
        _ register: Register, at instant: Instant, of channels: ChannelNumbers, _ known: Known
    ) throws -> [ReadingPlace] {
        let month = ReadingMonth(containing: instant)
        return try pool.read { db in
            try (channels.bands ?? [0...UInt32.max >> ReadingPage.bandBits]).flatMap { bands in
                try ReadingPlace.fetchAll(register, month, bands: bands, in: instant...instant, upTo: known.horizon, db)
                    .filter { channels.overlaps($0.channels) }
            }
        }
    }

    /// Every channel's reading of one register at one instant, by the channel's number.
    package func all(
        _ register: Register, at instant: Instant, _ known: Known
    ) throws -> [UInt32: KnownReading] {
        var found: [UInt32: KnownReading] = [:]
        try forEach(register, at: instant, of: .all, known) { found[$0] = $1 }
        return found
    }
}
