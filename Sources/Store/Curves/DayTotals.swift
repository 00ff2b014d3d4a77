package import Metering

/// The totals of all channels on one civil day, by the number of the channel: 13 bytes for each number there is.
package struct DayTotals: Sendable {
    /// A day's total with its worst quality and the revision that stated it last.
    package struct Total: Hashable, Sendable {
        package let total: Int64
        package let quality: Quality
        package let revision: Revision
    }

    private var totals: [Int64]
    private var qualities: [UInt8]
    /// 0 where nothing is known.
    private var revisions: [UInt32]

    init(highest: UInt32) {
        let count = Int(highest) + 1
        totals = Array(repeating: 0, count: count)
        qualities = Array(repeating: 0, count: count)
        revisions = Array(repeating: 0, count: count)
    }

    package subscript(number: UInt32) -> Total? {
        let place = Int(number)
        guard place < revisions.count, revisions[place] > 0 else { return nil }
        return Total(
            total: totals[place], quality: Quality(rawValue: qualities[place]) ?? .missing,
            revision: Revision(Int64(revisions[place])))
    }

    /// Takes a total where none is known yet: rows come newest revision first.
    fileprivate mutating func add(_ channel: UInt32, _ total: Int64, _ quality: Quality, _ revision: Revision) {
        let place = Int(channel)
        guard place < revisions.count, revisions[place] == 0 else { return }
        totals[place] = total
        qualities[place] = quality.rawValue
        revisions[place] = UInt32(revision.number)
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
        for (place, _) in try places(for: question) {
            try forEachTotal(in: place, of: question) { channel, _, revision, total, quality in
                totals.add(channel, total, quality.worst, revision)
            }
        }
        return totals
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
