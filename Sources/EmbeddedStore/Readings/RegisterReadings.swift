import GRDB
import Metering
import Store

/// Indexes, daily energies and maximum powers, in pages: what counts of each.
final class RegisterReadings: Sendable {
    let pool: DatabasePool
    let channels: ChannelDirectory

    /// Bands whose readings are in memory at once where all channels are asked for.
    private static let bandsAtOnce = 16

    init(_ pool: DatabasePool, channels: ChannelDirectory) {
        self.pool = pool
        self.channels = channels
    }

    /// The readings of one register at one instant, of some channels, ascending by channel. Reads the pages of these
    /// channels' bands; memory does not grow with the number of channels.
    func forEach(
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
}
