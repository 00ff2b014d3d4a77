import Metering
import Store
import Synchronization

/// Writes one revision of a `MemoryMeasureStore`: days as they come, readings when it is sealed.
final class MemoryMeasureWriter: MeasureWriter {
    private typealias Entry = MemoryMeasureStore.Entry

    private let revision: Revision
    private let store: MemoryMeasureStore
    private var changes = CurveChanges()
    private var readings: [(series: MemoryReadings.Series, reading: KnownReading)] = []

    init(_ revision: Revision, _ store: MemoryMeasureStore) {
        self.revision = revision
        self.store = store
    }

    func append(_ curve: DayCurve, of channel: UInt32, on day: CivilDay) {
        let key = MemoryMeasureStore.Key(channel: channel, day: day)
        store.state.withLock { state in
            let before = state.answers[key, default: []].max { $0.revision < $1.revision }
            var meeting = DayMeeting(before?.curve)
            meeting.take(curve)
            if meeting.outranked > 0 {
                changes.note(OutrankedDay(channel: channel, day: day, values: meeting.outranked))
            }
            state.besides[key, default: []] += meeting.kept.map { Entry(curve: $0, revision: revision) }
            guard let answer = meeting.answer, answer != before?.curve else { return changes.unchanged += 1 }
            if before == nil { changes.added += 1 } else { changes.changed += 1 }
            state.answers[key, default: []].removeAll { $0.revision == revision }
            state.answers[key, default: []].append(Entry(curve: answer, revision: revision))
        }
    }

    func append(_ days: DayColumns, _ rows: Range<Int>, channels: [UInt32]) {
        for (row, channel) in zip(rows, channels) { append(days.curve(row), of: channel, on: days.days[row]) }
    }

    func append(_ reading: RegisterReading, of channel: UInt32) {
        let known = KnownReading(at: reading.at, value: reading.value, mark: reading.mark, revision: revision)
        readings.append((MemoryReadings.Series(channel: channel, register: reading.register), known))
    }

    func append(
        _ readings: RegisterBatch, _ places: Range<Int>, channels: [UInt32], from provenance: Provenance
    ) {
        for (place, channel) in zip(places, channels) {
            append(readings.reading(place).from(provenance), of: channel)
        }
    }

    func seal() -> MeasureChanges {
        let readings = store.state.withLock { $0.readings.take(self.readings) }
        self.readings = []
        return MeasureChanges(curves: changes, readings: readings)
    }

    func reveal(knownAt: Instant) { store.state.withLock { $0.revealed[revision] = knownAt } }

    func abandon() { readings = [] }
}
