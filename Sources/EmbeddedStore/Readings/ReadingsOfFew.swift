import GRDB
import Metering
import Store

extension RegisterReadings {
    /// The readings of one register over instants `[from, until]`, of some channels: each channel's in time order.
    /// Reads the pages of these channels' bands in those months, each once; those of a band are in memory at a time.
    func forEach(
        _ register: Register, in instants: ClosedRange<Instant>, of channels: ChannelNumbers, _ known: Known,
        _ body: (_ channel: UInt32, KnownReading) throws -> Void
    ) throws {
        for numbers in try extents(of: channels) {
            let run = try pool.read { db in
                let places = try ReadingPlace.fetchAll(register, of: numbers, in: instants, upTo: known.horizon, db)
                return try ReadingRun(places, db) { channels.contains($0.channel) && instants.contains($0.at) }
            }
            try run.forEachAnswer(body)
        }
    }

    /// For each band with asked channels, the first and the last of these; of all channels, whole bands.
    private func extents(of channels: ChannelNumbers) throws -> [ClosedRange<UInt32>] {
        guard let numbers = channels.numbers else {
            return (0...ReadingPage.band(of: try self.channels.highestNumber())).map {
                ReadingPage.channels(of: $0...$0)
            }
        }
        var (extents, rest): ([ClosedRange<UInt32>], ArraySlice<UInt32>) = ([], numbers[...])
        while let first = rest.first {
            let band = rest.prefix { ReadingPage.band(of: $0) == ReadingPage.band(of: first) }
            rest = rest[band.endIndex...]
            extents.append(first...band[band.endIndex - 1])
        }
        return extents
    }
}
