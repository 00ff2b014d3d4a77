import GRDB
import Metering
import Store
import Synchronization

/// Lets batches of point-days meet what was known, and appends what comes of them as blocks to a segment.
final class BlockAppender: Sendable {
    private struct State {
        var places: [BlockPlace] = []
        /// Pages that were looked up: what was known of them, and what came since.
        var present: PresenceBitmap
        var segment: Int64
        var offset: Int64
        var changes = CurveChanges()
        var changed = ChangeRanges()
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
        let (segment, offset) = last.1 < SegmentFiles.maximumBytes ? last : (last.0 + 1, 0)
        state = Mutex(State(present: store.takePresence(), segment: segment, offset: offset))
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
        let (places, changes, present, changed) = state.withLock { ($0.places, $0.changes, $0.present, $0.changed) }
        for segment in Set(places.map(\.segment)) { try store.segments.synchronise(segment) }
        try store.pool.write { db in
            try store.channels.saveNew(db)
            for place in places { try place.save(db) }
            try ChangePage.save(changed, of: revision, db)
        }
        store.keep(present, with: revision)
        return changes
    }

    private func append(_ window: CurveWindow, _ state: inout State) throws {
        let entries = window.sorted()
        try lookUp(entries, &state)
        let known = try knownDays(of: entries.filter { state.present.contains($0.channel, $0.day) }, state.places)
        var answers = BlockBuilder()
        var besides = BlockBuilder()
        var start = 0
        while start < entries.count {
            let key = entries[start].key
            var end = start + 1
            while end < entries.count, entries[end].key == key { end += 1 }
            if end == start + 1, !state.present.contains(key.channel, key.day) {
                answers.add(entries[start], of: window)
                state.changes.added += 1
                state.changed.add(key.channel, key.day...key.day)
            } else {
                let before = known[key]
                var meeting = DayMeeting(before)
                for entry in entries[start..<end] { meeting.take(window.curve(entry)) }
                state.changes.count(meeting, before: before)
                state.changes.note(meeting, key.channel, key.day)
                if let answer = meeting.answer, answer != before {
                    answers.add(key.channel, key.day, answer)
                    state.changed.add(key.channel, key.day...key.day)
                }
                for statement in meeting.kept {
                    besides.add(key.channel, key.day, statement)
                    if besides.isFull { try write(&besides, &state, isBeside: true) }
                }
            }
            state.present.insert(key.channel, key.day)
            if answers.isFull { try write(&answers, &state) }
            start = end
        }
        try write(&answers, &state)
        try write(&besides, &state, isBeside: true)
    }

    private func write(_ builder: inout BlockBuilder, _ state: inout State, isBeside: Bool = false) throws {
        guard let channels = builder.channels, let days = builder.days else { return }
        let bytes = builder.sealed()
        if state.offset + Int64(bytes.count) > SegmentFiles.maximumBytes, state.offset > 0 {
            (state.segment, state.offset) = (state.segment + 1, 0)
        }
        try store.segments.append(bytes, to: state.segment, at: state.offset)
        state.places.append(
            BlockPlace(
                revision: revision, segment: state.segment, offset: state.offset, length: bytes.count,
                channels: channels, days: days, isBeside: isBeside))
        state.offset += Int64(bytes.count)
        builder = BlockBuilder()
    }

    // MARK: what is known

    /// Windows with as many point-days look up all channels between their first and their last at once.
    private static let fewEntries = 512

    /// Learns which channels have something on pages that no window had before: those of the entries and, of a window
    /// with many, those between them.
    private func lookUp(_ entries: [CurveWindow.Entry], _ state: inout State) throws {
        var missing: Set<PresenceBitmap.Page> = []
        for entry in entries {
            let page = PresenceBitmap.Page(entry.channel, entry.day)
            if !state.present.holds(page) { missing.insert(page) }
        }
        guard let days = BlockAppender.range(missing.map(\.day)), let bands = BlockAppender.range(missing.map(\.band))
        else { return }
        if days.lowerBound == days.upperBound, entries.count >= BlockAppender.fewEntries {
            // A day of a whole file: the pages after these come next.
            let last = max(
                bands.upperBound,
                min(bands.lowerBound + 255, try store.channels.highestNumber() >> PresenceBitmap.Page.bits))
            for band in bands.lowerBound...last {
                let page = PresenceBitmap.Page(day: days.lowerBound, band: band)
                if !state.present.holds(page) { missing.insert(page) }
            }
        }
        for page in missing { state.present.hold(page) }
        let isWanted = { (place: BlockPlace) in
            missing.count > 64 || missing.contains { place.mayHold($0.channels) && place.days.contains($0.day) }
        }
        let question = EmbeddedCurveStore.Question(channels: .all, days: days)
        for place in store.places(of: .all, in: days) where isWanted(place) {
            try store.forEachTotal(in: place, of: question) { channel, day, _, _, _ in
                if missing.contains(PresenceBitmap.Page(channel, day)) { state.present.insert(channel, day) }
            }
        }
    }

    private static func range<Value: Comparable>(_ values: [Value]) -> ClosedRange<Value>? {
        guard let first = values.min(), let last = values.max() else { return nil }
        return first...last
    }

    /// What answers of sorted entries: this revision's own earlier blocks before the visible ones.
    private func knownDays(
        of entries: [CurveWindow.Entry], _ own: [BlockPlace]
    ) throws -> [ChannelDay.Key: DayCurve] {
        guard let days = BlockAppender.range(entries.map(\.day)), let first = entries.first, let last = entries.last
        else { return [:] }
        let question = EmbeddedCurveStore.Question(
            channels: ChannelNumbers(entries.map(\.channel)), days: days,
            known: Known(upTo: revision, isSealed: true))
        let wanted = Set(entries.map(\.key))
        let ownPlaces = own.reversed().filter {
            !$0.isBeside && $0.days.overlaps(days) && $0.mayHold(first.channel...last.channel)
        }
        var answers: [ChannelDay.Key: DayCurve] = [:]
        for place in ownPlaces + store.places(of: question.channels, in: days)
        where answers.count < wanted.count {
            try store.forEachCurve(in: place, of: question) { channel, day, _, curve in
                let key = ChannelDay.Key(channel: channel, day: day)
                if answers[key] == nil, wanted.contains(key) { answers[key] = curve }
            }
        }
        return answers
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
    fileprivate mutating func count(_ meeting: DayMeeting, before: DayCurve?) {
        guard let before else {
            added += 1
            return
        }
        if meeting.answer?.saysTheSame(as: before) ?? true { unchanged += 1 } else { changed += 1 }
    }

    /// Remembers what does not count.
    fileprivate mutating func note(_ meeting: DayMeeting, _ channel: UInt32, _ day: CivilDay) {
        guard meeting.outranked > 0 else { return }
        note(OutrankedDay(channel: channel, day: day, values: meeting.outranked))
    }
}

extension DayCurve {
    /// Whether values and qualities are the same, wherever they come from.
    fileprivate func saysTheSame(as other: DayCurve) -> Bool {
        step == other.step && unit == other.unit && values == other.values
            && (0..<count).allSatisfy {
                let (mine, theirs) = (mark(at: $0), other.mark(at: $0))
                return mine.quality == theirs.quality && mine.missingReason == theirs.missingReason
                    && mine.isDoubtful == theirs.isDoubtful
            }
    }
}
