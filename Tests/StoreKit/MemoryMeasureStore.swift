package import Metering
package import Store
import Synchronization

/// The plainest measure store there can be, in memory: the model that engines are compared with, and what tests of
/// services take.
///
/// Every question looks at everything that is kept. No body is called while the store is locked: it may ask further.
package final class MemoryMeasureStore: MeasureStore {
    struct Key: Hashable {
        let channel: UInt32
        let day: CivilDay
    }

    struct Entry {
        let curve: DayCurve
        let revision: Revision
    }

    struct State {
        var answers: [Key: [Entry]] = [:]
        var besides: [Key: [Entry]] = [:]
        var readings = MemoryReadings()
        /// When each revision that is shown became known.
        var revealed: [Revision: Instant] = [:]

        /// Drops whatever was written of other revisions than these.
        mutating func keep(where isKept: (Revision) -> Bool) {
            answers = answers.mapValues { $0.filter { isKept($0.revision) } }
            besides = besides.mapValues { $0.filter { isKept($0.revision) } }
            readings = readings.filter(isKept)
        }

        func shows(_ revision: Revision, _ known: Known) -> Bool {
            known.sees(revision) && (revealed[revision] != nil || known.isSealed && revision == known.horizon)
        }

        /// The curve that answers of a channel's day.
        func answer(_ entries: [Entry], _ known: Known) -> Entry? {
            entries.filter { shows($0.revision, known) }.max { $0.revision < $1.revision }
        }

        func readings(_ known: Known) -> MemoryReadings { readings.filter { shows($0, known) } }
    }

    let state = Mutex(State())

    package init() {}

    package func writer(for revision: Revision) -> any MeasureWriter { MemoryMeasureWriter(revision, self) }

    package func discard(_ revision: Revision) { state.withLock { $0.keep { $0 != revision } } }

    package func recover(kept revisions: [(Revision, Instant)]) {
        let known = Dictionary(uniqueKeysWithValues: revisions)
        state.withLock { state in
            state.keep { known[$0] != nil }
            state.revealed = known
        }
    }

    private func readings(_ known: Known) -> MemoryReadings { state.withLock { $0.readings(known) } }

    // MARK: curves

    package func forEachDay(
        of channels: ChannelNumbers, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        let found = state.withLock { state in
            state.answers.filter { channels.contains($0.key.channel) && days.contains($0.key.day) }
                .compactMapValues { state.answer($0, known) }
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
        let (found, revealed) = state.withLock { state in
            (
                state.answers.filter { channels.contains($0.key.channel) && days.contains($0.key.day) },
                state.revealed
            )
        }
        for (key, entries) in found {
            for entry in entries where entry.revision > earlier ?? Revision(0) && known.sees(entry.revision) {
                if let knownAt = revealed[entry.revision] { try body(key.channel, key.day, entry.revision, knownAt) }
            }
        }
    }

    package func forEachBeside(
        of channel: UInt32, in days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ day: CivilDay, Revision, DayCurve) throws -> Void
    ) throws {
        let found = state.withLock { state in
            state.besides.filter { $0.key.channel == channel && days.contains($0.key.day) }.flatMap { key, entries in
                entries.filter { known.sees($0.revision) && state.revealed[$0.revision] != nil }.map { (key.day, $0) }
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
    ) throws {
        let readings = readings(known)
        for channel in readings.channels where channels.contains(channel) {
            for moment in readings.moments(of: channel, register) where instants.contains(moment.at) {
                if let answer = moment.answer { try body(channel, answer) }
            }
        }
    }

    package func forEachIndexEnergy(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, CivilDay, IndexEnergy) throws -> Void
    ) throws {
        let readings = readings(known)
        for channel in readings.channels where channels.contains(channel) {
            for day in readings.days(of: channel) where days.contains(day) {
                if let energy = readings.energy(of: channel, on: day) { try body(channel, day, energy) }
            }
        }
    }

    package func forEachIndexRevision(
        of channels: ChannelNumbers, on days: ClosedRange<CivilDay>, _ known: Known,
        _ body: (_ channel: UInt32, _ midnight: Instant, Revision) throws -> Void
    ) throws {
        let readings = readings(known)
        let midnights = days.lowerBound...days.upperBound.advanced(by: 1)
        for channel in readings.channels where channels.contains(channel) {
            for register in readings.registers(of: channel) where IndexGrid(register) != nil {
                for moment in readings.moments(of: channel, register) where moment.isMidnight(of: midnights) {
                    for statement in moment.statements { try body(channel, moment.at, statement.reading.revision) }
                }
            }
        }
    }

    package func uncountedReadings(
        of channel: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [UncountedReading] {
        let readings = readings(known)
        return readings.registers(of: channel).flatMap { register in
            readings.moments(of: channel, register).filter { instants.contains($0.at) }.flatMap { moment in
                moment.statements.filter { !$0.answers && $0.value != moment.answer?.value }
                    .map { UncountedReading(register: register, known: $0.reading) }
            }
        }
    }

    package func readings(
        of channel: UInt32, in instants: ClosedRange<Instant>, _ known: Known
    ) throws -> [Register: [KnownReading]] {
        let readings = readings(known)
        return readings.registers(of: channel).reduce(into: [:]) { found, register in
            let answers = readings.moments(of: channel, register).filter { instants.contains($0.at) }
                .compactMap { $0.answer }
            if !answers.isEmpty { found[register] = answers.sorted { $0.at < $1.at } }
        }
    }

    // MARK: judging a sealed revision

    package func judgeIndexes(
        of sealed: Known,
        _ passage:
            @escaping (_ channel: UInt32, _ opening: KnownReading, _ closing: KnownReading) throws -> IndexPassage,
        _ found: @escaping (IndexInTime) throws -> Void
    ) throws -> Int {
        var setAside = 0
        let verdicts = try readings(sealed).judge(sealed.horizon, &setAside, passage, found)
        state.withLock { $0.readings.append(verdicts) }
        return setAside
    }

    package func forEachDoublyMeasuredDay(
        of sealed: Known, apartBy tolerance: Int64,
        _ body: (_ channel: UInt32, _ day: CivilDay, DayCurve, _ indexed: Int64) throws -> Void
    ) throws {
        let (readings, answers) = state.withLock { state in
            (state.readings(sealed), state.answers.compactMapValues { state.answer($0, sealed) })
        }
        for (key, entry) in answers where entry.curve.isComplete {
            guard let energy = readings.energy(of: key.channel, on: key.day) else { continue }
            let isOwn = entry.revision == sealed.horizon || energy.revision == sealed.horizon
            let (difference, isBeyond) = energy.total.subtractingReportingOverflow(entry.curve.total)
            if isOwn, isBeyond || difference.magnitude > tolerance.magnitude {
                try body(key.channel, key.day, entry.curve, energy.total)
            }
        }
    }
}
