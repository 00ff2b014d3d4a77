import GRDB
import Metering
import Synchronization

/// Merges batches of point-days with what was known, and appends them as blocks to a segment.
final class BlockAppender: Sendable {
    private struct State {
        var places: [BlockPlace] = []
        /// Days that were looked up: what was known of them, and what came since.
        var known: KnownDays
        var segment: Int64
        var offset: Int64
        var changes = CurveChanges()
    }

    private let revision: Revision
    private let store: EmbeddedCurveStore
    private let state: Mutex<State>
    /// Apart from the state, which is held while a window is packed: who decodes the next one asks in between.
    private let failure = Mutex<(any Error)?>(nil)

    init(_ revision: Revision, store: EmbeddedCurveStore) throws {
        self.revision = revision
        self.store = store
        let last = try store.segmentLengths().last ?? (1, 0)
        let (segment, offset) = last.1 < SegmentFiles.longest ? last : (last.0 + 1, 0)
        state = Mutex(State(known: store.takeKnownDays(), segment: segment, offset: offset))
    }

    /// Appends the point-days of a window; after a failure, nothing more.
    func append(_ window: CurveWindow) {
        guard failure.withLock({ $0 == nil }) else { return }
        do {
            try state.withLock { state in try append(window, &state) }
        } catch {
            failure.withLock { $0 = error }
        }
    }

    func throwFailure() throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// Makes the blocks durable and says where they are.
    func seal() throws -> CurveChanges {
        try throwFailure()
        let (places, changes, known) = state.withLock { ($0.places, $0.changes, $0.known) }
        for segment in Set(places.map(\.segment)) { try store.segments.synchronise(segment) }
        try store.pool.write { db in
            try store.channels.saveNew(db)
            for place in places { try place.save(db) }
        }
        store.keep(known, with: revision)
        return changes
    }

    private func append(_ window: CurveWindow, _ state: inout State) throws {
        let entries = window.sorted()
        try lookUp(entries, &state)
        let known = try knownCurves(of: entries.filter { state.known.contains($0.channel, $0.day) }, state.places)
        var builder = BlockBuilder()
        var start = 0
        while start < entries.count {
            let key = entries[start].key
            var end = start + 1
            while end < entries.count, entries[end].key == key { end += 1 }
            if end == start + 1, known[key] == nil {
                builder.add(entries[start], of: window)
                state.changes.added += 1
            } else {
                let curves = entries[start..<end].map { window.curve($0) }
                let after = curves.dropFirst().reduce(merged(known[key], curves[0])) { merged($0, $1) }
                state.changes.count(before: known[key], after: after)
                if after != known[key] { builder.add(key.channel, key.day, after) }
            }
            state.known.insert(key.channel, key.day)
            if builder.isFull { try write(&builder, &state) }
            start = end
        }
        try write(&builder, &state)
    }

    private func merged(_ before: DayCurve?, _ later: DayCurve) -> DayCurve {
        before.map { $0.merged(with: later) ?? later } ?? later
    }

    private func write(_ builder: inout BlockBuilder, _ state: inout State) throws {
        guard let channels = builder.channels, let days = builder.days else { return }
        let bytes = builder.sealed()
        if state.offset + Int64(bytes.count) > SegmentFiles.longest, state.offset > 0 {
            (state.segment, state.offset) = (state.segment + 1, 0)
        }
        try store.segments.append(bytes, to: state.segment, at: state.offset)
        state.places.append(
            BlockPlace(
                revision: revision, segment: state.segment, offset: state.offset, length: bytes.count,
                channels: channels, days: days))
        state.offset += Int64(bytes.count)
        builder = BlockBuilder()
    }

    // MARK: what is known

    /// Learns which channels have something on days that no window had before.
    private func lookUp(_ entries: [CurveWindow.Entry], _ state: inout State) throws {
        for entry in entries where !state.known.holds(entry.day) {
            state.known.hold(entry.day)
            let question = EmbeddedCurveStore.Question(channels: .all, days: entry.day...entry.day)
            for place in store.places(of: .all, in: question.days) {
                try store.forEachTotal(in: place, of: question) { channel, day, _, _, _ in
                    state.known.insert(channel, day)
                }
            }
        }
    }

    /// The curves that are known of sorted entries: this revision's own earlier blocks first, then the visible ones.
    private func knownCurves(
        of entries: [CurveWindow.Entry], _ own: [BlockPlace]
    ) throws -> [ChannelDay.Key: DayCurve] {
        guard let first = entries.first, let last = entries.last else { return [:] }
        let days = entries.dropFirst().reduce(first.day...first.day) { range, entry in
            min(range.lowerBound, entry.day)...max(range.upperBound, entry.day)
        }
        let question = EmbeddedCurveStore.Question(
            channels: ChannelNumbers(entries.map(\.channel)), days: days, sealed: revision)
        let wanted = Set(entries.map(\.key))
        var known: [ChannelDay.Key: DayCurve] = [:]
        let places =
            own.reversed().filter { $0.days.overlaps(days) && $0.mayHold(first.channel, last.channel) }
            + store.places(of: question.channels, in: days)
        for place in places where known.count < wanted.count {
            try store.forEachCurve(in: place, of: question) { channel, day, _, curve in
                let key = ChannelDay.Key(channel: channel, day: day)
                if known[key] == nil, wanted.contains(key) { known[key] = curve }
            }
        }
        return known
    }
}

extension BlockBuilder {
    fileprivate mutating func add(_ entry: CurveWindow.Entry, of window: CurveWindow) {
        if entry.place >= 0, let columns = window.columns {
            add(entry.channel, columns, Int(entry.place))
        } else {
            add(entry.channel, entry.day, window.curve(entry))
        }
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
