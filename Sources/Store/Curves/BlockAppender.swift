import GRDB
import Metering
import Synchronization

/// Merges batches of point-days with what was known, and appends them as blocks to a segment.
final class BlockAppender: Sendable {
    private struct State {
        var places: [BlockPlace] = []
        var segment: Int64
        var offset: Int64
        var changes = CurveChanges()
        var failure: (any Error)?
    }

    private let revision: Revision
    private let store: EmbeddedCurveStore
    private let state: Mutex<State>

    init(_ revision: Revision, store: EmbeddedCurveStore) throws {
        self.revision = revision
        self.store = store
        let last = try store.segmentLengths().last ?? (1, 0)
        let (segment, offset) = last.1 < SegmentFiles.longest ? last : (last.0 + 1, 0)
        state = Mutex(State(segment: segment, offset: offset))
    }

    /// Appends a batch; after a failure, nothing more.
    func append(_ batch: [ChannelDay]) {
        state.withLock { state in
            guard state.failure == nil else { return }
            do {
                try append(batch, &state)
            } catch {
                state.failure = error
            }
        }
    }

    func throwFailure() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    /// Makes the blocks durable and says where they are.
    func seal() throws -> CurveChanges {
        try throwFailure()
        let (places, changes) = state.withLock { ($0.places, $0.changes) }
        for segment in Set(places.map(\.segment)) { try store.segments.synchronise(segment) }
        try store.pool.write { db in
            try store.channels.saveNew(db)
            for place in places { try place.save(db) }
        }
        return changes
    }

    private func append(_ batch: [ChannelDay], _ state: inout State) throws {
        let rows = try merged(batch, &state)
        guard let first = rows.first, let last = rows.last else { return }
        let bytes = CurveBlock.encode(rows)
        if state.offset + Int64(bytes.count) > SegmentFiles.longest, state.offset > 0 {
            (state.segment, state.offset) = (state.segment + 1, 0)
        }
        try store.segments.append(bytes, to: state.segment, at: state.offset)
        let days = rows.dropFirst().reduce(first.day...first.day) { range, row in
            min(range.lowerBound, row.day)...max(range.upperBound, row.day)
        }
        state.places.append(
            BlockPlace(
                revision: revision, segment: state.segment, offset: state.offset, length: bytes.count,
                channels: first.channel...last.channel, days: days))
        state.offset += Int64(bytes.count)
    }

    // MARK: merging

    /// The batch over what was known of it, sorted; days that say nothing new are left out.
    private func merged(_ batch: [ChannelDay], _ state: inout State) throws -> [ChannelDay] {
        let batch = sorted(batch)
        let known = try knownCurves(of: batch, state.places)
        var rows: [ChannelDay] = []
        rows.reserveCapacity(batch.count)
        var position = 0
        while position < batch.count {
            let key = batch[position].key
            let before = known[key]
            var curve = before
            while position < batch.count, batch[position].key == key {
                let later = batch[position].curve
                curve = curve.map { $0.merged(with: later) ?? later } ?? later
                position += 1
            }
            guard let curve else { continue }
            state.changes.count(before: before, after: curve)
            if curve != before { rows.append(ChannelDay(channel: key.channel, day: key.day, curve: curve)) }
        }
        return rows
    }

    /// Sorted by channel and day, days of the same key in their order; most files come sorted.
    private func sorted(_ batch: [ChannelDay]) -> [ChannelDay] {
        let isSorted = zip(batch, batch.dropFirst()).allSatisfy { $0.key <= $1.key }
        if isSorted { return batch }
        let order = batch.indices.sorted { left, right in
            batch[left].key == batch[right].key ? left < right : batch[left].key < batch[right].key
        }
        return order.map { batch[$0] }
    }

    /// What the store knows of a sorted batch: this revision's own earlier blocks first, then the visible ones.
    private func knownCurves(of batch: [ChannelDay], _ own: [BlockPlace]) throws -> [ChannelDay.Key: DayCurve] {
        guard let first = batch.first, let last = batch.last else { return [:] }
        let days = batch.reduce(first.day...first.day) { range, row in
            min(range.lowerBound, row.day)...max(range.upperBound, row.day)
        }
        let question = EmbeddedCurveStore.Question(channels: ChannelNumbers(batch.map(\.channel)), days: days)
        let places =
            own.reversed().filter { $0.days.overlaps(days) && $0.mayHold(first.channel, last.channel) }
            + store.places(of: question.channels, in: days)
        guard !places.isEmpty else { return [:] }
        let wanted = Set(batch.map(\.key))
        var known: [ChannelDay.Key: DayCurve] = [:]
        for place in places {
            try store.forEachCurve(in: place, of: question) { channel, day, _, curve in
                let key = ChannelDay.Key(channel: channel, day: day)
                if known[key] == nil, wanted.contains(key) { known[key] = curve }
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
