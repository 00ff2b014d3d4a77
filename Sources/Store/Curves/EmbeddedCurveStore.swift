import Foundation
import GRDB
package import Metering
import Synchronization

/// Load curves in compressed blocks beside SQLite, which knows where they are.
package final class EmbeddedCurveStore: CurveStore {
    let segments: SegmentFiles
    let pool: DatabasePool
    let channels: ChannelDirectory
    /// Blocks that may be read, newest revision first.
    private let visible = Mutex<[VisibleBlock]>([])

    private struct VisibleBlock {
        let block: BlockPlace
        let knownAt: Instant
    }

    init(folder: URL, pool: DatabasePool, channels: ChannelDirectory) throws {
        segments = try SegmentFiles(folder)
        self.pool = pool
        self.channels = channels
    }

    /// Cuts off what interrupted imports wrote, and shows the blocks of the kept ones.
    func recover(kept revisions: [(Revision, Instant)]) throws {
        try cutTails()
        let knownAt = Dictionary(uniqueKeysWithValues: revisions.map { ($0.0, $0.1) })
        let places = try pool.read { db in try BlockPlace.fetchAll(db, "ORDER BY import_id DESC, id DESC") }
        let shown = places.compactMap { place in
            knownAt[place.revision].map { VisibleBlock(block: place, knownAt: $0) }
        }
        visible.withLock { $0 = shown }
    }

    package func writer(for revision: Revision) throws -> any CurveWriter {
        try EmbeddedCurveWriter(revision, store: self)
    }

    package func reveal(_ revision: Revision, knownAt: Instant) throws {
        let places = try sealedPlaces(revision)
        visible.withLock { blocks in
            guard blocks.first.map({ $0.block.revision < revision }) ?? true else { return }
            blocks.insert(contentsOf: places.map { VisibleBlock(block: $0, knownAt: knownAt) }, at: 0)
        }
    }

    package func discard(_ revision: Revision) throws {
        try pool.write { db in
            let starts = try Row.fetchAll(
                db, sql: "SELECT segment, min(offset) FROM block WHERE import_id = ? GROUP BY segment",
                arguments: [revision.number])
            for row in starts {
                let (segment, offset): (Int64, Int64) = (row[0], row[1])
                try db.execute(sql: "UPDATE segment SET length = ? WHERE id = ?", arguments: [offset, segment])
            }
            try db.execute(sql: "DELETE FROM block WHERE import_id = ?", arguments: [revision.number])
        }
        try cutTails()
    }

    /// Cuts every segment at the length that SQLite acknowledges: what is beyond it was never kept.
    private func cutTails() throws {
        let lengths = Dictionary(uniqueKeysWithValues: try segmentLengths())
        for segment in try segments.onDisk() {
            let length = lengths[segment] ?? 0
            if try segments.length(of: segment) > length { try segments.truncate(segment, to: length) }
        }
    }

    package func forEachDay(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, knownAt: Instant?, sealed: Revision?,
        _ body: (KnownDay) throws -> Void
    ) throws {
        try forEachRow(of: selection, in: days, knownAt: knownAt, sealed: sealed) { channel, row, block, place in
            let curve = try place.explainingDamage { () throws(CurveBlock.Damage) in try block.curve(of: row) }
            try body(
                KnownDay(
                    pointDay: PointDay(channel: channel, day: row.day, curve: curve), revision: place.revision))
        }
    }

    package func forEachTotal(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, knownAt: Instant?,
        _ body: (KnownTotal) throws -> Void
    ) throws {
        try forEachRow(of: selection, in: days, knownAt: knownAt) { channel, row, _, place in
            try body(
                KnownTotal(
                    channel: channel, day: row.day, total: row.total, quality: row.quality, revision: place.revision))
        }
    }

    // MARK: reading

    private func forEachRow(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, knownAt: Instant?, sealed: Revision? = nil,
        _ body: (Channel, CurveBlock.Row, CurveBlock, BlockPlace) throws -> Void
    ) throws {
        let wanted = try numbers(of: selection)
        var seen: Set<UInt64> = []
        let unrevealed = try sealed.map(sealedPlaces) ?? []
        for place in unrevealed + places(of: wanted, in: days, knownAt: knownAt) {
            let block = try read(place)
            for row in block.rows where days.contains(row.day) && wanted.map({ $0.contains(row.channel) }) ?? true {
                let key = UInt64(row.channel) << 32 | UInt64(UInt32(bitPattern: row.day.daysSinceEpoch))
                guard seen.insert(key).inserted, let channel = try channels.channel(row.channel) else { continue }
                try body(channel, row, block, place)
            }
        }
    }

    /// The blocks of one revision, the last first.
    private func sealedPlaces(_ revision: Revision) throws -> [BlockPlace] {
        try pool.read { db in
            try BlockPlace.fetchAll(db, "WHERE import_id = ? ORDER BY id DESC", [revision.number])
        }
    }

    /// The channels asked for by number; nil stands for all.
    private func numbers(of selection: ChannelSelection) throws -> Set<UInt32>? {
        guard case .these(let wanted) = selection else { return nil }
        return Set(try wanted.compactMap { try channels.number(of: $0) })
    }

    /// The blocks that may hold an answer, newest revision first.
    func places(of wanted: Set<UInt32>?, in days: ClosedRange<CivilDay>, knownAt: Instant?) -> [BlockPlace] {
        let numbers = wanted.map { ($0.min() ?? .max, $0.max() ?? .min) }
        return visible.withLock { blocks in
            blocks.filter { visible in
                visible.block.days.overlaps(days) && knownAt.map { visible.knownAt <= $0 } ?? true
                    && numbers.map { visible.block.mayHold($0, $1) } ?? true
            }.map(\.block)
        }
    }

    func read(_ place: BlockPlace) throws -> CurveBlock {
        let bytes = try segments.read(place.segment, at: place.offset, length: place.length)
        return try place.explainingDamage { () throws(CurveBlock.Damage) in try CurveBlock(bytes) }
    }

    // MARK: segments

    func segmentLengths() throws -> [(Int64, Int64)] { try pool.read { try EmbeddedCurveStore.segmentLengths($0) } }

    static func segmentLengths(_ db: Database) throws -> [(Int64, Int64)] {
        try Row.fetchAll(db, sql: "SELECT id, length FROM segment ORDER BY id").map { ($0[0], $0[1]) }
    }
}
