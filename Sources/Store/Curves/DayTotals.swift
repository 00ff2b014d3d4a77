package import Metering

/// The totals of all channels on one civil day, by the number of the channel: 8 bytes for each number there is.
package struct DayTotals: Sendable {
    /// A day's total with its worst quality and the revision that stated it last.
    package struct Total: Hashable, Sendable {
        package let total: Int64
        package let quality: Quality
        package let revision: Revision
    }

    /// `Wide.total` stands for what is in `wide`.
    private var totals: [UInt32]
    private var wide: [UInt32: Int64] = [:]
    /// The revision times eight and the quality; 0 where nothing is known.
    private var sources: [UInt32]

    private enum Wide { static let total = UInt32.max }

    init(highest: UInt32) {
        let count = Int(highest) + 1
        totals = Array(repeating: 0, count: count)
        sources = Array(repeating: 0, count: count)
    }

    package subscript(number: UInt32) -> Total? {
        let place = Int(number)
        guard place < sources.count, sources[place] > 0 else { return nil }
        let (total, source) = (totals[place], sources[place])
        return Total(
            total: total == Wide.total ? wide[number, default: 0] : Int64(total),
            quality: Quality(rawValue: UInt8(source & 7)) ?? .missing, revision: Revision(Int64(source >> 3)))
    }

    /// Takes a total where none is known yet: rows come newest revision first.
    fileprivate mutating func add(_ row: Row) {
        let place = Int(row.channel)
        guard place < sources.count, sources[place] == 0 else { return }
        sources[place] = row.source
        totals[place] = UInt32(exactly: row.total) ?? Wide.total
        if totals[place] == Wide.total { wide[row.channel] = row.total }
    }

    /// What a block says of a channel's day.
    fileprivate struct Row {
        let channel: UInt32
        let source: UInt32
        let total: Int64

        init(_ channel: UInt32, _ revision: Revision, _ total: Int64, _ quality: Quality) {
            (self.channel, self.total) = (channel, total)
            source = UInt32(revision.number << 3) | UInt32(quality.rawValue)
        }
    }
}

extension QualityCounts {
    fileprivate var worst: Quality {
        if missing > 0 { return .missing }
        if estimated > 0 { return .estimated }
        return corrected > 0 ? .corrected : .measured
    }
}

extension EmbeddedCurveStore {
    /// The totals of every channel on a day, read from the directories of blocks alone; `upTo` an import, or now.
    package func totals(of day: CivilDay, upTo horizon: Revision? = nil) throws -> DayTotals {
        var totals = DayTotals(highest: try channels.highest())
        let question = Question(channels: .all, days: day...day, horizon: horizon)
        try segments.whileReading {
            var blocks = try places(for: question).map(\.0)[...]
            while !blocks.isEmpty {
                let next = Array(blocks.prefix(256))
                for rows in try next.concurrentMap({ try self.totals(in: $0, of: question) }) {
                    for row in rows { totals.add(row) }
                }
                blocks = blocks.dropFirst(next.count)
            }
        }
        return totals
    }

    private func totals(in place: BlockPlace, of question: Question) throws -> [DayTotals.Row] {
        var rows: [DayTotals.Row] = []
        try forEachTotal(in: place, of: question) { channel, _, revision, total, quality in
            rows.append(DayTotals.Row(channel, revision, total, quality.worst))
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
