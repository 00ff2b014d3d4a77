import GRDB
import Metering

/// Gathers point-days into blocks, merging each with what was known, and appends the blocks to a segment.
final class EmbeddedCurveWriter: CurveWriter {
    private let revision: Revision
    private let store: EmbeddedCurveStore
    private var pending: [(channel: UInt32, day: CivilDay, curve: DayCurve)] = []
    private var places: [BlockPlace] = []
    private var touched: Set<Int64> = []
    private var segment: Int64
    private var offset: Int64
    private var changes = CurveChanges()

    init(_ revision: Revision, store: EmbeddedCurveStore) throws {
        self.revision = revision
        self.store = store
        let last = try store.segmentLengths().last ?? (1, 0)
        (segment, offset) = last.1 < SegmentFiles.longest ? last : (last.0 + 1, 0)
    }

    func append(_ day: PointDay) throws {
        precondition(day.curve.count == day.curve.step.count(in: day.day), "a day has as many values as its length")
        pending.append((try store.channels.assign(day.channel), day.day, day.curve))
        if pending.count == CurveBlock.mostRows { try flush() }
    }

    func seal() throws -> CurveChanges {
        try flush()
        for segment in touched { try store.segments.synchronise(segment) }
        try store.pool.write { db in
            try store.channels.saveNew(db)
            for place in places {
                try db.execute(
                    sql: """
                        INSERT INTO segment (id, length) VALUES (?, ?)
                        ON CONFLICT (id) DO UPDATE SET length = max(length, excluded.length)
                        """, arguments: [place.segment, place.offset + Int64(place.length)])
                try place.save(db)
            }
        }
        return changes
    }

    private func flush() throws {
        guard !pending.isEmpty else { return }
        let rows = try mergedRows()
        pending.removeAll(keepingCapacity: true)
        guard let first = rows.first, let last = rows.last else { return }
        let bytes = CurveBlock.encode(rows)
        if offset + Int64(bytes.count) > SegmentFiles.longest, offset > 0 { (segment, offset) = (segment + 1, 0) }
        try store.segments.append(bytes, to: segment, at: offset)
        touched.insert(segment)
        let days = rows.map(\.day)
        places.append(
            BlockPlace(
                revision: revision, segment: segment, offset: offset, length: bytes.count,
                channels: first.channel...last.channel, days: (days.min() ?? first.day)...(days.max() ?? last.day)))
        offset += Int64(bytes.count)
    }

    // MARK: merging

    private struct Key: Hashable {
        let channel: UInt32
        let day: CivilDay

        init(channel: UInt32, day: CivilDay) {
            self.channel = channel
            self.day = day
        }

        init(_ row: (channel: UInt32, day: CivilDay, curve: DayCurve)) {
            self.init(channel: row.channel, day: row.day)
        }
    }

    /// The pending days over what was known of them, sorted; those that say nothing new are left out.
    private func mergedRows() throws -> [(channel: UInt32, day: CivilDay, curve: DayCurve)] {
        let order = pending.indices.sorted {
            (pending[$0].channel, pending[$0].day, $0) < (pending[$1].channel, pending[$1].day, $1)
        }
        let known = try knownCurves(pending[order[0]].channel...pending[order[order.count - 1]].channel)
        var rows: [(channel: UInt32, day: CivilDay, curve: DayCurve)] = []
        rows.reserveCapacity(order.count)
        var position = 0
        while position < order.count {
            let key = Key(channel: pending[order[position]].channel, day: pending[order[position]].day)
            let before = known[key]
            var curve = before
            while position < order.count, Key(pending[order[position]]) == key {
                let later = pending[order[position]].curve
                curve = curve.map { $0.merged(with: later) ?? later } ?? later
                position += 1
            }
            guard let curve else { continue }
            changes.count(before: before, after: curve)
            if curve != before { rows.append((key.channel, key.day, curve)) }
        }
        return rows
    }

    /// What the store knows of the pending days: this revision's own earlier blocks first, then the visible ones.
    private func knownCurves(_ channels: ClosedRange<UInt32>) throws -> [Key: DayCurve] {
        guard let firstDay = pending.map(\.day).min(), let lastDay = pending.map(\.day).max() else { return [:] }
        let own = places.reversed().filter {
            $0.days.overlaps(firstDay...lastDay) && $0.mayHold(channels.lowerBound, channels.upperBound)
        }
        let bounds: Set = [channels.lowerBound, channels.upperBound]
        let earlier = store.places(of: bounds, in: firstDay...lastDay, knownAt: nil)
        guard !(own.isEmpty && earlier.isEmpty) else { return [:] }
        let wanted = Set(pending.map { Key(channel: $0.channel, day: $0.day) })
        var known: [Key: DayCurve] = [:]
        for place in own + earlier {
            let block = try store.read(place)
            for row in block.rows {
                let key = Key(channel: row.channel, day: row.day)
                guard wanted.contains(key), known[key] == nil else { continue }
                known[key] = try place.explainingDamage { () throws(CurveBlock.Damage) in try block.curve(of: row) }
            }
        }
        return known
    }
}

extension CurveChanges {
    fileprivate mutating func count(before: DayCurve?, after: DayCurve) {
        if before == nil {
            added += 1
        } else if before == after {
            unchanged += 1
        } else {
            corrected += 1
        }
    }
}
