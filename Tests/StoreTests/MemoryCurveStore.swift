import Metering
import Synchronization

@testable import Store

/// The plainest curve store there can be: the model that real ones are compared with.
final class MemoryCurveStore: CurveStore {
    private struct Key: Hashable {
        let channel: Channel
        let day: CivilDay
    }

    private struct Entry {
        let known: KnownDay
        var knownAt: Instant?
    }

    private let entries = Mutex<[Key: [Entry]]>([:])

    func writer(for revision: Revision) -> any CurveWriter { Writer(revision, self) }

    func reveal(_ revision: Revision, knownAt: Instant) {
        entries.withLock { entries in
            for (key, versions) in entries {
                entries[key] = versions.map { entry in
                    entry.known.revision == revision ? Entry(known: entry.known, knownAt: knownAt) : entry
                }
            }
        }
    }

    func discard(_ revision: Revision) {
        entries.withLock { entries in
            for (key, versions) in entries { entries[key] = versions.filter { $0.known.revision != revision } }
        }
    }

    func forEachDay(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (KnownDay) throws -> Void
    ) throws {
        let answers = entries.withLock { entries in
            entries.filter { selection.contains($0.key.channel) && days.contains($0.key.day) }.compactMap {
                _, versions in
                versions.filter { entry in
                    let revision = entry.known.revision
                    let isThere = entry.knownAt != nil || known.isSealed && revision == known.horizon
                    return isThere && known.sees(revision)
                }.max { $0.known.revision < $1.known.revision }?.known
            }
        }
        for answer in answers { try body(answer) }
    }

    func forEachTotal(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (KnownTotal) throws -> Void
    ) throws {
        try forEachDay(of: selection, in: days, known) { try body(KnownTotal($0)) }
    }

    func forEachRevision(
        of selection: ChannelSelection, in days: ClosedRange<CivilDay>, after earlier: Revision?, _ known: Known,
        _ body: (Channel, CivilDay, Revision, Instant) throws -> Void
    ) throws {
        let all = entries.withLock { entries in
            entries.filter { selection.contains($0.key.channel) && days.contains($0.key.day) }.values.flatMap { $0 }
        }
        for entry in all {
            guard let knownAt = entry.knownAt, entry.known.revision > earlier ?? Revision(0),
                known.sees(entry.known.revision)
            else { continue }
            try body(entry.known.pointDay.channel, entry.known.pointDay.day, entry.known.revision, knownAt)
        }
    }

    private final class Writer: CurveWriter {
        private let revision: Revision
        private let store: MemoryCurveStore
        private var changes = CurveChanges()

        init(_ revision: Revision, _ store: MemoryCurveStore) {
            self.revision = revision
            self.store = store
        }

        func append(_ day: PointDay) {
            let key = Key(channel: day.channel, day: day.day)
            store.entries.withLock { entries in
                let before = entries[key, default: []].max { $0.known.revision < $1.known.revision }?.known
                var meeting = DayMeeting(before?.pointDay.curve)
                meeting.take(day.curve)
                guard let answer = meeting.answer, answer != before?.pointDay.curve else {
                    return changes.unchanged += 1
                }
                changes.added += before == nil ? 1 : 0
                changes.changed += before == nil ? 0 : 1
                entries[key, default: []].removeAll { $0.known.revision == revision }
                let pointDay = PointDay(channel: day.channel, day: day.day, curve: answer)
                entries[key, default: []].append(Entry(known: KnownDay(pointDay: pointDay, revision: revision)))
            }
        }

        func seal() -> CurveChanges { changes }

        func abandon() {}
    }
}
