package import Metering

/// The totals of some channels on one civil day: 8 bytes for each channel that is asked about, and of all channels
/// for each number there is.
package struct DayTotals: Sendable {
    /// A day's total with its worst quality and the revision that stated it last.
    package struct Total: Hashable, Sendable {
        package let total: Int64
        package let quality: Quality
        package let revision: Revision
    }

    private let channels: ChannelNumbers
    /// `Wide.total` stands for what is in `wide`.
    private var totals: [UInt32]
    private var wide: [UInt32: Int64] = [:]
    /// The revision times eight and the quality; 0 where nothing is known.
    private var sources: [UInt32]

    private enum Wide { static let total = UInt32.max }

    fileprivate init(_ channels: ChannelNumbers, highest: UInt32) {
        self.channels = channels
        let count = channels.count ?? Int(highest) + 1
        totals = Array(repeating: 0, count: count)
        sources = Array(repeating: 0, count: count)
    }

    package subscript(number: UInt32) -> Total? {
        guard let place = channels.place(of: number), place < sources.count, sources[place] > 0 else { return nil }
        let (total, source) = (totals[place], sources[place])
        return Total(
            total: total == Wide.total ? wide[number, default: 0] : Int64(total),
            quality: Quality(rawValue: UInt8(source & 7)) ?? .missing, revision: Revision(Int64(source >> 3)))
    }

    /// Takes a total where none is known yet: rows come newest revision first.
    fileprivate mutating func add(_ row: Row) {
        guard let place = channels.place(of: row.channel), place < sources.count, sources[place] == 0 else { return }
        sources[place] = row.source
        totals[place] = UInt32(exactly: row.total) ?? Wide.total
        if totals[place] == Wide.total { wide[row.channel] = row.total }
    }

    /// What a block says of a channel's day.
    fileprivate struct Row {
        let channel: UInt32
        let day: Int32
        let source: UInt32
        let total: Int64

        /// A revision beyond 29 bits is that of a damaged block: no import has such a number.
        init(
            _ channel: UInt32, _ day: CivilDay, _ revision: Revision, _ total: Int64, _ quality: Quality
        ) throws(CurveBlock.Damage) {
            guard 1..<1 << 29 ~= revision.number else {
                throw CurveBlock.Damage(detail: "an import's number is out of bounds")
            }
            (self.channel, self.day, self.total) = (channel, day.daysSinceEpoch, total)
            source = UInt32(revision.number) << 3 | UInt32(quality.rawValue)
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
    /// The totals of every channel on a day, read from the directories of blocks alone.
    package func totals(of day: CivilDay, _ known: Known) throws -> DayTotals {
        try totals(of: .all, in: day...day, known)[0]
    }

    /// The totals of some channels on each of some days, as above: every block is read once, whatever the days.
    package func totals(
        of asked: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known
    ) throws -> [DayTotals] {
        let first = days.lowerBound.daysSinceEpoch
        let nothing = DayTotals(asked, highest: try channels.highest())
        var totals = [DayTotals](repeating: nothing, count: Int(days.upperBound.daysSinceEpoch - first) + 1)
        let question = Question(channels: asked, days: days, known: known)
        try segments.whileReading {
            var blocks = try places(for: question).map(\.0)[...]
            while !blocks.isEmpty {
                let next = Array(blocks.prefix(256))
                for rows in try next.concurrentMap({ try self.totals(in: $0, of: question) }) {
                    for row in rows { totals[Int(row.day - first)].add(row) }
                }
                blocks = blocks.dropFirst(next.count)
            }
        }
        return totals
    }

    private func totals(in place: BlockPlace, of question: Question) throws -> [DayTotals.Row] {
        var rows: [DayTotals.Row] = []
        try forEachTotal(in: place, of: question) { channel, day, revision, total, quality in
            rows.append(
                try place.explainingDamage { () throws(CurveBlock.Damage) in
                    try DayTotals.Row(channel, day, revision, total, quality.worst)
                })
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
