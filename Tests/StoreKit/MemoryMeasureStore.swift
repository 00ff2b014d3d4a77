package import Metering
package import Store
import Synchronization

/// The plainest measure store there can be, in memory: the model that engines are compared with, and what tests of
/// services take.
package final class MemoryMeasureStore: MeasureStore {
    private struct Key: Hashable {
        let channel: UInt32
        let day: CivilDay
    }

    private struct Entry {
        let curve: DayCurve
        let revision: Revision
        /// Nil until its revision is revealed.
        var knownAt: Instant?
    }

    private struct State {
        var answers: [Key: [Entry]] = [:]
        var besides: [Key: [Entry]] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package func writer(for revision: Revision) -> any MeasureWriter { Writer(revision, self) }

    package func discard(_ revision: Revision) {
        state.withLock { state in
            for (key, entries) in state.answers { state.answers[key] = entries.filter { $0.revision != revision } }
            for (key, entries) in state.besides { state.besides[key] = entries.filter { $0.revision != revision } }
        }
    }

    package func recover(kept revisions: [(Revision, Instant)]) {
        let known = Dictionary(uniqueKeysWithValues: revisions)
        func kept(_ entries: [Entry]) -> [Entry] {
            entries.compactMap { entry in
                known[entry.revision].map { Entry(curve: entry.curve, revision: entry.revision, knownAt: $0) }
            }
        }
        state.withLock { state in
            state.answers = state.answers.mapValues(kept)
            state.besides = state.besides.mapValues(kept)
        }
    }

    private func reveal(_ revision: Revision, knownAt: Instant) {
        func revealed(_ entries: [Entry]) -> [Entry] {
            entries.map { entry in
                guard entry.revision == revision else { return entry }
                return Entry(curve: entry.curve, revision: revision, knownAt: knownAt)
            }
        }
        state.withLock { state in
            state.answers = state.answers.mapValues(revealed)
            state.besides = state.besides.mapValues(revealed)
        }
    }

    // MARK: curves

    package func forEachDay(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        let found = state.withLock { state in
            state.answers.filter { channels.contains($0.key.channel) && days.contains($0.key.day) }.compactMap {
                key, entries in
                entries.filter { entry in
                    let isThere = entry.knownAt != nil || known.isSealed && entry.revision == known.horizon
                    return isThere && known.sees(entry.revision)
                }.max { $0.revision < $1.revision }.map { (key, $0) }
            }
        }
        for (key, entry) in found { try body(key.channel, key.day, entry.revision, entry.curve) }
    }

    package func forEachTotal(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, _ total: Int64, QualityCounts) throws -> Void
    ) throws {
        try forEachDay(of: channels, in: days, known) { channel, day, revision, curve in
            try body(channel, day, revision, curve.total, curve.qualityCounts)
        }
    }

    package func forEachRevision(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, after earlier: Revision?, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, _ knownAt: Instant) throws -> Void
    ) throws {
        let found = state.withLock { state in
            state.answers.filter { channels.contains($0.key.channel) && days.contains($0.key.day) }
        }
        for (key, entries) in found {
            for entry in entries where entry.revision > earlier ?? Revision(0) && known.sees(entry.revision) {
                if let knownAt = entry.knownAt { try body(key.channel, key.day, entry.revision, knownAt) }
            }
        }
    }

    package func forEachBeside(
        of channel: UInt32, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        let found = state.withLock { state in
            state.besides.filter { $0.key.channel == channel && days.contains($0.key.day) }.flatMap { key, entries in
                entries.filter { $0.knownAt != nil && known.sees($0.revision) }.map { (key.day, $0) }
            }
        }
        for (day, entry) in found.sorted(by: { ($0.1.revision, $0.0) < ($1.1.revision, $1.0) }) {
            try body(day, entry.revision, entry.curve)
        }
    }

    // MARK: readings of registers

    package func forEachReading(
        of register: Register, in instants: ClosedRange<Instant>, of channels: ChannelNumbers, _ known: Known,
        _ body: (_ channel: UInt32, KnownReading) throws -> Void
    ) throws {}

    package func forEachIndexEnergy(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, CivilDay, IndexEnergy) throws -> Void
    ) throws {}

    package func forEachIndexRevision(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ midnight: Instant, Revision) throws -> Void
    ) throws {}

    package func uncountedReadings(
        of channel: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [UncountedReading] { [] }

    package func judgeIndexes(
        of sealed: Known,
        _ passage:
            @escaping (_ channel: UInt32, _ opening: KnownReading, _ closing: KnownReading) throws -> IndexPassage,
        _ found: @escaping (IndexInTime) throws -> Void
    ) throws -> Int { 0 }

    package func forEachDoublyMeasuredDay(
        of sealed: Known, apartBy tolerance: Int64,
        _ body: (_ channel: UInt32, _ day: CivilDay, DayCurve, _ indexed: Int64) throws -> Void
    ) throws {}

    private final class Writer: MeasureWriter {
        private let revision: Revision
        private let store: MemoryMeasureStore
        private var changes = MeasureChanges()

        init(_ revision: Revision, _ store: MemoryMeasureStore) {
            self.revision = revision
            self.store = store
        }

        func append(_ curve: DayCurve, of channel: UInt32, on day: CivilDay) {
            let key = Key(channel: channel, day: day)
            store.state.withLock { state in
                let before = state.answers[key, default: []].max { $0.revision < $1.revision }
                var meeting = DayMeeting(before?.curve)
                meeting.take(curve)
                if meeting.outranked > 0 {
                    changes.curves.note(OutrankedDay(channel: channel, day: day, values: meeting.outranked))
                }
                for statement in meeting.kept {
                    state.besides[key, default: []].append(Entry(curve: statement, revision: revision))
                }
                guard let answer = meeting.answer, answer != before?.curve else {
                    return changes.curves.unchanged += 1
                }
                if before == nil { changes.curves.added += 1 } else { changes.curves.changed += 1 }
                state.answers[key, default: []].removeAll { $0.revision == revision }
                state.answers[key, default: []].append(Entry(curve: answer, revision: revision))
            }
        }

        func append(_ days: DayColumns, _ rows: Range<Int>, channels: [UInt32]) {
            for (row, channel) in zip(rows, channels) { append(days.curve(row), of: channel, on: days.days[row]) }
        }

        func append(_ reading: RegisterReading, of channel: UInt32) {}

        func append(
            _ readings: RegisterBatch, _ places: Range<Int>, channels: [UInt32], from provenance: Provenance
        ) {}

        func seal() -> MeasureChanges { changes }

        func reveal(knownAt: Instant) { store.reveal(revision, knownAt: knownAt) }

        func abandon() {}
    }
}
