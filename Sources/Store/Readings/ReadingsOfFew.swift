import GRDB
package import Metering

extension RegisterReadings {
    /// The readings of one register over instants `[from, until]`, of some channels: each channel's in time order.
    /// Reads the pages of these channels' bands in those months, each once.
    ///
    /// Precondition: not all channels are asked for.
    package func forEach(
        _ register: Register, in instants: ClosedRange<Instant>, of channels: ChannelNumbers, _ known: Known,
        _ body: (_ channel: UInt32, KnownReading) throws -> Void
    ) throws {
        var rest = (channels.numbers ?? [])[...]
        while let first = rest.first {
            let band = rest.prefix { ReadingPage.band(of: $0) == ReadingPage.band(of: first) }
            rest = rest[band.endIndex...]
            let run = try pool.read { db in
                let places = try ReadingPlace.fetchAll(
                    register, of: first...band[band.endIndex - 1], in: instants,
                    upTo: known.horizon, db)
                return try ReadingRun(places, db) { channels.contains($0.channel) && instants.contains($0.at) }
            }
            try run.forEachAnswer(body)
        }
    }
}
