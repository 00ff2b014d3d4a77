import Metering
import Store

extension EmbeddedCurveStore {
    /// The totals of some channels on each of some days, as above: every block is read once, whatever the days.
    func totals(
        of asked: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [DayTotals] {
        let first = days.lowerBound.daysSinceEpoch
        var totals = DayTotals.none(of: asked, on: days, highest: try channels.highestNumber())
        let question = Question(channels: asked, days: days, known: known)
        try segments.whileReading {
            var blocks = try places(for: question).map(\.0)[...]
            while !blocks.isEmpty {
                let next = Array(blocks.prefix(256))
                for (place, rows) in zip(next, try next.concurrentMap { try self.totals(in: $0, of: question) }) {
                    do {
                        for row in rows {
                            try totals[Int(row.day - first)].add(row.channel, row.total, row.quality, row.revision)
                        }
                    } catch is DayTotals.DamagedRevision {
                        throw place.damaged(.init(detail: "an import's number is out of bounds"))
                    }
                }
                blocks = blocks.dropFirst(next.count)
            }
        }
        return totals
    }

    /// What a block says of a channel's day.
    private struct TotalRow {
        let channel: UInt32
        let day: Int32
        let quality: Quality
        let revision: Revision
        let total: Int64
    }

    private func totals(in place: BlockPlace, of question: Question) throws -> [TotalRow] {
        var rows: [TotalRow] = []
        try forEachTotal(in: place, of: question) { channel, day, revision, total, quality in
            rows.append(
                TotalRow(
                    channel: channel, day: day.daysSinceEpoch, quality: quality.worst, revision: revision,
                    total: total))
        }
        return rows
    }

    /// The rows of a block of days; its curves are only read where an old version has no other checksum.
    func rows(of place: BlockPlace) throws -> [CurveBlock.Row] {
        let start = try segments.read(place.segment, at: place.offset, length: min(place.length, BlockHeader.length))
        let header = try place.explainingDamage { () throws(CurveBlock.Damage) in try BlockHeader(start) }
        guard header.hasOwnChecksum else { return try read(place).rows }
        let length = min(place.length, header.directory.upperBound)
        let bytes = try segments.read(place.segment, at: place.offset, length: length)
        return try place.explainingDamage { () throws(CurveBlock.Damage) in try CurveBlock.rows(ofDirectory: bytes) }
    }
}
