import GRDB
import Metering
import Store

/// Writes month blocks to segments of their own, and puts them in the place of others.
struct MonthWriter {
    private let store: EmbeddedCurveStore
    private var segment: Int64
    private var offset: Int64 = 0
    private(set) var places: [BlockPlace] = []

    init(_ store: EmbeddedCurveStore) throws {
        self.store = store
        segment = (try store.segmentLengths().map(\.0).max() ?? 0) + 1
    }

    mutating func append(_ rows: ArraySlice<MonthRow>, firstDay: CivilDay, revision: Revision) throws {
        guard let first = rows.first, let last = rows.last else { return }
        let rows = Array(rows)
        let (bytes, headLength) = MonthBlock.encode(rows, firstDay: firstDay)
        if offset + Int64(bytes.count) > SegmentFiles.maximumBytes, offset > 0 { (segment, offset) = (segment + 1, 0) }
        try store.segments.append(bytes, to: segment, at: offset)
        let days = rows.flatMap { [$0.days[0].day, $0.days[$0.days.count - 1].day] }
        places.append(
            BlockPlace(
                revision: revision, segment: segment, offset: offset, length: bytes.count,
                channels: first.channel...last.channel, days: (days.min() ?? firstDay)...(days.max() ?? firstDay),
                headLength: headLength))
        offset += Int64(bytes.count)
    }

    /// Makes the blocks durable, records them in place of the old ones, and deletes segments without a block.
    ///
    /// The next import begins a segment of its own: what it writes can go again without holding back a month.
    func swap(for old: [BlockPlace]) throws {
        for segment in Set(places.map(\.segment)) { try store.segments.synchronise(segment) }
        let removed = try store.pool.write { db in
            for place in places { try place.save(db) }
            for place in old {
                try db.cachedStatement(sql: "DELETE FROM block WHERE segment = ? AND offset = ?")
                    .execute(arguments: [place.segment, place.offset])
            }
            try db.execute(sql: "INSERT INTO segment (id, length) VALUES (?, 0)", arguments: [segment + 1])
            let removed = try Int64.fetchAll(
                db, sql: "SELECT id FROM segment WHERE id <= ? AND id NOT IN (SELECT segment FROM block)",
                arguments: [segment])
            for id in removed { try db.execute(sql: "DELETE FROM segment WHERE id = ?", arguments: [id]) }
            return removed
        }
        store.replace(old, with: places)
        for segment in removed { store.segments.retire(segment) }
    }
}
